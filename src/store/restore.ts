/**
 * Restoring a version: check everything, read pack by pack, verify every chunk, write beside the destination, rename.
 * docs/PROTOCOL.md, *Reading*.
 */
import { ArtifactStoreError, quote } from '../errors.js'
import type { TaskPool } from '../content/pool.js'
import { RestorePlan, type PlannedChunk, type PlannedSpan } from '../content/restore-plan.js'
import type { MakeFilesTask, WriteChunksTask } from '../content/tasks.js'
import { prepareDestination, type Destination } from '../files/destination.js'
import { compileFileFilter } from '../files/patterns.js'
import { ModelFiles } from '../signing/index.js'
import type { StoreContext } from './context.js'
import { recordRestore } from './lineage.js'
import { PackReader } from './pack-reader.js'
import type { VersionRecord } from './record.js'
import { describeSignature, SignatureSearch, type SignatureCandidate } from './signature-check.js'
import { namedPackCheck, readVersionTree } from './tree-reader.js'
import type { ResolvedVersion, RestoreRequest, RestoreResult, Selector } from './types.js'

/** Spans that are read ahead of the threads that write them. */
const SPANS_AT_ONCE = 6
const FILES_PER_TASK = 256

export async function restoreVersion(
  context: StoreContext,
  record: VersionRecord,
  matched: ResolvedVersion,
  request: RestoreRequest
): Promise<RestoreResult> {
  const reader = new PackReader(context.storage)
  const { plan, signature } = await planVerified(context, reader, record, matched.matched, request)
  context.throwIfCancelled()
  const destination = await prepareDestination({
    folder: request.destination,
    entries: () => plan.entries(),
    clean: request.clean ?? false,
    protectedFolders: request.protectedFolders ?? [],
    nonce: context.nonce(),
    ...(context.signal === undefined ? {} : { signal: context.signal })
  })
  try {
    await new Writing(context, reader, plan, destination).run()
    context.throwIfCancelled()
    const { removed } = await destination.place()
    // Links are made last, without a word.
    const { files, bytes } = plan
    context.progress({ phase: 'restore', files, bytes, totalFiles: files, totalBytes: bytes })
    await noteLineage(context, record, request)
    return {
      ...matched,
      files: plan.files,
      size: plan.bytes,
      bytesRead: reader.bytesRead,
      removed,
      ...(signature === undefined ? {} : { signature: describeSignature(signature) })
    }
  } catch (error) {
    await destination.discard()
    throw error
  }
}

/** Plans; where signatures are asked for, only with one that covers the record's digest, which covers the whole tree. */
async function planVerified(
  context: StoreContext,
  reader: PackReader,
  record: VersionRecord,
  matched: Selector,
  request: RestoreRequest
): Promise<{ readonly plan: RestorePlan; readonly signature?: SignatureCandidate }> {
  const policy = request.signaturePolicy
  if (policy === undefined) return { plan: await planRestore(reader, record, request) }
  const search = new SignatureSearch(context, record, matched, policy)
  const files = new ModelFiles()
  let plan: RestorePlan | undefined
  for await (const signature of search.candidates()) {
    plan ??= await planRestore(reader, record, request, signature.model === undefined ? undefined : files)
    if (await search.accepts(signature, files)) return { plan, signature }
  }
  throw search.failure()
}

/**
 * Reads the tree, checks it against the record, and picks what is wanted.
 * @param all is told of all files, wanted or not
 */
async function planRestore(
  reader: PackReader,
  record: VersionRecord,
  request: RestoreRequest,
  all?: ModelFiles
): Promise<RestorePlan> {
  const { name, number } = record.metadata
  const patterns = request.files ?? []
  const isWanted = patterns.length === 0 ? undefined : compileFileFilter(patterns)
  const plan = new RestorePlan()
  // Folders are wanted only where they lead to something: they wait here until something below them is.
  let folders: { readonly type: 'directory'; readonly path: string; readonly mode: number }[] = []
  for await (const entry of readVersionTree(reader, record)) {
    all?.add(entry)
    if (isWanted === undefined) {
      plan.add(entry)
      continue
    }
    folders = folders.filter((folder) => entry.path.startsWith(`${folder.path}/`))
    if (isWanted(entry.path)) {
      for (const folder of folders) plan.add(folder)
      folders = []
      plan.add(entry)
    } else if (entry.type === 'directory') {
      folders.push(entry)
    }
  }
  plan.usedPacks().forEach(namedPackCheck(record))
  if (isWanted !== undefined && plan.files === 0) {
    throw new ArtifactStoreError(
      'NOT_FOUND',
      `files: no file of ${name}@v${number} matches ${patterns.map(quote).join(', ')}`
    )
  }
  return plan
}

async function noteLineage(context: StoreContext, record: VersionRecord, request: RestoreRequest): Promise<void> {
  if (request.runKey === undefined) return
  const { storage, logger } = context
  const at = context.clock().toISOString()
  await recordRestore(storage, logger, request.runKey, request.runAttempt, record.metadata, at, context.nonce())
}

/** The way of bytes from packs to staged files. */
class Writing {
  private readonly context: StoreContext
  private readonly pool: TaskPool
  private readonly reader: PackReader
  private readonly plan: RestorePlan
  private readonly destination: Destination
  private readonly running = new Set<Promise<void>>()
  private failure: { readonly error: unknown } | undefined
  private files = 0
  private bytes = 0

  constructor(context: StoreContext, reader: PackReader, plan: RestorePlan, destination: Destination) {
    this.context = context
    this.pool = context.pool()
    this.reader = reader
    this.plan = plan
    this.destination = destination
  }

  async run(): Promise<void> {
    try {
      for (const span of this.plan.spans()) await this.start(this.writeSpan(span))
      await this.settle()
      // Files of several chunks are complete only now; nothing may keep them open when they are renamed.
      await this.pool.reset()
      for (const files of this.finishing()) await this.start(this.finishFiles(files))
      await this.settle()
    } catch (error) {
      await Promise.allSettled(this.running)
      await this.pool.reset().catch(() => undefined)
      throw error
    }
  }

  private async start(work: Promise<void>): Promise<void> {
    const tracked: Promise<void> = work
      .catch((error: unknown) => {
        this.failure ??= { error }
      })
      .finally(() => this.running.delete(tracked))
    this.running.add(tracked)
    while (this.running.size >= SPANS_AT_ONCE) await Promise.race(this.running)
    this.throwFailure()
    this.context.throwIfCancelled()
  }

  private async settle(): Promise<void> {
    await Promise.all(this.running)
    this.throwFailure()
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error
  }

  private async writeSpan(span: PlannedSpan): Promise<void> {
    const bytes = await this.reader.read(span.pack, span.offset, span.length)
    const { work, wholeFiles, written } = this.describeSpan(span)
    // Making a file costs about as much as hashing 64 KiB.
    const cost = written + wholeFiles * 65536
    const describe = this.reader.describe(span.pack)
    await this.pool.run({ type: 'write-chunks', bytes, describe, ...work }, cost, [bytes.buffer])
    this.progress(wholeFiles, written)
  }

  /** The chunks of a span and where they belong. Several files may want the same chunk: it is checked once. */
  private describeSpan(span: PlannedSpan): {
    readonly work: Pick<WriteChunksTask, 'chunks' | 'hashes' | 'targets' | 'files'>
    readonly wholeFiles: number
    readonly written: number
  } {
    const chunks: number[] = []
    const hashes: Uint8Array[] = []
    const targets: number[] = []
    const files = new Map<number, number>()
    let wholeFiles = 0
    let written = 0
    let previous: PlannedChunk | undefined
    for (const chunk of this.plan.chunksOf(span)) {
      const isTwin =
        previous?.offset === chunk.offset &&
        previous.size === chunk.size &&
        Buffer.compare(previous.hash, chunk.hash) === 0
      if (!isTwin) {
        chunks.push(chunk.offset - span.offset, chunk.stored, chunk.size)
        hashes.push(chunk.hash)
      }
      previous = chunk
      const file = files.get(chunk.entry) ?? files.size
      files.set(chunk.entry, file)
      targets.push(hashes.length - 1, file, chunk.position)
      written += chunk.size
      if (this.plan.isWhole(chunk.entry)) wholeFiles++
    }
    const entries = [...files.keys()]
    return {
      work: {
        chunks: Uint32Array.from(chunks),
        hashes: Buffer.concat(hashes),
        targets: Float64Array.from(targets),
        files: {
          absolutePaths: entries.map((entry) => this.destination.stagedPath(this.plan.pathOf(entry))),
          modes: Uint16Array.from(entries, (entry) => this.plan.modeOf(entry)),
          whole: Uint8Array.from(entries, (entry) => (this.plan.isWhole(entry) ? 1 : 0))
        }
      },
      wholeFiles,
      written
    }
  }

  private *finishing(): Generator<MakeFilesTask['files']> {
    let files: { absolutePath: string; mode: number; exists: boolean }[] = []
    for (const { path, mode, isEmpty } of this.plan.filesToFinish()) {
      files.push({ absolutePath: this.destination.stagedPath(path), mode, exists: !isEmpty })
      if (files.length >= FILES_PER_TASK) {
        yield files
        files = []
      }
    }
    if (files.length > 0) yield files
  }

  private async finishFiles(files: MakeFilesTask['files']): Promise<void> {
    await this.pool.run({ type: 'make-files', files }, files.length * 65536)
    this.progress(files.length, 0)
  }

  private progress(files: number, bytes: number): void {
    this.files += files
    this.bytes += bytes
    this.context.progress({
      phase: 'restore',
      files: this.files,
      bytes: this.bytes,
      totalFiles: this.plan.files,
      totalBytes: this.plan.bytes
    })
  }
}
