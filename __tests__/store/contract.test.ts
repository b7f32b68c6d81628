import {
  checkedStorage,
  createMemoryStorage,
  openLocalStorage,
  withFaults,
  type Fault
} from '../../src/storage/index.js'
import { describeArtifactStore } from './contract.js'
import { newFolder } from './support.js'

/** Uneven, so that calls overtake each other; and now and then what was created is not answered. */
const unreliable: readonly Fault[] = [
  { operation: ['create', 'read', 'append'], effect: { kind: 'delay', milliseconds: (call) => (call * 7) % 4 } },
  {
    operation: ['commit', 'stat', 'list', 'remove'],
    effect: { kind: 'delay', milliseconds: (call) => (call * 5) % 3 }
  },
  { operation: 'create', calls: [2, 3, 5, 7, 11, 13, 17], effect: { kind: 'fail-after' } }
]

/** As exFAT answers. */
const withoutLinks = {
  fs: { link: () => Promise.reject(Object.assign(new Error('operation not permitted'), { code: 'EPERM' })) }
}

describeArtifactStore('memory', async () => {
  const { objects } = createMemoryStorage()
  return { storage: async () => createMemoryStorage({ objects }) }
})

describeArtifactStore('a folder', async () => {
  const folder = newFolder()
  return { storage: async () => await openLocalStorage(folder) }
})

describeArtifactStore('a folder without hard links', async () => {
  const folder = newFolder()
  return { storage: async () => await openLocalStorage(folder, withoutLinks) }
})

describeArtifactStore('a checked storage that is slow and forgets to answer', async () => {
  const { objects } = createMemoryStorage()
  return { storage: async () => checkedStorage(withFaults(createMemoryStorage({ objects }), unreliable)) }
})
