/** Random commands: what is asked for is made of the model as it is then, so that most of it means something. */
import fc from 'fast-check'
import type { Operation, Where } from './operations.js'
import { DAY, HOUR, isGone, type PlainArtifact, type PlainStore } from './plain.js'
import { TREES } from './trees.js'
import { describe, type Trouble, type World } from './world.js'

const NAMES = ['model', 'data/set']
const ALIASES = ['best', 'prod', 'rc']
/** Seldom one that is an alias, too, which must not be. */
const label = fc.oneof(
  { weight: 9, arbitrary: fc.nat(40).map((number) => `1.${number}`) },
  { weight: 1, arbitrary: fc.constantFrom('rc', 'best') }
)

/** What is to be done, but for what only the model tells. */
type Sketch = (model: PlainStore) => Operation

const name = fc.constantFrom(...NAMES, 'model')
const alias = fc.constantFrom(...ALIASES)
const aliases = fc.uniqueArray(alias, { maxLength: 2 })
const score = fc.nat(9)

const selector: fc.Arbitrary<(artifact: PlainArtifact) => string> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(() => 'latest') },
  {
    weight: 8,
    arbitrary: fc.nat(999).map((pick) => (artifact: PlainArtifact) => `v${1 + (pick % (artifact.versions.length + 1))}`)
  },
  { weight: 3, arbitrary: label.map((one) => () => one) },
  { weight: 3, arbitrary: alias.map((one) => () => one) },
  { weight: 1, arbitrary: fc.constant(() => 'max:metrics.score') },
  {
    weight: 1,
    arbitrary: fc.nat(999).map((pick) => (artifact: PlainArtifact) => {
      const version = artifact.versions[pick % Math.max(1, artifact.versions.length)]
      return `as-of:${version?.createdAt ?? '2026-01-01T00:00:00.000Z'}`
    })
  }
)

const save = fc
  .record({
    name,
    tree: fc.nat(TREES - 1),
    isAsBefore: fc.nat(4),
    label: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: label }),
    aliases: fc.oneof({ weight: 5, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: aliases }),
    score: fc.option(score, { nil: undefined }),
    unchanged: fc.constantFrom('reuse', 'new', undefined, undefined)
  })
  .map(({ isAsBefore, tree, ...asked }): Sketch => (model) => ({
    kind: 'save',
    ...asked,
    aliases: asked.aliases.filter((one) => one !== asked.label),
    tree: isAsBefore === 0 ? (model.artifact(asked.name).newest?.tree ?? tree) : tree
  }))

const restore = fc
  .record({ name, selector, isPart: fc.nat(3), where: fc.constantFrom('new', 'over', 'clean') })
  .map(({ selector: select, isPart, where, ...asked }): Sketch => (model) => ({
    kind: 'restore',
    ...asked,
    selector: select(model.artifact(asked.name)),
    isPart: isPart === 0 && where !== 'clean',
    where
  }))

const promote = fc
  .record({ name, selector, aliases: fc.uniqueArray(alias, { minLength: 1, maxLength: 2 }), isBack: fc.nat(3) })
  .map(({ selector: select, isBack, ...asked }): Sketch => (model) => ({
    kind: 'promote',
    ...asked,
    selector: isBack === 0 ? 'previous' : select(model.artifact(asked.name))
  }))

const unalias = fc.record({ name, alias }).map((asked): Sketch => () => ({ kind: 'unalias', ...asked }))

const record = fc.record({ name, selector, score }).map(({ selector: select, ...asked }): Sketch => (model) => ({
  kind: 'record',
  ...asked,
  selector: select(model.artifact(asked.name))
}))

/** Most often one that may be removed, since few may. */
const remove = fc
  .record({ name, selector, pick: fc.nat(999) })
  .map(({ name: of, selector: select, pick }): Sketch => (model) => {
    const artifact = model.artifact(of)
    const free = artifact.living.filter((version) => !artifact.isHeld(version))
    const isFree = pick % 4 > 0 && free.length > 0
    return { kind: 'remove', name: of, selector: isFree ? `v${free[pick % free.length].number}` : select(artifact) }
  })

const undelete = fc.record({ name, pick: fc.nat(999) }).map(({ pick, ...asked }): Sketch => (model) => {
  const { versions } = model.artifact(asked.name)
  const gone = versions.filter(isGone)
  return {
    kind: 'undelete',
    ...asked,
    number: gone[pick % Math.max(1, gone.length)]?.number ?? 1 + (pick % (versions.length + 1))
  }
})

const rules = fc.record(
  {
    keepLast: fc.integer({ min: 1, max: 4 }),
    keepWithinDays: fc.integer({ min: 1, max: 5 }),
    keepBest: fc.record({ count: fc.integer({ min: 1, max: 2 }), direction: fc.constantFrom('higher', 'lower') })
  },
  { requiredKeys: [] }
)

const prune = fc
  .record({ name: fc.option(name, { nil: undefined }), rules: fc.option(rules, { nil: undefined }), isDry: fc.nat(4) })
  .map(({ isDry, ...asked }): Sketch => () => ({ kind: 'prune', ...asked, isDry: isDry === 0 }))

const verify = fc.boolean().map((isDeep): Sketch => () => ({ kind: 'verify', isDeep }))

const list = fc
  .record({
    name,
    where: fc.constantFrom<Where | undefined>(undefined, 'metrics.score > 5', 'aliases = best', 'exists label')
  })
  .map((asked): Sketch => () => ({ kind: 'list', ...asked }))

const anything: fc.Arbitrary<Sketch> = fc.oneof(
  { weight: 36, arbitrary: save },
  { weight: 10, arbitrary: restore },
  { weight: 10, arbitrary: promote },
  { weight: 2, arbitrary: unalias },
  { weight: 8, arbitrary: record },
  { weight: 10, arbitrary: remove },
  { weight: 8, arbitrary: undelete },
  { weight: 14, arbitrary: prune },
  { weight: 2, arbitrary: verify },
  { weight: 3, arbitrary: list }
)

/** What writes; only that is worth being disturbed, or being done beside something else. */
const writing: fc.Arbitrary<Sketch> = fc.oneof(
  { weight: 10, arbitrary: save },
  { weight: 4, arbitrary: promote },
  { weight: 2, arbitrary: record },
  { weight: 4, arbitrary: remove },
  { weight: 4, arbitrary: undelete },
  { weight: 8, arbitrary: prune }
)

const when = fc.constantFrom('before', 'after')
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ kind: fc.constant('death'), call: fc.integer({ min: 1, max: 45 }), when }),
  fc.record({
    kind: fc.constant('faults'),
    calls: fc.uniqueArray(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 3 }),
    when
  })
)

/** Milliseconds that pass before a command. */
const pause = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * 60_000) },
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 12 }).map((hours) => hours * HOUR + 1) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((days) => days * DAY) }
)

class Command implements fc.AsyncCommand<PlainStore, World> {
  private readonly pause: number
  private readonly act: (world: World, tell: (words: string) => void) => Promise<void>
  /** What it turned out to be; before it is done nobody can tell. */
  private words = 'nothing yet'

  constructor(passes: number, act: (world: World, tell: (words: string) => void) => Promise<void>) {
    this.pause = passes
    this.act = act
  }

  check(): boolean {
    return true
  }

  async run(_model: PlainStore, world: World): Promise<void> {
    world.pass(this.pause)
    await this.act(world, (words) => {
      this.words = `${Math.round(this.pause / 1000)} s later: ${words}`
    })
  }

  toString(): string {
    return this.words
  }
}

const one = fc.tuple(pause, anything).map(
  ([passes, sketch]) =>
    new Command(passes, async (world, tell) => {
      const operation = sketch(world.model)
      tell(describe(operation))
      await world.do(operation)
    })
)

const disturbed = fc
  .tuple(pause, fc.oneof({ weight: 5, arbitrary: writing }, { weight: 1, arbitrary: anything }), trouble)
  .map(
    ([passes, sketch, comes]) =>
      new Command(passes, async (world, tell) => {
        const operation = sketch(world.model)
        tell(`${describe(operation)}, with ${JSON.stringify(comes)}`)
        await world.do(operation, comes)
      })
  )

const together = fc
  .record({
    passes: pause,
    sketches: fc.array(fc.tuple(writing, fc.option(trouble, { freq: 6, nil: undefined })), {
      minLength: 2,
      maxLength: 3
    }),
    order: fc.array(fc.nat(5), { minLength: 1, maxLength: 30 })
  })
  .map(
    ({ passes, sketches, order }) =>
      new Command(passes, async (world, tell) => {
        const asked = sketches.map(([sketch, comes]) => ({ operation: sketch(world.model), trouble: comes }))
        const words = asked.map(
          ({ operation, trouble: comes }) => `${describe(operation)} ${JSON.stringify(comes ?? {})}`
        )
        tell(`in the order ${order.join()}: ${words.join(', and ')}`)
        await world.together(asked, order)
      })
  )

/** Where somebody is held: before some call, or before what he is about to tell. */
const moment = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 2, max: 45 }) },
  { weight: 1, arbitrary: fc.constantFrom('versions', 'gone', 'aliases') }
)

const held = fc.record({ passes: pause, sketch: writing, before: moment, isOver: fc.nat(2) }).map(
  ({ passes, sketch, before, isOver }) =>
    new Command(passes, async (world, tell) => {
      // Held for a while: days, most often.
      if (world.holds > 1 || (world.holds === 1 && isOver > 0)) {
        tell('who is held goes on')
        await world.resume()
        return
      }
      const operation = sketch(world.model)
      tell(`${describe(operation)}, held before ${before}`)
      await world.suspend(operation, before)
    })
)

/** Somebody is held while others save, prune and remove for weeks. */
const sleeper = fc
  .record({
    passes: pause,
    sketch: writing,
    before: moment,
    others: fc.array(fc.tuple(writing, pause), { maxLength: 4 }),
    last: fc.boolean()
  })
  .map(
    ({ passes, sketch, before, others, last }) =>
      new Command(passes, async (world, tell) => {
        const operation = sketch(world.model)
        const words = [`${describe(operation)}, held before ${before} for weeks`]
        await world.suspend(operation, before)
        const during = async (other: Operation): Promise<void> => {
          words.push(describe(other))
          tell(words.join(', meanwhile '))
          await world.do(other)
        }
        for (const [other, passesThen] of others) {
          world.pass(passesThen)
          await during(other(world.model))
        }
        const pruned: Operation = { kind: 'prune', name: undefined, rules: { keepLast: 1 }, isDry: false }
        for (let week = 0; week < (last ? 3 : 2); week++) {
          await during(pruned)
          world.pass(world.graceDays * DAY + HOUR)
        }
        await world.resume()
      })
  )

type Rival = 'remove' | 'promote' | 'record' | 'prune' | 'undelete'
/** Of each two, one at least must see the other. */
const RIVALS: (readonly [Rival, Rival])[] = [
  ['prune', 'promote'],
  ['promote', 'prune'],
  ['remove', 'promote'],
  ['promote', 'remove'],
  ['record', 'prune'],
  ['prune', 'undelete']
]

/** Two that are about one version: the one is held, and the other does all of its work. */
const rivals = fc
  .record({
    passes: pause,
    name,
    pick: fc.nat(999),
    alias,
    at: fc.option(fc.integer({ min: 2, max: 45 }), { freq: 1, nil: undefined }),
    kinds: fc.constantFrom(...RIVALS)
  })
  .map(
    ({ passes, name: of, pick, alias: to, at, kinds }) =>
      new Command(passes, async (world, tell) => {
        const artifact = world.model.artifact(of)
        const free = artifact.living.filter((version) => !artifact.isHeld(version) && version.changes === 0)
        const number = free[pick % Math.max(1, free.length)]?.number ?? 1
        const selector = `v${number}`
        const [first, second] = kinds.map((kind): Operation => {
          if (kind === 'remove') return { kind, name: of, selector }
          if (kind === 'promote') return { kind, name: of, selector, aliases: [to] }
          if (kind === 'record') return { kind, name: of, selector, score: pick % 10 }
          if (kind === 'undelete') return { kind, name: of, number }
          return { kind: 'prune', name: of, rules: { keepLast: 1 }, isDry: false }
        })
        const before = at ?? (kinds[0] === 'promote' ? 'aliases' : 'gone')
        tell(`${describe(first)}, held before ${before}, meanwhile ${describe(second)}`)
        await world.suspend(first, before)
        await world.do(second)
        await world.resume()
      })
  )

/** As often as it stands here. */
export const commands: fc.Arbitrary<fc.AsyncCommand<PlainStore, World>>[] = [
  ...[one, one, one, one, one, one],
  ...[disturbed, disturbed],
  together,
  held,
  rivals,
  sleeper
]
