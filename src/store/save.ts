/** Saving files as a new version. */
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import type { EntryTable } from '../content/entry-table.js'
import { ingest } from '../content/ingest.js'
import { readTree, type TreeEntry } from '../content/tree.js'
import type { TreePath } from '../files/source.js'
import { compareTreePaths } from '../files/tree-path.js'
import type { Storage } from '../storage/storage.js'
import { Aliasing } from './aliasing.js'
import type { StoreContext } from './context.js'
import { excerptRecord } from './excerpt-builder.js'
import { checkGateRequest, judge } from './gating.js'
import { reserveLabel, type ReservedLabel } from './labels.js'
import { readInputs } from './lineage.js'
import { checkAlias, checkArtifactName, checkLabel } from './names.js'
import { PackReader } from './pack-reader.js'
import { publishVersion, type Content, type ContentSpace, type Draft } from './publication.js'
import { nameToSave, trustedName } from './quarantine.js'
import { checkMetrics, type VersionRecord } from './record.js'
import { parseReference } from './reference.js'
import { recordedBySave, refuseSecrets } from './secrecy.js'
import { extendIndex } from './segment-builder.js'
import { checkAskable, parseSelector, resolveSelector } from './selectors.js'
import { signSaved } from './signing.js'
import { checkWritable, findStoreFile } from './store-file.js'
import type { ArtifactName, InputVersion, SaveRequest, SaveResult, VersionMetadata, VersionNumber } from './types.js'
import { VersionSeries, type SelectedVersion } from './versions.js'
import { isShownTo, viewerOf, type Viewer } from './viewer.js'

export async function saveVersion(context: StoreContext, asked: SaveRequest): Promise<SaveResult> {
  refuseSecrets(context.secrets, recordedBySave(asked))
  checkRequest(asked)
  const viewer = context.viewer ?? viewerOf(asked.run ?? {})
  const request = { ...asked, name: nameToSave(viewer, asked.name) }
  const { storage } = context
  // An existing store is looked at before anything else; a new one is created only when all inputs are good.
  const store = await findStoreFile(storage)
  if (store !== undefined) checkWritable(store, storage)
  const inputs = request.runKey === undefined ? [] : await readInputs(storage, context.logger, request.runKey)
  const trusted = store === undefined ? undefined : await findTrusted(context, viewer, request.name)
  const parents = [...(trusted === undefined ? [] : [trusted]), ...(await findParents(context, request, inputs))]
  const draft = new FilesDraft(context, viewer, request, inputs, parents)
  const series = new VersionSeries(storage, request.name, context.logger)
  const aliasing = new Aliasing(context, series, request.run ?? {})
  const aliases = [...new Set(request.aliases ?? [])]
  await aliasing.checkBefore(aliases)
  checkGateRequest(context, request.gate, request.run ?? {})
  const { segments, record, ...result } = await publishVersion(context, store, draft)
  const { version, created } = result
  // Before any alias leads to it.
  const signed = await signSaved(context, request, inputs, record, created)
  // Before an alias is moved: it may be the very one of the version to compare with.
  const gate = await judge(context, version, request.gate)
  if (gate?.failed !== true) await moveAliases(aliasing, request.name, aliases, { record, version })
  if (created) {
    await extendIndex(context, request.name, segments, version.number)
    await excerptRecord(context, request.name, version.number)
  }
  return { ...result, ...signed, ...(gate === undefined ? {} : { gate }) }
}

function checkRequest(request: SaveRequest): void {
  checkArtifactName(request.name)
  if (request.label !== undefined) checkLabel(request.label)
  for (const alias of request.aliases ?? []) {
    checkAlias(alias)
    if (alias === request.label) {
      throw new ArtifactStoreError(
        'INVALID_INPUT',
        `aliases: ${quote(alias)} is to be the label of the version, too, and would be hidden by it: give it as one of the two`
      )
    }
  }
  const { compression } = request
  if (typeof compression === 'number' && !(Number.isInteger(compression) && compression >= 1 && compression <= 19)) {
    throw new ArtifactStoreError('INVALID_INPUT', `compression: ${compression} is no zstd level; levels are 1 to 19`)
  }
  checkMetrics(request.metrics ?? {})
}

/**
 * Of a quarantined artifact, the newest version of the one that it stands beside: most often it holds much of the same.
 * Never the other way round.
 */
async function findTrusted(
  context: StoreContext,
  viewer: Viewer,
  name: ArtifactName
): Promise<VersionRecord | undefined> {
  const { storage, logger } = context
  const trusted = trustedName(name)
  if (trusted === name) return undefined
  const series = new VersionSeries(storage, trusted, logger)
  try {
    return (await resolveSelector({ storage, viewer, ancestry: undefined }, series, { kind: 'latest' }))?.record
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    logger.warn(`${error.message}; this save shares nothing with it`)
    return undefined
  }
}

/** The records of the versions that the run restored and that `parents` names. */
async function findParents(
  context: StoreContext,
  request: SaveRequest,
  inputs: readonly InputVersion[]
): Promise<VersionRecord[]> {
  const { storage, logger } = context
  const parents: VersionRecord[] = []
  for (const { name, number } of inputs) {
    const series = new VersionSeries(storage, name, logger)
    try {
      const record = await series.read(number)
      if (record !== undefined) parents.push(record)
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED')) throw error
      logger.warn(`${error.message}; this save shares nothing with it`)
    }
  }
  for (const reference of request.parents ?? []) {
    const { name, selector } = parseReference(reference, 'parents')
    const series = new VersionSeries(storage, name, logger)
    const parsed = parseSelector(selector, 'parents')
    checkAskable(context, parsed, 'parents')
    const found = await resolveSelector(context, series, parsed)
    if (found === undefined) {
      throw new ArtifactStoreError('NOT_FOUND', `parents: ${quote(reference)} names no version in ${storage.location}`)
    }
    parents.push(found.record)
  }
  return parents
}

/** A version of files that were found on a disk. */
class FilesDraft implements Draft {
  readonly parents: readonly VersionRecord[]
  private readonly context: StoreContext
  private readonly viewer: Viewer
  private readonly request: SaveRequest
  private readonly inputs: readonly InputVersion[]

  constructor(
    context: StoreContext,
    viewer: Viewer,
    request: SaveRequest,
    inputs: readonly InputVersion[],
    parents: readonly VersionRecord[]
  ) {
    this.context = context
    this.viewer = viewer
    this.request = request
    this.inputs = inputs
    this.parents = parents
  }

  get name(): string {
    return this.request.name
  }

  get label(): string | undefined {
    return this.request.label
  }

  get ifUnchanged(): 'reuse' | 'new' {
    // Who gives a label wants to find the version by it, so there must be one.
    return this.request.ifUnchanged ?? (this.request.label === undefined ? 'reuse' : 'new')
  }

  /** What another pull request saved is nothing that this run would find again. */
  mayReuse(newest: VersionMetadata): boolean {
    return isShownTo(this.viewer, newest)
  }

  get compressTree(): boolean {
    return this.request.compression !== 'none'
  }

  async reserveLabel(): Promise<ReservedLabel | undefined> {
    const { context, label, name } = this
    if (label === undefined) return undefined
    const series = new VersionSeries(context.storage, name, context.logger)
    return await reserveLabel(context.storage, series, label, context.nonce(), context.clock().toISOString())
  }

  async readContent({ index, writer, newest }: ContentSpace): Promise<EntryTable> {
    const { context, request } = this
    const known = newest === undefined ? undefined : new KnownFiles(context.storage, newest)
    return await ingest({
      source: request.source,
      pool: context.pool(),
      index,
      writer,
      compression: request.compression ?? 'auto',
      knownFile: async (path) => await known?.find(path),
      onProgress: (files, bytes) => {
        context.progress({ phase: 'save', files, bytes })
      },
      signal: context.signal
    })
  }

  describe(number: VersionNumber, content: Content, storedSize: number): VersionMetadata {
    const { name, label, type, description, params, metrics, metadata, run } = this.request
    return {
      name,
      number,
      version: label ?? `v${number}`,
      ...(type === undefined ? {} : { type }),
      ...(description === undefined ? {} : { description }),
      createdAt: this.context.clock().toISOString(),
      digest: content.digest,
      files: content.files,
      size: content.size,
      storedSize,
      params: params ?? {},
      metrics: metrics ?? {},
      metadata: metadata ?? {},
      inputs: this.inputs,
      run: run ?? {}
    }
  }
}

async function moveAliases(
  aliasing: Aliasing,
  name: ArtifactName,
  aliases: readonly string[],
  version: SelectedVersion
): Promise<void> {
  try {
    await aliasing.move(aliases.map((alias) => ({ alias, to: version })))
  } catch (error) {
    if (!isStoreError(error)) throw error
    const names = aliases.map(quote).join(', ')
    const what =
      aliases.length === 1 ? `the alias ${names} could not be moved` : `not all aliases (${names}) were moved`
    throw new ArtifactStoreError(
      error.code,
      `${name}@v${version.version.number} is saved, but ${what} to it: ${error.message}`,
      { cause: error }
    )
  }
}

/** The files of the version before, asked for in tree order: its tree is read only as far as it is needed. */
class KnownFiles {
  private readonly entries: AsyncGenerator<TreeEntry>
  private current: TreeEntry | undefined
  private ended = false

  constructor(storage: Storage, record: VersionRecord) {
    const reader = new PackReader(storage)
    this.entries = readTree(record.tree, async (chunks) => await reader.fetch(chunks))
  }

  async find(path: TreePath): Promise<Extract<TreeEntry, { type: 'file' }> | undefined> {
    try {
      while (!this.ended && (this.current === undefined || compareTreePaths(this.current.path, path) < 0)) {
        const next = await this.entries.next()
        if (next.done === true) this.ended = true
        else this.current = next.value
      }
    } catch (error) {
      // It only spares work. That the tree is damaged was said when its packs were checked, or is found by verify.
      if (!isStoreError(error)) throw error
      this.ended = true
      this.current = undefined
    }
    return this.current?.type === 'file' && this.current.path === path ? this.current : undefined
  }
}
