import { ArtifactStoreError, quote } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { aliasesByVersion } from './aliases.js'
import { artifactNames } from './artifact-names.js'
import type { BisectRequest, BisectResult } from './bisect.js'
import { StoreContext } from './context.js'
import { copyVersions } from './copy.js'
import { checkDiffLimit, diffVersions, type DiffRequest, type VersionDiff } from './diff.js'
import type { HistoryRequest, VersionHistory } from './history.js'
import { checkLineageLimit, type LineageGraph, type LineageRequest } from './lineage-graph.js'
import { checkArtifactName } from './names.js'
import type { VersionRecord } from './record.js'
import { restoreVersion } from './restore.js'
import { saveVersion } from './save.js'
import { parseSelector, resolveSelector } from './selectors.js'
import { readStoreFile } from './store-file.js'
import type {
  ArtifactName,
  ArtifactStore,
  CopiedVersion,
  CopyRequest,
  ListedVersion,
  ListQuery,
  ResolvedVersion,
  RestoreRequest,
  RestoreResult,
  SaveRequest,
  SaveResult,
  Selector,
  StoreOptions
} from './types.js'
import { VersionSeries } from './versions.js'
import { bisect, lineageOf, readHistory } from './views.js'

const DEFAULT_SELECTORS: readonly Selector[] = ['latest']
const DEFAULT_LIMIT = 100

/**
 * The artifact store over a storage.
 *
 * Nothing is read or written yet: a save creates what is missing; everything else rejects with `NOT_FOUND` where the
 * storage holds no store.
 */
export function openStore(storage: Storage, options: StoreOptions = {}): ArtifactStore {
  return new StorageArtifactStore(new StoreContext(storage, options))
}

interface Found {
  readonly record: VersionRecord
  readonly matched: Selector
}

function selectorsOf(selector: Selector | undefined): readonly Selector[] | undefined {
  return selector === undefined ? undefined : [selector]
}

class StorageArtifactStore implements ArtifactStore {
  private readonly context: StoreContext

  constructor(context: StoreContext) {
    this.context = context
  }

  get location(): string {
    return this.context.storage.location
  }

  async save(request: SaveRequest): Promise<SaveResult> {
    return await saveVersion(this.context, request)
  }

  async restore(request: RestoreRequest): Promise<RestoreResult | undefined> {
    const found = await this.find(request.name, request.selectors)
    if (found === undefined) return undefined
    const matched = { version: found.record.metadata, matched: found.matched }
    return await restoreVersion(this.context, found.record, matched, request)
  }

  async resolve(name: ArtifactName, selectors?: readonly Selector[]): Promise<ResolvedVersion | undefined> {
    const found = await this.find(name, selectors)
    return found === undefined ? undefined : { version: found.record.metadata, matched: found.matched }
  }

  async list(query: ListQuery = {}): Promise<readonly ListedVersion[]> {
    if (query.name !== undefined) checkArtifactName(query.name)
    const limit = query.limit ?? DEFAULT_LIMIT
    if (!Number.isInteger(limit) || limit < 1) {
      throw new ArtifactStoreError('INVALID_INPUT', `limit: ${quote(String(limit))} is not a number from 1 on`)
    }
    await readStoreFile(this.context.storage)
    const names = query.name === undefined ? await artifactNames(this.context.storage) : [query.name]
    const listed: ListedVersion[] = []
    for (const name of names) {
      if (listed.length >= limit) break
      const records = await this.series(name).list(limit - listed.length)
      const aliases = await aliasesByVersion(this.context.storage, this.context.logger, name)
      for (const { metadata } of records) listed.push({ ...metadata, aliases: aliases.get(metadata.number) ?? [] })
    }
    return listed
  }

  async getMetadata(name: ArtifactName, selector: Selector = 'latest'): Promise<ListedVersion | undefined> {
    const found = await this.find(name, [selector])
    if (found === undefined) return undefined
    const { metadata } = found.record
    const aliases = await aliasesByVersion(this.context.storage, this.context.logger, name)
    return { ...metadata, aliases: aliases.get(metadata.number) ?? [] }
  }

  async diff(request: DiffRequest): Promise<VersionDiff | undefined> {
    const limit = checkDiffLimit(request.limit)
    const { from, to } = request
    const older = await this.find(from.name, selectorsOf(from.selector))
    const newer = await this.find(to.name, selectorsOf(to.selector))
    if (older === undefined || newer === undefined) return undefined
    return await diffVersions(this.context.storage, older.record, newer.record, limit)
  }

  async lineage({ name, selector, limit }: LineageRequest): Promise<LineageGraph | undefined> {
    const maximum = checkLineageLimit(limit)
    const found = await this.find(name, selectorsOf(selector))
    return found === undefined ? undefined : await lineageOf(this.context, found.record, maximum)
  }

  async history(request: HistoryRequest): Promise<VersionHistory> {
    checkArtifactName(request.name)
    await readStoreFile(this.context.storage)
    return await readHistory(this.context, request)
  }

  async bisect(request: BisectRequest): Promise<BisectResult> {
    checkArtifactName(request.name)
    await readStoreFile(this.context.storage)
    return await bisect(this.context, request)
  }

  async copyTo(target: ArtifactStore, request: CopyRequest = {}): Promise<readonly CopiedVersion[]> {
    if (!(target instanceof StorageArtifactStore)) {
      throw new ArtifactStoreError('INVALID_INPUT', 'target: it is not a store that openStore gave')
    }
    return await copyVersions(this.context, target.context, request)
  }

  async close(): Promise<void> {
    await this.context.close()
  }

  /** All selectors are checked before the first is looked up, so that a typing error is found in every line. */
  private async find(name: ArtifactName, selectors?: readonly Selector[]): Promise<Found | undefined> {
    checkArtifactName(name)
    const wanted = selectors === undefined || selectors.length === 0 ? DEFAULT_SELECTORS : selectors
    const parsed = wanted.map((selector) => ({ selector, kind: parseSelector(selector) }))
    await readStoreFile(this.context.storage)
    for (const { selector, kind } of parsed) {
      const record = await resolveSelector(this.context.storage, this.series(name), kind)
      if (record !== undefined) return { record, matched: selector }
    }
    return undefined
  }

  private series(name: ArtifactName): VersionSeries {
    return new VersionSeries(this.context.storage, name, this.context.logger)
  }
}
