import { checkedStorage } from '../../src/storage/checked.js'
import { describeStorageConformance, type StorageUnderTest } from '../../src/storage/conformance.js'
import { withFaults, type Fault } from '../../src/storage/faulty.js'
import type { Storage } from '../../src/storage/index.js'
import { newPrefix, s3Target, type S3Target } from '../support/s3-target.js'

let target: S3Target
beforeAll(async () => {
  target = await s3Target()
})
afterAll(() => target.close())

type Wrap = (storage: Storage) => Storage

/** Uneven, so that calls overtake each other; the same in every run. */
const delays: readonly Fault[] = [
  { operation: ['create', 'read', 'append'], effect: { kind: 'delay', milliseconds: (call) => (call * 7) % 4 } },
  { operation: ['commit', 'stat', 'list', 'remove'], effect: { kind: 'delay', milliseconds: (call) => (call * 5) % 3 } }
]

async function underTest(wrap: Wrap = (storage) => storage): Promise<StorageUnderTest> {
  const options = { prefix: newPrefix() }
  return { storage: wrap(await target.open(options)), reopen: async () => wrap(await target.open(options)) }
}

const framework = { describe, test }
describeStorageConformance('S3', () => underTest(), framework)
describeStorageConformance(
  'S3, checked and with delays',
  () => underTest((storage) => checkedStorage(withFaults(storage, delays))),
  framework
)
