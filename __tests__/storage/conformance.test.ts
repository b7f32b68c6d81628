import { describeStorageConformance } from '../../src/storage/conformance.js'
import type { StorageUnderTest } from '../../src/storage/conformance.js'
import { checkedStorage } from '../../src/storage/checked.js'
import { withFaults } from '../../src/storage/faulty.js'
import type { Fault } from '../../src/storage/faulty.js'
import { openLocalStorage } from '../../src/storage/local.js'
import type { LocalStorageOptions } from '../../src/storage/local.js'
import { createMemoryStorage } from '../../src/storage/memory.js'
import type { Storage } from '../../src/storage/storage.js'
import { newFolder, removeFolder } from './temporary-folder.js'

type Wrap = (storage: Storage) => Storage

/** Uneven, so that calls overtake each other; the same in every run. */
const delays: readonly Fault[] = [
  { operation: ['create', 'read', 'append'], effect: { kind: 'delay', milliseconds: (call) => (call * 7) % 4 } },
  { operation: ['commit', 'stat', 'list', 'remove'], effect: { kind: 'delay', milliseconds: (call) => (call * 5) % 3 } }
]

const slow: Wrap = (storage) => checkedStorage(withFaults(storage, delays))
const plain: Wrap = (storage) => storage

async function local(wrap: Wrap, options: LocalStorageOptions = {}): Promise<StorageUnderTest> {
  const folder = await newFolder()
  return {
    storage: wrap(await openLocalStorage(folder, options)),
    reopen: async () => wrap(await openLocalStorage(folder, options)),
    cleanup: () => removeFolder(folder)
  }
}

async function memory(wrap: Wrap): Promise<StorageUnderTest> {
  const storage = createMemoryStorage()
  return {
    storage: wrap(storage),
    reopen: async () => wrap(createMemoryStorage({ objects: storage.objects }))
  }
}

/** As exFAT answers. */
const withoutLinks: LocalStorageOptions = {
  fs: {
    link: () => Promise.reject(Object.assign(new Error('operation not permitted'), { code: 'EPERM' }))
  }
}

const framework = { describe, test }
describeStorageConformance('memory', () => memory(plain), framework)
describeStorageConformance('memory, checked and with delays', () => memory(slow), framework)
describeStorageConformance('local', () => local(plain), framework)
describeStorageConformance('local, checked and with delays', () => local(slow), framework)
describeStorageConformance('local without hard links', () => local(plain, withoutLinks), framework)
