/**
 * How a version comes into a store: packs, then the record, then a second look at what prune runs condemned. The order
 * of the steps is the protocol: docs/PROTOCOL.md, *Saving*.
 */
import { ArtifactStoreError, isStoreError, quote, systemErrorCode } from '../errors.js'
import { ChunkIndex, type PackNumber } from '../content/chunk-index.js'
import { canCompress } from '../content/compression.js'
import { TreeDigest } from '../content/digest.js'
import type { EntryTable } from '../content/entry-table.js'
import type { PackName } from '../content/pack.js'
import { PackWriter, type NewChunk, type PackEntry, type PackSink } from '../content/pack-writer.js'
import { releaseBuffer } from '../content/release.js'
import { planSpans } from '../content/spans.js'
import type { StoredChunk } from '../content/stored-chunk.js'
import type { InlineTree, TreeRoot, WrittenTree } from '../content/tree.js'
import type { CreateResult, ObjectWriter, Storage, StorageKey } from '../storage/storage.js'
import { CondemnedLists } from './condemned.js'
import type { StoreContext } from './context.js'
import { encodeDocument, publish } from './documents.js'
import { holdsItsLabel, type ReservedLabel } from './labels.js'
import { packKey, versionKey } from './layout.js'
import { tryToMark } from './marks.js'
import { PackReader } from './pack-reader.js'
import { hasHiddenDamage, loadParents, type ParentPacks } from './parents.js'
import { encodeRecord, type Origin, type UsedPack, type VersionRecord } from './record.js'
import { packsToRewrite } from './rewriting.js'
import { pickSample, randomFraction, storedChunk } from './sampling.js'
import { createStoreFile, checkWritable, proveExclusive, type StoreFile } from './store-file.js'
import type { SegmentIndex } from './segment-index.js'
import type { Survey } from './survey.js'
import type { ArtifactName, Digest, VersionMetadata, VersionNumber } from './types.js'
import { VersionSeries } from './versions.js'
import { writeTree } from './version-tree.js'

/** A save starts again when a prune run condemned what it used, or a shared pack turned out damaged. */
const ATTEMPTS = 5

/** What a system says of a write that it did not do and never will. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'])

/** A version that is to be: what it holds, and how it is told of. */
export interface Draft {
  readonly name: ArtifactName
  readonly label: string | undefined
  /** Versions besides the newest one of the name that bytes may be shared with. */
  readonly parents: readonly VersionRecord[]
  /** Whether the newest version stands for this one where it holds the same. */
  readonly ifUnchanged: 'reuse' | 'new'
  /** Whether that version may stand for this one where it does; if it is missing, any may. */
  mayReuse?(newest: VersionMetadata): boolean
  readonly compressTree: boolean
  readonly origin?: Origin
  /** Called before anything is written, once it is known that the store may be written to; may be undefined. */
  reserveLabel(): Promise<ReservedLabel | undefined>
  /** Brings all content into the table: chunks that the index does not know go to the writer, and into the index. */
  readContent(space: ContentSpace): Promise<EntryTable>
  /**
   * For a version that should have a number of its own: called when all but the record is written, with the highest
   * number taken; gives the one to try first. Every number below that must be taken by then.
   */
  claimFrom?(newest: VersionNumber): Promise<VersionNumber>
  /** The metadata of the version under its number. */
  describe(number: VersionNumber, content: Content, storedSize: number): VersionMetadata
}

/** Where a draft's content goes. */
export interface ContentSpace {
  readonly index: ChunkIndex
  readonly writer: PackWriter
  /** The newest version of the name, where there is one. */
  readonly newest: VersionRecord | undefined
}

export interface Content {
  readonly digest: Digest
  readonly files: number
  readonly size: number
}

export interface Publication {
  /** False where the newest version holds the same and stands for it. */
  readonly created: boolean
  readonly version: VersionMetadata
  readonly record: VersionRecord
  /** Bytes of packs and documents that were added. */
  readonly storedSize: number
  /** Bytes of packs of earlier versions that this one uses. */
  readonly sharedSize: number
  /** What index segments the artifact had when the save began. */
  readonly segments: SegmentIndex
}

/** @param store what `store.json` says; undefined where there is none yet, and it is created. */
export async function publishVersion(
  context: StoreContext,
  store: StoreFile | undefined,
  draft: Draft
): Promise<Publication> {
  return await new Publishing(context, draft).run(store)
}

/** Everything that one attempt found out and made; thrown away when the save starts again. */
interface Attempt {
  readonly index: ChunkIndex
  readonly packs: PackEntry[]
  readonly parents: ParentPacks
  readonly writer: PackWriter
  readonly treeWriter: PackWriter
  readonly newestCondemned: string | null
  /** What the artifact had when the attempt began. */
  readonly survey: Survey
  /** Bytes of the packs that were new to the storage. */
  readonly grown: { readonly bytes: number }
}

/** A shared pack is damaged, or was destroyed by a prune run meanwhile; the save starts again without it. */
class UselessPack extends Error {
  readonly pack: PackName
  /** It looks sound to others: a chunk is damaged, which only who reads it finds out. */
  readonly isHidden: boolean

  constructor(pack: PackName, cause: unknown, isHidden = false) {
    super(`pack ${pack} is of no use`, { cause })
    this.pack = pack
    this.isHidden = isHidden
  }
}

class Publishing {
  private readonly context: StoreContext
  private readonly storage: Storage
  private readonly draft: Draft
  private readonly series: VersionSeries
  private readonly condemned: CondemnedLists
  private readonly distrusted = new Set<PackName>()
  /** Packs that are to be marked, so that others need not find out. */
  private readonly unmarked = new Set<PackName>()
  /** Bytes of packs and documents that were added, over all attempts. */
  private written = 0
  private label: ReservedLabel | undefined
  /** Whether a record was, or may have been, created. */
  private committing = false
  /** Whether an attempt was given up, since a prune run condemned what it used. */
  private wasCondemned = false
  /** The version of that attempt. It is withdrawn once another one holds its content: somebody may have built on it. */
  private toWithdraw: VersionNumber | undefined
  private prove: () => Promise<void> = () => Promise.resolve()

  constructor(context: StoreContext, draft: Draft) {
    this.context = context
    this.storage = context.storage
    this.draft = draft
    this.series = new VersionSeries(context.storage, draft.name, context.logger)
    this.condemned = new CondemnedLists(context.storage)
  }

  async run(existing: StoreFile | undefined): Promise<Publication> {
    const store = existing ?? (await createStoreFile(this.storage, this.context.clock()))
    checkWritable(store, this.storage)
    this.prove = () => proveExclusive(this.storage, store)
    if (this.draft.label !== undefined) await this.beforeWriting()
    this.label = await this.draft.reserveLabel()
    try {
      const result = await this.runAttempts()
      if (!result.created) await this.label?.release()
      return { ...result, storedSize: this.written }
    } catch (error) {
      // Once a record may carry the label, only time tells whether it holds.
      if (!this.committing) await this.label?.release()
      throw error
    }
  }

  /** Awaited before the first write that relies on it: that the storage never replaces an object is found out once. */
  private async beforeWriting(): Promise<void> {
    this.context.exclusive ??= this.prove()
    try {
      await this.context.exclusive
    } catch (error) {
      // A server that was out of reach just now may answer the next save of this process.
      this.context.exclusive = undefined
      throw error
    }
  }

  private async runAttempts(): Promise<Publication> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const result = await this.attempt()
      if (result !== 'again') return result
    }
    throw new ArtifactStoreError(
      'STORAGE',
      `${this.draft.name} could not be saved in ${ATTEMPTS} attempts: each time, what it shares with earlier versions was pruned or damaged meanwhile` +
        (this.toWithdraw === undefined
          ? ''
          : `. The last one made v${this.toWithdraw}, which may lack packs: save again`)
    )
  }

  private async attempt(): Promise<Publication | 'again'> {
    const [condemned, { survey, newest }] = await Promise.all([this.condemned.refresh(), this.findNewest()])
    const index = new ChunkIndex()
    const packs: PackEntry[] = []
    const shared = await loadParents(
      this.storage,
      this.context.logger,
      newest.record,
      this.draft.parents,
      condemned,
      this.distrusted,
      index,
      packs,
      (pack) => this.unmarked.add(pack)
    )
    // The same chunks in the same order would make a pack of the same name, and the damaged one would stand for it.
    // So would they after those packs were condemned, where lists have ids that do not tell which is the newest.
    const salt = this.distrusted.size === 0 && !this.wasCondemned ? undefined : this.context.nonce()
    const grown = { bytes: 0 }
    const openPack = (): PackSink => this.openPack(grown)
    const attempt: Attempt = {
      index,
      packs,
      parents: shared,
      writer: new PackWriter(packs, condemned.newest, openPack, salt),
      treeWriter: new PackWriter(packs, condemned.newest, openPack, salt),
      newestCondemned: condemned.newest,
      survey,
      grown
    }
    try {
      const table = await this.draft.readContent({ index, writer: attempt.writer, newest: newest.record })
      const content = describeContent(table)
      const mayReuse =
        newest.isNewest &&
        newest.record !== undefined &&
        attempt.parents.newestIsSound &&
        (this.draft.mayReuse?.(newest.record.metadata) ?? true)
      const isUnchanged = mayReuse && newest.record.metadata.digest === content.digest
      if (
        isUnchanged &&
        this.draft.ifUnchanged === 'reuse' &&
        (await holdsItsLabel(this.storage, this.series, newest.record))
      ) {
        await attempt.writer.abort()
        await this.checkSample(attempt, table)
        const reused = await this.reuse(newest.record, survey)
        if (reused !== 'again') await this.withdrawEarlier(newest.record.metadata.number)
        return reused
      }
      const { tree, used } = await this.writePacks(attempt, table)
      await this.checkSample(attempt, table)
      await this.markDamaged()
      return await this.commit(attempt, content, tree, used)
    } catch (error) {
      await attempt.writer.abort()
      await attempt.treeWriter.abort()
      if (!(error instanceof UselessPack)) throw error
      const what = isStoreError(error.cause, 'NOT_FOUND') ? 'is gone' : 'is damaged'
      this.context.logger.warn(
        `${packKey(error.pack)} in ${this.storage.location} ${what}; the save starts again without it`
      )
      this.distrusted.add(error.pack)
      if (error.isHidden) this.unmarked.add(error.pack)
      return 'again'
    }
  }

  private async markDamaged(): Promise<void> {
    for (const pack of this.unmarked) {
      this.unmarked.delete(pack)
      await this.beforeWriting()
      await tryToMark(this.context, pack, 'save')
    }
  }

  private async findNewest(): Promise<{
    readonly survey: Survey
    readonly newest: { readonly record: VersionRecord | undefined; readonly isNewest: boolean }
  }> {
    const survey = await this.series.survey()
    return { survey, newest: await this.series.newestReadable(survey) }
  }

  private openPack(grown: { bytes: number }): PackSink {
    const writer = this.storage.writer()
    let size = 0
    return {
      append: async (parts) => {
        for (const part of parts) size += part.length
        await writer.append(parts)
      },
      commit: async (name) => {
        if ((await this.commitPack(writer, name, size)) === 'exists') return
        grown.bytes += size
        this.written += size
      },
      abort: async () => {
        await writer.abort()
      }
    }
  }

  /** A pack that exists already counts as one of a parent does: by its size and its trailer. */
  private async commitPack(writer: ObjectWriter, name: PackName, size: number): Promise<CreateResult> {
    const key = packKey(name)
    await this.beforeWriting()
    try {
      const result = await writer.commit(key)
      if (result === 'exists') {
        const chance = randomFraction(this.context.nonce())
        if (await hasHiddenDamage(this.storage, name, size, chance)) throw new UselessPack(name, undefined, true)
      }
      return result
    } catch (error) {
      // One that existed, and is missing when its trailer is read, was condemned long ago: this save stood still.
      if (isStoreError(error, 'DAMAGED') || isStoreError(error, 'NOT_FOUND')) throw new UselessPack(name, error)
      throw error
    }
  }

  /** Rewrites what must be, writes the tree, and waits until all packs are durable. */
  private async writePacks(
    attempt: Attempt,
    table: EntryTable
  ): Promise<{ readonly tree: TreeRoot | InlineTree; readonly used: ReadonlyMap<PackNumber, number> }> {
    await this.rewrite(attempt, table)
    await attempt.writer.seal()
    const used = usedBytes(attempt.index, table)
    const tree = await writeTree({
      table,
      index: attempt.index,
      packs: attempt.packs,
      writer: attempt.treeWriter,
      avoid: treePacksToAvoid(attempt.parents, used),
      compress: canCompress && this.draft.compressTree,
      onUse: (pack, stored) => used.set(pack, (used.get(pack) ?? 0) + stored)
    })
    await attempt.writer.finish()
    await attempt.treeWriter.finish()
    return { tree: nameRoot(tree, attempt.packs), used }
  }

  /** Copies the chunks that are needed of badly used packs into new ones, checked on the way. */
  private async rewrite({ index, packs, parents, writer }: Attempt, table: EntryTable): Promise<void> {
    const used = usedBytes(index, table)
    const candidates = [...parents.packs.values()]
      .map((pack) => ({
        number: pack.number,
        size: pack.chunkBytes,
        used: used.get(pack.number) ?? 0,
        full: pack.fullOfChunks
      }))
      .filter((pack) => pack.used > 0)
    const chosen = packsToRewrite(candidates)
    if (chosen.size === 0) return

    const slots = [...new Set(table.usedSlots())]
      .filter((slot) => chosen.has(index.packOf(slot)))
      .sort((a, b) => index.packOf(a) - index.packOf(b) || index.offsetOf(a) - index.offsetOf(b))
    const at = (item: number): { pack: number; offset: number; stored: number } => {
      const slot = slots[item]!
      return { pack: index.packOf(slot), offset: index.offsetOf(slot), stored: index.storedSizeOf(slot) }
    }
    const reader = new PackReader(this.storage)
    for (const span of [...planSpans(slots.length, at)]) {
      this.context.throwIfCancelled()
      const name = packs[span.pack]!.name!
      const inSpan = slots.slice(span.first, span.last + 1)
      const chunks = inSpan.map((slot) => storedChunk(index, slot, span.offset))
      const bytes = await this.readSound(reader, name, span.offset, span.length, chunks)
      const copies = chunks.map((chunk): NewChunk => ({
        stored: bytes.subarray(chunk.offset, chunk.offset + chunk.stored),
        size: chunk.size,
        hash: Buffer.from(chunk.hash).toString('hex')
      }))
      const locations = await writer.append(copies)
      locations.forEach((location, position) => {
        index.move(inSpan[position]!, location)
      })
      releaseBuffer(bytes)
    }
  }

  private async readSound(
    reader: PackReader,
    pack: PackName,
    offset: number,
    length: number,
    chunks: readonly StoredChunk[]
  ): Promise<Uint8Array> {
    try {
      const bytes = await reader.read(pack, offset, length)
      const describe = reader.describe(pack)
      return await this.context.pool().run({ type: 'verify', bytes, chunks, describe }, length, [bytes.buffer])
    } catch (error) {
      if (isStoreError(error, 'DAMAGED')) throw new UselessPack(pack, error, true)
      if (isStoreError(error, 'NOT_FOUND')) throw new UselessPack(pack, error)
      throw error
    }
  }

  /** Hashes some of the old bytes that the version rests on, others each time: damage that nobody reads must not spread. */
  private async checkSample({ index, packs, parents }: Attempt, table: EntryTable): Promise<void> {
    const isOld = (pack: PackNumber): boolean => parents.packs.has(pack) && !parents.proven.has(pack)
    const sample = pickSample(index, table, isOld, randomFraction(this.context.nonce()))
    if (sample === undefined) return
    const { pack, offset, length, slots } = sample
    const chunks = slots.map((slot) => storedChunk(index, slot, offset))
    releaseBuffer(await this.readSound(new PackReader(this.storage), packs[pack]!.name!, offset, length, chunks))
  }

  // ── the commit ───────────────────────────────────────────────────────────────────────────────────────────────

  private async commit(
    attempt: Attempt,
    content: Content,
    tree: TreeRoot | InlineTree,
    used: ReadonlyMap<PackNumber, number>
  ): Promise<Publication | 'again'> {
    this.context.throwIfCancelled()
    const usedPacks = listPacks(attempt.packs, used)
    const nonce = this.context.nonce()
    const record = (number: number): VersionRecord => ({
      metadata: this.draft.describe(number, content, attempt.grown.bytes),
      ...(this.draft.label === undefined ? {} : { label: this.draft.label }),
      ...(this.draft.origin === undefined ? {} : { origin: this.draft.origin }),
      nonce,
      condemned: attempt.newestCondemned,
      tree,
      packs: usedPacks
    })
    await this.beforeWriting()
    const claimed = await this.claimNumber(record, attempt.survey.newest)
    const version = claimed.metadata

    // A writer that slept since it read the lists learns here that a prune run took what it refers to.
    const { packs: condemnedNow } = await this.condemned.refresh()
    const isCondemned = usedPacks.some(({ pack }) => condemnedNow.has(pack))
    await this.withdrawEarlier(version.number)
    if (isCondemned) {
      this.toWithdraw = version.number
      this.wasCondemned = true
      return 'again'
    }
    await this.checkLabelIsOurs(version)
    const { segments } = attempt.survey
    return {
      created: true,
      version,
      record: claimed,
      storedSize: this.written,
      sharedSize: sharedBytes(attempt.parents, used),
      segments
    }
  }

  /** Creates the record under the next free number: the one commit point of a save. */
  private async claimNumber(
    record: (number: VersionNumber) => VersionRecord,
    newest: VersionNumber
  ): Promise<VersionRecord> {
    for (let number = (await this.draft.claimFrom?.(newest)) ?? newest + 1; ;) {
      const version = record(number)
      const document = encodeDocument(encodeRecord(version))
      if (await this.createRecord(versionKey(this.draft.name, number), document)) {
        this.written += document.length
        return version
      }
      // Since the look at the versions others were saved, perhaps many.
      number = ((await this.series.numbersAfter(number)).at(-1) ?? number) + 1
    }
  }

  private async createRecord(key: StorageKey, document: Uint8Array): Promise<boolean> {
    const before = this.committing
    this.committing = true
    try {
      const isOurs = await publish(this.storage, key, document)
      if (!isOurs) this.committing = before
      return isOurs
    } catch (error) {
      // Most failures may still turn out to be none: a request that was sent may arrive. What the disk refused may not.
      const refused = REFUSALS.has(systemErrorCode(error instanceof Error ? error.cause : undefined))
      if (refused && (await this.isMissing(key))) this.committing = before
      throw error
    }
  }

  private async isMissing(key: StorageKey): Promise<boolean> {
    try {
      return (await this.storage.stat(key)) === undefined
    } catch {
      return false
    }
  }

  /**
   * What was condemned under its saver is still kept by its record: a save of the same content may have found it sound,
   * and prune may have removed an older one for it. So it goes after there is another one, and before that one's label is
   * looked for, which it carries, too.
   */
  private async withdrawEarlier(successor: VersionNumber): Promise<void> {
    if (this.toWithdraw === undefined) return
    await this.withdraw(
      this.toWithdraw,
      `a pack of it was condemned while it was saved; v${successor} holds the same content`
    )
    this.toWithdraw = undefined
  }

  private async withdraw(number: number, reason: string): Promise<void> {
    await this.series.markGone(number, reason, this.context.clock().toISOString(), this.context.nonce())
  }

  /** Of two records with one label the lower number holds it. */
  private async checkLabelIsOurs(version: VersionMetadata): Promise<void> {
    const holder = await this.label?.holder(version.number)
    if (holder === undefined || holder === version.number) return
    await this.withdraw(version.number, `its label belongs to v${holder}`)
    throw new ArtifactStoreError(
      'CONFLICT',
      `version: the label ${quote(version.version)} of ${version.name} is taken by v${holder}, which was saved meanwhile: choose another one`
    )
  }

  private async reuse(newest: VersionRecord, survey: Survey): Promise<Publication | 'again'> {
    // Who removes a version says so first; a version that went while it was compared is saved anew.
    if (await this.series.isGone(newest.metadata.number)) return 'again'
    // Whoever created it may have been killed, or told that the disk failed, before it was durable.
    await this.storage.flush?.(versionKey(this.draft.name, newest.metadata.number))
    const { version } = await this.series.withNotes(newest, survey)
    const { segments } = survey
    return { created: false, version, record: newest, storedSize: 0, sharedSize: version.size, segments }
  }
}

function describeContent(table: EntryTable): Content {
  const digest = new TreeDigest()
  let files = 0
  let size = 0
  for (let entry = 0; entry < table.length; entry++) {
    const path = table.pathOf(entry)
    const type = table.typeOf(entry)
    if (type === 'directory') {
      digest.add({ type, path })
    } else if (type === 'symlink') {
      digest.add({ type, path, target: table.targetOf(entry) })
      files++
    } else {
      digest.add({ type, path, mode: table.modeOf(entry), size: table.sizeOf(entry), sha256: table.sha256Of(entry) })
      files++
      size += table.sizeOf(entry)
    }
  }
  return { digest: digest.finish(), files, size }
}

/** Bytes that the files use of each pack; a chunk that several use counts once. */
function usedBytes(index: ChunkIndex, table: EntryTable): Map<PackNumber, number> {
  const seen = new Uint8Array(index.length)
  const used = new Map<PackNumber, number>()
  for (const slot of table.usedSlots()) {
    if (seen[slot] === 1) continue
    seen[slot] = 1
    const pack = index.packOf(slot)
    used.set(pack, (used.get(pack) ?? 0) + index.storedSizeOf(slot))
  }
  return used
}

/** Trees are encoded anew in any case, so their packs are not copied but left: judged by what the newest version uses. */
function treePacksToAvoid(parents: ParentPacks, usedByFiles: ReadonlyMap<PackNumber, number>): Set<PackNumber> {
  const candidates = [...parents.packs.values()].filter((pack) => !usedByFiles.has(pack.number) && pack.used > 0)
  return packsToRewrite(candidates.map((pack) => ({ ...pack, size: pack.chunkBytes, full: pack.fullOfChunks })))
}

function sharedBytes(parents: ParentPacks, used: ReadonlyMap<PackNumber, number>): number {
  return [...used].reduce((sum, [pack, bytes]) => (parents.packs.has(pack) ? sum + bytes : sum), 0)
}

function listPacks(packs: readonly PackEntry[], used: ReadonlyMap<PackNumber, number>): UsedPack[] {
  return [...used]
    .map(([number, bytes]) => ({ pack: packs[number]!.name!, size: packs[number]!.size, used: bytes }))
    .sort((a, b) => (a.pack < b.pack ? -1 : 1))
}

function nameRoot(tree: WrittenTree, packs: readonly PackEntry[]): TreeRoot | InlineTree {
  if (!('root' in tree)) return tree
  const { level, root } = tree
  return { level, ...root, pack: packs[root.pack]!.name! }
}
