/** All that is done with a store: each of these on its own copy of the mutated one. */
import { join } from 'node:path'
import { writeCatalog } from '../../src/catalog/index.js'
import { runCli } from '../../src/cli/index.js'
import type { ArtifactStore, StoreOptions } from '../../src/store/index.js'
import {
  bisectToText,
  diffToMarkdown,
  diffToText,
  historyToText,
  lineageToMermaid,
  lineageToText,
  pruneToText,
  repairToText,
  verifyToMarkdown,
  verifyToText
} from '../../src/store/index.js'
import { Collected } from '../cli/support.js'
import { sourceOf } from '../store/support.js'
import { key, openObjects, type Objects, type Opened } from './base.js'

export interface Scene {
  /** A copy of the mutated store. */
  readonly objects: Objects
  readonly opened: Opened
  /** Where a restore may write; missing still. */
  readonly destination: string
  /** A folder of files to be saved. */
  readonly source: string
  /** What a renderer made; a door passes it on. */
  show(text: string): void
  /** What is on a terminal, or in a runner's log. */
  print(text: string): void
}

type Operation = (scene: Scene) => Promise<unknown>

const SELECTORS = [
  'latest',
  'newest',
  'v1',
  'v2',
  'v3',
  '1.0.0',
  'production',
  'as-of:2026-11-02T00:00:00Z',
  `commit:${'a'.repeat(40)}`,
  'branch:main',
  'run:1',
  'max:metrics.loss',
  'min:metrics.loss',
  `sha256:${'0'.repeat(64)}`
]

function onStore(act: (store: ArtifactStore, scene: Scene) => Promise<unknown>): Operation {
  return async (scene) => await act(scene.opened.store, scene)
}

function other(objects: Objects): ArtifactStore {
  return openObjects(objects, {}, 12, 'another').store
}

function restore(selector: string, policy = false): Operation {
  return onStore(async (store, { destination }) => {
    const signed = policy ? { signaturePolicy: { keys: key.verifying } } : {}
    await store.restore({ name: 'model', selectors: [selector], destination, ...signed })
  })
}

function cli(...argv: string[]): Operation {
  return async ({ opened, source, destination, objects, print }) => {
    const streams = { stdout: new Collected(), stderr: new Collected() }
    const open = async (_: string, options: StoreOptions): Promise<ArtifactStore> =>
      openObjects(objects, { ...options, clock: opened.clock.now, workers: { count: 0 } }).store
    const all = argv.map((argument) => (argument === 'FOLDER' ? destination : argument))
    await runCli([...all, '--store', join(source, 'store')], {}, streams, {
      workingFolder: source,
      home: source,
      openStore: open,
      gitContext: async () => ({})
    })
    print(streams.stdout.text)
    print(streams.stderr.text)
  }
}

async function saveTwice(
  { opened, source, objects, destination }: Scene,
  ifUnchanged: 'reuse' | 'new'
): Promise<unknown> {
  const request = { name: 'model', source: sourceOf(source), parents: ['report@latest'], ifUnchanged }
  const { version } = await opened.store.save(request)
  const selectors = [`v${version.number}`]
  // What was borrowed from a hostile version may be damaged; wrong bytes it never is: the judge compares.
  return await openObjects(objects).store.restore({ name: 'model', selectors, destination })
}

export const SAVED = new Set(['save', 'save and reuse'])

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(SELECTORS.map((selector) => [`restore ${selector}`, restore(selector)])),
  'restore signed': restore('v2', true),
  'restore long': onStore(async (store, { destination }) => await store.restore({ name: 'long', destination })),
  resolve: onStore(async (store) => await store.resolve('model', SELECTORS, 'metrics.loss > 0')),
  list: onStore(async (store) => await store.list({})),
  'list where': onStore(
    async (store) => await store.list({ where: 'metrics.loss > 0 or run.branch = main or aliases = production' })
  ),
  show: onStore(async (store) => await store.getMetadata('model', 'v2')),
  notes: onStore(async (store) => await store.notes('model', 'v2')),
  statements: onStore(async (store) => await store.statements('model', 'v2')),
  diff: onStore(async (store, { show }) => {
    const result = await store.diff({ from: { name: 'model', selector: 'v1' }, to: { name: 'model', selector: 'v2' } })
    if (result !== undefined) [diffToText(result), diffToMarkdown(result)].forEach(show)
  }),
  lineage: onStore(async (store, { show }) => {
    for (const name of ['report', 'model']) {
      const graph = await store.lineage({ name })
      if (graph !== undefined) [lineageToText(graph), lineageToMermaid(graph)].forEach(show)
    }
  }),
  compare: onStore(async (store) => {
    const found = await store.getMetadata('model', 'v2')
    return found === undefined ? undefined : await store.compare({ version: found })
  }),
  history: onStore(async (store, { show }) => show(historyToText(await store.history({ name: 'model' })))),
  'alias history': onStore(async (store) => await store.aliasHistory('model', 'production')),
  bisect: onStore(async (store, { show }) =>
    show(bisectToText(await store.bisect({ name: 'model', metric: 'loss', direction: 'lower' })))
  ),
  gate: onStore(
    async (store) => await store.checkGate({ name: 'model', number: 2 }, { failIf: 'metrics.loss > base.metrics.loss' })
  ),
  catalog: onStore(async (store, { destination }) => await writeCatalog(store, { folder: destination })),
  'copy from': onStore(async (store) => await store.copyTo(other(new Map()))),
  'copy into': onStore(
    async (store, { objects }) => await other(new Map(objects)).copyTo(store, { name: 'model', toName: 'copied' })
  ),
  save: async (scene) => await saveTwice(scene, 'new'),
  'save and reuse': async (scene) => await saveTwice(scene, 'reuse'),
  record: onStore(async (store) => await store.record({ name: 'model', selectors: ['v2'], metrics: { more: 1 } })),
  promote: onStore(
    async (store) => await store.promote({ name: 'model', selectors: ['v2', 'latest'], aliases: ['production'] })
  ),
  'promote previous': onStore(
    async (store) => await store.promote({ name: 'model', selectors: ['previous'], aliases: ['production'] })
  ),
  'remove aliases': onStore(async (store) => await store.removeAliases({ name: 'model', aliases: ['staging'] })),
  'prune, dry': onStore(async (store, { show }) => show(pruneToText(await store.prune({ rules: { keepLast: 1 } })))),
  prune: async ({ objects, show }) => {
    show(pruneToText(await openObjects(objects, {}, 40).store.prune({ rules: { keepLast: 1 }, dryRun: false })))
    show(pruneToText(await openObjects(objects, {}, 80).store.prune({ dryRun: false })))
  },
  remove: onStore(async (store) => await store.remove({ name: 'model', selectors: ['v2'] })),
  undelete: onStore(async (store) => await store.undelete({ name: 'report', number: 2 })),
  verify: onStore(async (store, { show }) => {
    const result = await store.verify({ deep: true })
    ;[verifyToText(result), verifyToMarkdown(result, store.location)].forEach(show)
  }),
  'verify, quick': onStore(async (store) => await store.verify({ deep: false, mark: false })),
  repair: onStore(async (store, { show, objects }) =>
    show(repairToText(await store.repair({ apply: true, from: [other(new Map(objects))] })))
  ),
  'cli list': cli('list'),
  'cli show': cli('show', 'model@v2'),
  'cli history': cli('history', 'model'),
  'cli lineage': cli('lineage', 'model@v2'),
  'cli verify': cli('verify'),
  'cli list --json': cli('list', '--json')
}
