/**
 * Where objects lie: the contract of a storage, its implementations (a folder, memory), and what holds them to it:
 * the conformance suite and a wrapper that injects faults. Knows nothing of artifacts, packs or chunks.
 */
export { createMemoryStorage } from './memory.js'
export type { MemoryObject, MemoryStorage, MemoryStorageOptions } from './memory.js'
export { openLocalStorage } from './local.js'
export type { LocalStorageOptions } from './local.js'
export type { FileSystem } from './local-disk.js'
export { isKey, isKeySegment } from './keys.js'
export type { ByteRange, CreateResult, ObjectInfo, ObjectWriter, Storage, StorageKey } from './storage.js'
