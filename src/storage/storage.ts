/**
 * The storage contract: what the store needs of the place where its objects lie.
 *
 * Objects are immutable and named by keys. There is one primitive to publish, {@link Storage.create}, which never
 * overwrites; nothing is ever moved. Every implementation is held to the suite in `conformance.ts`.
 */

/**
 * Where an object lies: segments joined by `/`, each 1 to 254 bytes of printable ASCII less what Windows refuses in a
 * name (`" * : < > ? \ |`), none of them with a leading dot or with a space at either end; 768 bytes in all. The first
 * segment is never `tmp`. No key is a prefix folder of another (`a` and `a/b` never both exist). `keys.ts` checks it:
 * every method throws a plain `Error` for a key that is none, since that is a bug of the caller.
 */
export type StorageKey = string

/** An object as {@link Storage.stat} and {@link Storage.list} tell of it. */
export interface ObjectInfo {
  readonly key: StorageKey
  /** Bytes. */
  readonly size: number
  /** By the storage's own clock, never this machine's. */
  readonly modifiedAt: Date
}

/** A part of an object, in bytes from its start. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

export type CreateResult = 'created' | 'exists'

/**
 * A large object on its way into the storage, whose key is not known before its last byte is.
 *
 * Nothing is visible under any key before {@link commit} resolves; after {@link abort}, or after a kill, nothing is
 * visible ever (an abandoned temporary file may be left in `tmp/`).
 */
export interface ObjectWriter {
  /**
   * Appends bytes: after those of earlier calls, whether or not the caller waited for these. The buffers may be views
   * of shared memory, and may be reused by the caller once the promise resolves.
   */
  append(parts: readonly Uint8Array[]): Promise<void>
  /**
   * Makes the object durable under `key`. Where the key exists already, with the same size, that is as good: keys of
   * such objects are named by their contents; with another size it is `DAMAGED`. A failed flush is a failure of the
   * commit. A writer that failed, or that was committed, takes nothing more.
   */
  commit(key: StorageKey): Promise<CreateResult>
  /** Drops everything. Safe to call at any time, also after a commit (then it does nothing). Never rejects. */
  abort(): Promise<void>
}

/** What was cleared, or would be. */
export interface Cleared {
  readonly objects: number
  /** Bytes. */
  readonly bytes: number
}

export interface Storage {
  /** The place in words for messages and the summary: a path or `s3://bucket/prefix`. Holds no credentials. */
  readonly location: string

  /**
   * Publishes a small object: durable when the promise resolves, and seen by readers whole or not at all. Never
   * overwrites: of any number of callers that race for one key exactly one is told `created`.
   *
   * When it throws, the object may or may not exist; who needs to know reads it back and looks for his nonce. What is
   * found so counts as created, unless the error is a `NotDurableError`: then it may be gone after a crash.
   */
  create(key: StorageKey, bytes: Uint8Array): Promise<CreateResult>

  /** Starts a large object (a pack). Needs no exclusivity: its key will be named by its contents. */
  writer(): ObjectWriter

  /**
   * Reads an object, or a range of it. A range that reaches past the end is an error (`DAMAGED`), as is a short read:
   * what resolves has exactly the bytes asked for. A missing object rejects with `NOT_FOUND`; no permission is
   * never told as missing.
   *
   * The returned bytes belong to the caller and may be transferred to another thread.
   * @param maximum bytes that the whole object may have; a larger one is `DAMAGED`, and not read. (So whoever knows how
   *   large it should be, or may be at most, need not ask first.)
   */
  read(key: StorageKey, range?: ByteRange, maximum?: number): Promise<Uint8Array<ArrayBuffer>>

  /** Undefined where the object does not exist. */
  stat(key: StorageKey): Promise<ObjectInfo | undefined>

  /**
   * The objects whose keys start with `prefix` (which ends in `/`, or is empty), in ascending order of their keys'
   * bytes, those after `after` only where it is given. Temporary objects are never listed. A prefix that holds
   * nothing gives nothing.
   */
  list(prefix: string, options?: { readonly after?: StorageKey }): AsyncIterable<ObjectInfo>

  /**
   * Makes an object durable that was found, and not created here: whoever created it may have been killed before it was,
   * or told that it is not. A storage whose objects are durable once they are seen does without this method.
   */
  flush?(key: StorageKey): Promise<void>

  /** Removes an object; one that does not exist is no error. */
  remove(key: StorageKey): Promise<void>

  /** The time by the storage's own clock (of the file server, not of this machine). */
  now(): Promise<Date>

  /**
   * Whether an interrupted {@link create} can leave a torn object under its final key (a file system without hard
   * links). Readers then skip a record whose end is missing instead of reporting damage.
   */
  createMayTear(): Promise<boolean>

  /**
   * Removes what writers that were killed left behind (temporary objects, which nobody reads and no listing tells of),
   * and folders that became empty. Only what was last written before `before`, by the storage's own clock: what is
   * younger may belong to a writer that runs. A storage that leaves nothing behind does without this method.
   * @param dryRun count and leave.
   * @returns the temporary objects; folders are not counted.
   */
  clearAbandoned?(before: Date, dryRun: boolean): Promise<Cleared>
}
