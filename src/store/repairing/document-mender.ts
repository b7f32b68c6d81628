/** Mending the small objects of a store: from the store itself where it says the same twice, else from one that is its twin. */
import { isStoreError } from '../../errors.js'
import type { StorageKey } from '../../storage/storage.js'
import type { StoreContext } from '../context.js'
import { encodeDocument, publish, type DocumentFields } from '../documents.js'
import { isAbandoned } from '../labels.js'
import { aliasKey, labelKey, noteKey, segmentKey, signatureKey, STORE_KEY, versionKey, numberOfKey } from '../layout.js'
import { listNotes } from '../notes.js'
import { publishVersion } from '../publication.js'
import { listSignatures, SIGNATURE_MAXIMUM } from '../signatures.js'
import { findStoreFile, readStoreFile, type StoreFile } from '../store-file.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import { findRecord } from '../verifying/artifact-checker.js'
import { lookAtDocument } from '../verifying/looking.js'
import type { Subject } from '../verifying/subjects.js'
import { VersionSeries } from '../versions.js'
import { freeNumber, RecordDraft } from './record-draft.js'
import { kinshipOf } from './twins.js'

/** What became of an object, or would. */
export interface MendedDocument {
  readonly isHealed: boolean
  /** Goes on behind the key. */
  readonly what: string
}

type Of<K extends Subject['kind']> = Extract<Subject, { kind: K }>

/** Records of a gap that are brought back at most. */
const RECORDS_MAXIMUM = 1000

export class DocumentMender {
  private readonly context: StoreContext
  private readonly others: readonly StoreContext[]
  private readonly apply: boolean

  /** @param apply write; otherwise only what could be done is found out. */
  constructor(context: StoreContext, others: readonly StoreContext[], apply: boolean) {
    this.context = context
    this.others = others
    this.apply = apply
  }

  async store(): Promise<MendedDocument> {
    for (const other of this.others) {
      const file = await unlessDamaged(() => findStoreFile(other.storage))
      if (file === undefined) continue
      return (await this.putBack(STORE_KEY, file.bytes)) ?? this.healed(other)
    }
    return unhealed('stays as it is: no store that was given has one')
  }

  // ── records ──────────────────────────────────────────────────────────────────────────────────────────────────

  async record({ name, number, last }: Of<'record'>): Promise<MendedDocument> {
    let done: MendedDocument | undefined
    for (let one = number; one <= Math.min(last, number + RECORDS_MAXIMUM - 1); one++) {
      const mended = await this.oneRecord(name, one)
      if (!mended.isHealed) return mended
      done = mended
    }
    return done!
  }

  private async oneRecord(name: ArtifactName, number: VersionNumber): Promise<MendedDocument> {
    for (const other of this.others) {
      const found = await findRecord(other, name, number)
      if (found.state !== 'version' && found.state !== 'placeholder') continue
      const kinship = await kinshipOf(this.context, other, name, number)
      if (kinship === 'twin') return await this.recordOfTwin(other, name, number)
      if (kinship !== 'copy' || found.state !== 'version') continue
      if (this.apply) {
        const draft = new RecordDraft(other, this.context, found.record)
        const { version } = await publishVersion(this.context, await readStoreFile(this.context.storage), draft)
        if (version.number !== number)
          return unhealed(`came back as v${version.number}: its number was taken meanwhile`)
      }
      return this.healed(other, 'copied back')
    }
    return unhealed(
      `stays as it is: no store that was given has v${number} and is, by the versions beside it, a copy of this one`
    )
  }

  private async recordOfTwin(other: StoreContext, name: ArtifactName, number: VersionNumber): Promise<MendedDocument> {
    const key = versionKey(name, number)
    if (this.apply) {
      const { storage, logger } = this.context
      const bytes = await other.storage.read(key)
      const { newest } = await new VersionSeries(storage, name, logger).survey()
      await freeNumber(this.context, name, number, newest)
      await publish(storage, key, bytes)
    }
    return this.healed(other)
  }

  // ── labels, aliases, notes ───────────────────────────────────────────────────────────────────────────────────

  /** What a label says is in the record that carries it. */
  async label({ name, label, carrier }: Of<'label'>): Promise<MendedDocument> {
    const { storage } = this.context
    const key = labelKey(name, label)
    if (carrier === undefined) {
      const info = await storage.stat(key)
      if (info !== undefined && !(await isAbandoned(storage, info))) {
        return unhealed('stays as it is for a day: a save may be about to carry the label')
      }
      if (this.apply) await storage.remove(key)
      return { isHealed: true, what: `${this.was} removed: no version carries the label, so it is free` }
    }
    const reservedAt = this.context.clock().toISOString()
    const reservation = { label, nonce: this.context.nonce(), after: carrier - 1, reservedAt }
    const what = `${this.was} made anew: v${carrier} carries the label`
    return (await this.putBack(key, encodeDocument(reservation))) ?? { isHealed: true, what }
  }

  async alias({ name, alias, move, isNewest }: Of<'alias'>): Promise<MendedDocument> {
    const key = aliasKey(name, alias, move)
    return await this.fromTwin(
      name,
      key,
      (fields) => fields['alias'] === alias,
      async (bytes) => {
        // While it is away the alias must not point where it pointed before.
        if (isNewest) await publish(this.context.storage, aliasKey(name, alias, move + 1), bytes)
      }
    )
  }

  async note({ name, number, note }: Of<'note'>): Promise<MendedDocument> {
    const keyOf = (one: number): StorageKey => noteKey(name, number, one)
    const found = await listNotes(this.context.storage, name, number)
    const others = found.map(({ key }) => numberOfKey(key)!)
    return await this.ofSeries(name, keyOf, note, others, (fields) => fields['number'] === number)
  }

  async signature({ name, number, signature }: Of<'signature'>): Promise<MendedDocument> {
    const keyOf = (one: number): StorageKey => signatureKey(name, number, one)
    const others = await listSignatures({ storage: this.context.storage, name, number })
    return await this.ofSeries(name, keyOf, signature, others, (fields) => typeof fields['provenance'] === 'object')
  }

  /** An object of a series of which all count, and that twice says no more than once. */
  private async ofSeries(
    name: ArtifactName,
    keyOf: (number: number) => StorageKey,
    number: number,
    others: readonly number[],
    isRight: (fields: DocumentFields) => boolean
  ): Promise<MendedDocument> {
    return await this.fromTwin(name, keyOf(number), isRight, async (bytes) => {
      // Were the last one lost after a kill, nobody would miss it.
      if (others.at(-1) === number) await publish(this.context.storage, keyOf(number + 1), bytes)
    })
  }

  async segment({ name, segment }: Of<'segment'>): Promise<MendedDocument> {
    if (this.apply) await this.context.storage.remove(segmentKey(name, segment))
    return { isHealed: true, what: `${this.was} removed: a later save makes it anew` }
  }

  /** @param before called before the damaged object is taken away. */
  private async fromTwin(
    name: ArtifactName,
    key: StorageKey,
    isRight: (fields: DocumentFields) => boolean,
    before: (bytes: Uint8Array) => Promise<void> = () => Promise.resolve()
  ): Promise<MendedDocument> {
    for (const other of this.others) {
      const found = await lookAtDocument(other.storage, key, SIGNATURE_MAXIMUM)
      if (found.state !== 'whole' || !isRight(found.fields)) continue
      if ((await kinshipOf(this.context, other, name, 0)) !== 'twin') continue
      if (this.apply) await before(found.bytes)
      return (await this.putBack(key, found.bytes)) ?? this.healed(other)
    }
    return unhealed('stays as it is: no store that was given has it and is, object by object, a copy of this one')
  }

  /** Undefined where all went well. */
  private async putBack(key: StorageKey, bytes: Uint8Array): Promise<MendedDocument | undefined> {
    if (!this.apply) return undefined
    await this.context.storage.remove(key)
    const isOurs = await publish(this.context.storage, key, bytes)
    return isOurs ? undefined : unhealed('was made by somebody else meanwhile: verify tells how it is now')
  }

  private healed({ storage }: StoreContext, how = 'put back'): MendedDocument {
    return { isHealed: true, what: `${this.was} ${how} from ${storage.location}` }
  }

  private get was(): string {
    return this.apply ? 'was' : 'can be'
  }
}

function unhealed(what: string): MendedDocument {
  return { isHealed: false, what }
}

async function unlessDamaged(read: () => Promise<StoreFile | undefined>): Promise<StoreFile | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED') && !isStoreError(error, 'UNSUPPORTED')) throw error
    return undefined
  }
}
