/** The example of docs/ADAPTERS.md is what is tested here, and it is a storage. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describeStorageConformance } from '../../src/storage/conformance.js'
import { checkedStorage } from '../../src/storage/checked.js'
import { keyValueStorage } from './example-adapter.js'
import type { KeyValueClient } from './example-adapter.js'

type Table = Map<string, { bytes: Uint8Array; modified: Date }>

/** The server that the guide speaks of; it answers a moment later, as servers do. */
function client(table: Table): KeyValueClient {
  const reply = <T>(act: () => T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(act())))
  return {
    put: (key, bytes, { ifAbsent }) => {
      const sent = bytes.slice()
      return reply(() => {
        if (ifAbsent && table.has(key)) return false
        table.set(key, { bytes: sent, modified: new Date() })
        return true
      })
    },
    get: (key, range) =>
      reply(() => {
        const bytes = table.get(key)?.bytes
        const part = range ? bytes?.slice(range.offset, range.offset + range.length) : bytes
        return bytes && part && { bytes: part, total: bytes.length }
      }),
    head: (key) =>
      reply(() => {
        const found = table.get(key)
        return found && { size: found.bytes.length, modified: found.modified }
      }),
    page: (prefix, after) =>
      reply(() =>
        [...table.entries()]
          .filter(([key]) => key.startsWith(prefix) && key > after)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, 100)
          .map(([key, { bytes, modified }]) => ({ key, size: bytes.length, modified }))
      ),
    delete: (key) => reply(() => void table.delete(key)),
    time: () => reply(() => new Date())
  }
}

for (const [name, wrap] of [
  ['the guide’s example', (storage: ReturnType<typeof keyValueStorage>) => storage],
  ['the guide’s example, checked', checkedStorage]
] as const) {
  describeStorageConformance(
    name,
    async () => {
      const table: Table = new Map()
      const open = (): ReturnType<typeof keyValueStorage> => wrap(keyValueStorage(client(table), 'a table'))
      return { storage: open(), reopen: async () => open() }
    },
    { describe, test }
  )
}

test('the guide shows the example as it is tested', async () => {
  // Jest runs at the root of the project.
  const guide = await readFile(path.resolve('docs/ADAPTERS.md'), 'utf8')
  const example = await readFile(path.resolve('__tests__/storage/example-adapter.ts'), 'utf8')
  expect(guide).toContain('```ts\n' + example.replaceAll("'../../src/index.js'", "'artifact-store'") + '```')
})
