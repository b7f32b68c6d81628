/** The fuzzer finds what it is there for: each bug that is planted here is told, by the operation that has it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ArtifactStoreError } from '../../src/errors.js'
import { SAFE } from './base.js'
import { Judge, type Wrap } from './judge.js'
import { fileEntry, type Mutation } from './mutations.js'
import type { Plant } from './plants.js'
import { Runner, shrink } from './runner.js'
import { OPERATIONS } from './operations.js'

let judge: Judge
beforeAll(async () => void (judge = await Judge.make()))
afterAll(() => judge.close())

/** One operation does something else. */
function planted(operation: string, bug: () => unknown): Wrap {
  expect(OPERATIONS).toHaveProperty([operation])
  return async (name, run) => (name === operation ? await bug() : await run())
}

const CLIMBS: Mutation = { kind: 'tree', packed: false, entries: [fileEntry('../canary')] }
const HARMLESS: Mutation = {
  kind: 'field',
  key: 'artifacts/model/versions/0000000003.json',
  path: ['type'],
  value: 'x'
}

async function failuresOf(wrap: Wrap, mutations: readonly Mutation[] = []): Promise<readonly string[]> {
  return (await judge.judge(mutations, undefined, wrap)).failures
}

test('a restore that writes where a path leads', async () => {
  const wrap: Wrap = async (name, run) => {
    if (name !== 'restore v2') return await run()
    // What a restore without a look at its paths does.
    const target = join(judge.folder, 'destination', '../canary')
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, 'hostile!')
    return undefined
  }
  expect(await failuresOf(wrap, [CLIMBS])).toEqual(['restore v2: changed something outside of the destination'])
})

test('an error of the language, in place of one for people', async () => {
  const bug = (): never => (undefined as unknown as { entries: never }).entries
  expect(await failuresOf(planted('list', bug))).toEqual([expect.stringMatching(/^list: rejected with TypeError/)])
})

test('a message with a control character, and one that names nothing', async () => {
  const escape = (): never => {
    throw new ArtifactStoreError('DAMAGED', 'pack \u001b[2J is damaged')
  }
  expect(await failuresOf(planted('diff', escape))).toEqual([expect.stringContaining('not one line of text')])
  const nothing = (): never => {
    throw new ArtifactStoreError('DAMAGED', 'something went wrong')
  }
  expect(await failuresOf(planted('diff', nothing))).toEqual([expect.stringContaining('names no object')])
})

test('a prototype that is changed', async () => {
  const bug = (): void => void Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true })
  try {
    const failures = await failuresOf(planted('restore min:metrics.loss', bug))
    expect(failures[0]).toBe('restore min:metrics.loss: changed a prototype')
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted')
  }
})

test('a prune that destroys what another version uses', async () => {
  const verdict = await judge.judge([{ kind: 'missing', key: `artifacts/${SAFE}/versions/0000000001.json` }])
  expect(verdict.failures).toContainEqual(expect.stringMatching(/^prune: removed /))
})

test('a destination that holds other bytes than were saved', async () => {
  const wrap: Wrap = async (name, run) => {
    await run()
    if (name === 'save') writeFileSync(join(judge.folder, 'destination', 'x'), 'other')
  }
  expect(await failuresOf(wrap)).toEqual(['save: restored other bytes than were saved'])
  rmSync(join(judge.folder, 'destination'), { recursive: true, force: true })
})

test('what fails is shrunk to the mutations that make it fail', async () => {
  const fails = async (mutations: readonly Mutation[]): Promise<boolean> => mutations.includes(CLIMBS)
  expect(await shrink([HARMLESS, CLIMBS, HARMLESS], fails)).toEqual([CLIMBS])
})

test.each<[Plant, string | RegExp]>([
  ['hang', 'list: hangs'],
  ['wait', 'list: hangs'],
  ['bomb', 'list: takes more memory than it may'],
  ['heap', /^list: ended the thread: .*memory/]
])('%s: the thread is ended, it is told where, and the next input is judged', async (plant, told) => {
  const runner = new Runner(plant, plant === 'hang' || plant === 'wait' ? 4000 : undefined)
  try {
    for (let time = 0; time < 2; time++) {
      expect((await runner.judge([HARMLESS])).failures).toEqual([expect.stringMatching(told)])
    }
  } finally {
    await runner.close()
  }
})
