/** The lists of packs that prune runs found unused. To a save, a listed pack does not exist. docs/PROTOCOL.md. */
import { ArtifactStoreError } from '../errors.js'
import { isSha256 } from '../content/hash.js'
import type { PackName } from '../content/pack.js'
import type { Storage, StorageKey } from '../storage/storage.js'
import { readUnlessTorn } from './documents.js'
import { CONDEMNED_PREFIX } from './layout.js'

export interface Condemned {
  /** The id of the newest list, or null where there is none. */
  readonly newest: string | null
  readonly packs: ReadonlySet<PackName>
}

/** Reads the lists; those that it has read before are not read again, since nothing is ever overwritten. */
export class CondemnedLists {
  private readonly storage: Storage
  private readonly seen = new Set<StorageKey>()
  private readonly packs = new Set<PackName>()
  private newest: string | null = null

  constructor(storage: Storage) {
    this.storage = storage
  }

  /** @throws ArtifactStoreError `DAMAGED`: a list that cannot be read may name any pack. */
  async refresh(): Promise<Condemned> {
    for await (const { key } of this.storage.list(CONDEMNED_PREFIX)) {
      if (this.seen.has(key)) continue
      const fields = await readUnlessTorn(this.storage, key)
      // A list that is still being written is looked at again the next time.
      if (fields === undefined) continue
      const packs: unknown = fields['packs']
      if (!Array.isArray(packs) || !packs.every(isSha256)) {
        throw new ArtifactStoreError('DAMAGED', `${this.storage.location}: ${key} is damaged: it lists no packs`)
      }
      for (const pack of packs) this.packs.add(pack)
      this.seen.add(key)
      const id = key.slice(CONDEMNED_PREFIX.length).replace(/\.json$/, '')
      if (this.newest === null || id > this.newest) this.newest = id
    }
    return { newest: this.newest, packs: this.packs }
  }
}
