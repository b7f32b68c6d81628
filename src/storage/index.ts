/**
 * Where objects lie: the contract of a storage, its implementations (a folder, a bucket, memory), and what holds them to it:
 * checks while running, the conformance suite, and a wrapper that injects faults. Knows nothing of artifacts or packs.
 */
export { checkedStorage } from './checked.js'
export { describeStorageConformance } from './conformance.js'
export type { StorageUnderTest, TestFramework } from './conformance.js'
export { NotDurableError } from './failures.js'
export { withFaults } from './faulty.js'
export type { Fault, FaultEffect, FaultyOperation, FaultyStorage, FiredFault } from './faulty.js'
export { checkKey, checkPrefix, checkRange, isKey, isKeySegment } from './keys.js'
export { openLocalStorage } from './local.js'
export type { LocalStorageOptions } from './local.js'
export type { FileSystem } from './local-disk.js'
export { createMemoryStorage } from './memory.js'
export type { MemoryObject, MemoryStorage, MemoryStorageOptions } from './memory.js'
export { openS3Storage } from './s3.js'
export type { S3Credentials, S3StorageOptions } from './s3.js'
export type { ByteRange, Cleared, CreateResult, ObjectInfo, ObjectWriter, Storage, StorageKey } from './storage.js'
