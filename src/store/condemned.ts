/** The lists of packs that prune runs found unused. To a save, a listed pack does not exist. docs/PROTOCOL.md. */
import { ArtifactStoreError } from '../errors.js'
import { isSha256 } from '../content/hash.js'
import type { PackName } from '../content/pack.js'
import type { ObjectInfo, Storage, StorageKey } from '../storage/storage.js'
import { eachAtOnce } from './at-once.js'
import { readUnlessTorn } from './documents.js'
import { CONDEMNED_PREFIX } from './layout.js'

export interface Condemned {
  /** The id of the newest list, or null where there is none. */
  readonly newest: string | null
  readonly packs: ReadonlySet<PackName>
  readonly lists: readonly CondemnedList[]
}

export interface CondemnedList {
  readonly id: string
  /** By the storage's clock. */
  readonly condemnedAt: Date
  readonly packs: readonly PackName[]
}

/** Every prune run may have left one, and each save reads them all. */
const READ_AT_ONCE = 16

/** Reads the lists; those that it has read before are not read again, since nothing is ever overwritten. */
export class CondemnedLists {
  private readonly storage: Storage
  private readonly seen = new Set<StorageKey>()
  private readonly packs = new Set<PackName>()
  private readonly lists: CondemnedList[] = []
  private newest: string | null = null

  constructor(storage: Storage) {
    this.storage = storage
  }

  /**
   * What this look finds; later ones leave it as it is.
   * @throws ArtifactStoreError `DAMAGED`: a list that cannot be read may name any pack.
   */
  async refresh(): Promise<Condemned> {
    const unread: ObjectInfo[] = []
    for await (const info of this.storage.list(CONDEMNED_PREFIX)) if (!this.seen.has(info.key)) unread.push(info)
    await eachAtOnce(unread, READ_AT_ONCE, async (info) => {
      const list = await this.read(info)
      // A list that is still being written is looked at again the next time.
      if (list !== undefined) this.add(info.key, list)
    })
    return { newest: this.newest, packs: new Set(this.packs), lists: [...this.lists] }
  }

  private add(key: StorageKey, list: CondemnedList): void {
    for (const pack of list.packs) this.packs.add(pack)
    this.lists.push(list)
    this.seen.add(key)
    if (this.newest === null || list.id > this.newest) this.newest = list.id
  }

  private async read({ key, modifiedAt }: ObjectInfo): Promise<CondemnedList | undefined> {
    const fields = await readUnlessTorn(this.storage, key)
    if (fields === undefined) return undefined
    const packs: unknown = fields['packs']
    if (!Array.isArray(packs) || !packs.every(isSha256)) {
      throw new ArtifactStoreError('DAMAGED', `${this.storage.location}: ${key} is damaged: it lists no packs`)
    }
    return { id: key.slice(CONDEMNED_PREFIX.length).replace(/\.json$/, ''), condemnedAt: modifiedAt, packs }
  }
}
