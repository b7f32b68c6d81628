/**
 * What a store must do over every storage: the same suite runs over a folder, over memory, and over one that is slow and
 * forgets to answer.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Storage } from '../../src/storage/index.js'
import { openStore, type ArtifactStore, type StoreOptions } from '../../src/store/index.js'
import { FakeClock, failure, noise, removeFolders, restored, save, snapshot, tree } from './support.js'

export interface StoreUnderTest {
  /** An empty storage, and each time it is asked for another client of it. */
  readonly storage: () => Promise<Storage>
  readonly cleanup?: () => Promise<void>
}

export function describeArtifactStore(name: string, factory: () => Promise<StoreUnderTest>): void {
  describe(`an artifact store over ${name}`, () => {
    let under: StoreUnderTest
    const clock = new FakeClock()
    const stores: ArtifactStore[] = []

    async function open(options: StoreOptions = {}): Promise<ArtifactStore> {
      const store = openStore(await under.storage(), { clock: clock.now, workers: { count: 0 }, ...options })
      stores.push(store)
      return store
    }

    beforeEach(async () => {
      under = await factory()
    })
    afterEach(async () => {
      await Promise.all(stores.splice(0).map((store) => store.close()))
      await under.cleanup?.()
      removeFolders()
    })

    test('saves, resolves, restores, lists', async () => {
      const store = await open()
      const folder = tree({ 'model.bin': noise(300_000, 1), 'a/link': { link: '../model.bin' }, empty: null })
      const { version } = await save(store, folder, { label: '1.0', aliases: ['best'], metrics: { loss: NaN } })
      const reader = await open()
      for (const selector of ['latest', 'v1', '1.0', 'best', version.digest, 'as-of:2026-11-01']) {
        expect(await reader.resolve('model', [selector])).toEqual({ version, matched: selector })
        expect(await restored(reader, { selectors: [selector] })).toEqual(snapshot(folder))
      }
      expect(await reader.list()).toEqual([{ ...version, aliases: ['best'] }])
      expect(await reader.getMetadata('model')).toEqual({ ...version, aliases: ['best'] })
    })

    test('there is no store before the first save', async () => {
      const store = await open()
      for (const call of [() => store.list(), () => store.resolve('model'), () => restored(store)]) {
        expect((await failure(call())).code).toBe('NOT_FOUND')
      }
    })

    test('a chain of versions shares what it can, and each comes back', async () => {
      const store = await open()
      const folder = tree({ 'model.bin': noise(400_000, 1), 'log.txt': 'line\n' })
      const contents: string[][] = []
      for (let number = 1; number <= 5; number++) {
        writeFileSync(join(folder, 'log.txt'), 'line\n'.repeat(number))
        const { version, storedSize, created } = await save(store, folder)
        expect([created, version.number]).toEqual([true, number])
        if (number > 1) expect(storedSize).toBeLessThan(20_000)
        contents.push(snapshot(folder))
      }
      expect((await save(store, folder)).created).toBe(false)
      for (const [at, content] of contents.entries()) {
        expect(await restored(store, { selectors: [`v${at + 1}`] })).toEqual(content)
      }
    })

    test('savers of one name at once get a number each, and a label goes to one of them', async () => {
      const folders = Array.from({ length: 4 }, (_, at) => tree({ a: `${at}` }))
      const clients = await Promise.all(folders.map(() => open()))
      const results = await Promise.all(clients.map((store, at) => save(store, folders[at], { aliases: ['best'] })))
      expect(results.map(({ version }) => version.number).sort()).toEqual([1, 2, 3, 4])
      for (const [at, { version }] of results.entries()) {
        expect(await restored(clients[0], { selectors: [`v${version.number}`] })).toEqual(snapshot(folders[at]))
      }
      const labelled = await Promise.allSettled(clients.map((store, at) => save(store, folders[at], { label: 'x' })))
      const winners = labelled.flatMap((result) => (result.status === 'fulfilled' ? [result.value.version.number] : []))
      expect(winners).toHaveLength(1)
      for (const result of labelled)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' })
      expect((await clients[0].resolve('model', ['x']))?.version.number).toBe(winners[0])
      expect((await clients[0].list()).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1])
    })

    test('lineage: what a run restored is an input of what it saves', async () => {
      const store = await open()
      const data = await save(store, tree({ rows: noise(100_000, 2) }), { name: 'team/data' })
      await restored(store, { name: 'team/data', runKey: 'https://github.com/a/b/1' })
      const folder = tree({ rows: noise(100_000, 2), model: 'x' })
      const { version, sharedSize } = await save(await open(), folder, { runKey: 'https://github.com/a/b/1' })
      expect(version.inputs).toEqual([{ name: 'team/data', number: 1, digest: data.version.digest }])
      expect(sharedSize).toBe(100_000)
      expect(await restored(store)).toEqual(snapshot(folder))
    })

    test('with threads, large and small files', async () => {
      const store = await open({ workers: { count: 2 } })
      const folder = tree({
        'large.bin': noise(9 * 1024 * 1024, 3),
        'text.csv': 'a,b,c\n'.repeat(200_000),
        ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`small/${at}`, noise(5000, at)]))
      })
      await save(store, folder)
      expect(await restored(store)).toEqual(snapshot(folder))
      expect((await save(store, folder)).created).toBe(false)
    })
  })
}
