import { ArtifactStoreError } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { aliasesByVersion, type AliasChange } from './aliases.js'
import type { BisectRequest, BisectResult } from './bisect.js'
import { compareVersion, type CompareRequest, type VersionComparison } from './comparison.js'
import { StoreContext } from './context.js'
import { copyVersions } from './copy.js'
import { checkDiffLimit, diffVersions, type DiffRequest, type VersionDiff } from './diff.js'
import { findVersion } from './finding.js'
import { checkGate } from './gate.js'
import type { HistoryRequest, VersionHistory } from './history.js'
import { checkLineageLimit, type LineageGraph, type LineageRequest, type OriginsRequest } from './lineage-graph.js'
import { checkLimit, DEFAULT_LIMIT, listVersions } from './listing.js'
import { checkArtifactName } from './names.js'
import type { Note } from './notes.js'
import { aliasHistory, promoteVersion, removeAliases } from './promote.js'
import { pruneStore, type PruneRequest } from './pruning/prune.js'
import { removeVersion, type RemovedVersion, type RemoveRequest } from './pruning/remove.js'
import type { PruneResult } from './pruning/result.js'
import { undeleteVersion, type UndeleteRequest, type UndeleteResult } from './pruning/undelete.js'
import type { VersionRecord } from './record.js'
import { recordNote } from './recording.js'
import { repairStore } from './repairing/repair.js'
import type { RepairRequest, RepairResult } from './repairing/types.js'
import { restoreVersion } from './restore.js'
import { saveVersion } from './save.js'
import { statementsOf, type VersionStatements } from './statements.js'
import { readStoreFile } from './store-file.js'
import type {
  ArtifactName,
  ArtifactStore,
  CopiedVersion,
  CopyRequest,
  GateRequest,
  GateResult,
  ListedVersion,
  ListQuery,
  PromoteRequest,
  PromoteResult,
  RecordRequest,
  RecordResult,
  RemoveAliasesRequest,
  RemovedAlias,
  ResolvedVersion,
  RestoreRequest,
  RestoreResult,
  SaveRequest,
  SaveResult,
  Selector,
  StoreOptions,
  VersionMetadata,
  VersionNumber
} from './types.js'
import type { VerifyRequest, VerifyResult } from './verifying/types.js'
import { verifyStore } from './verifying/verify.js'
import { VersionSeries, type SelectedVersion } from './versions.js'
import { bisect, lineageOf, originsOf, readHistory } from './views.js'

/**
 * The artifact store over a storage.
 *
 * Nothing is read or written yet: a save creates what is missing; everything else rejects with `NOT_FOUND` where the
 * storage holds no store.
 */
export function openStore(storage: Storage, options: StoreOptions = {}): ArtifactStore {
  return new StorageArtifactStore(new StoreContext(storage, options))
}

function selectorsOf(selector: Selector | undefined): readonly Selector[] | undefined {
  return selector === undefined ? undefined : [selector]
}

/** What is shown of a version is what readers get of it. */
function withNotes({ record, version }: SelectedVersion): VersionRecord {
  return { ...record, metadata: version }
}

/** Of another store that takes part. */
function contextOf(store: ArtifactStore, input: string): StoreContext {
  if (store instanceof StorageArtifactStore) return store.context
  throw new ArtifactStoreError('INVALID_INPUT', `${input}: it is not a store that openStore gave`)
}

class StorageArtifactStore implements ArtifactStore {
  readonly context: StoreContext

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
    const found = await findVersion(this.context, request.name, request.selectors, request.where)
    if (found === undefined) return undefined
    const { version, matched } = found
    return await restoreVersion(this.context, found.record, { version, matched }, request)
  }

  async resolve(
    name: ArtifactName,
    selectors?: readonly Selector[],
    where?: string
  ): Promise<ResolvedVersion | undefined> {
    const found = await findVersion(this.context, name, selectors, where)
    return found === undefined ? undefined : { version: found.version, matched: found.matched }
  }

  async list(query: ListQuery = {}): Promise<readonly ListedVersion[]> {
    return await listVersions(this.context, query)
  }

  async statements(name: ArtifactName, selector: Selector = 'latest'): Promise<VersionStatements | undefined> {
    const found = await findVersion(this.context, name, [selector])
    if (found === undefined) return undefined
    const { metadata, label } = found.record
    return await statementsOf(this.context, found.record, { ...metadata, label })
  }

  async getMetadata(name: ArtifactName, selector: Selector = 'latest'): Promise<ListedVersion | undefined> {
    const found = await findVersion(this.context, name, [selector])
    if (found === undefined) return undefined
    const aliases = await aliasesByVersion(this.context.storage, this.context.logger, name)
    return { ...found.version, aliases: aliases.get(found.version.number) ?? [] }
  }

  async record(request: RecordRequest): Promise<RecordResult | undefined> {
    return await recordNote(this.context, request)
  }

  async notes(name: ArtifactName, selector: Selector = 'latest'): Promise<readonly Note[] | undefined> {
    const found = await findVersion(this.context, name, [selector])
    if (found === undefined) return undefined
    return await new VersionSeries(this.context.storage, name, this.context.logger).notesOf(found.version.number)
  }

  async promote(request: PromoteRequest): Promise<PromoteResult | undefined> {
    return await promoteVersion(this.context, request)
  }

  async removeAliases(request: RemoveAliasesRequest): Promise<readonly RemovedAlias[]> {
    return await removeAliases(this.context, request)
  }

  async aliasHistory(name: ArtifactName, alias: string, limit = DEFAULT_LIMIT): Promise<readonly AliasChange[]> {
    checkLimit(limit)
    return await aliasHistory(this.context, name, alias, limit)
  }

  async checkGate(
    version: { readonly name: ArtifactName; readonly number: VersionNumber },
    request: GateRequest
  ): Promise<GateResult> {
    return await checkGate(this.context, version, request)
  }

  async diff(request: DiffRequest): Promise<VersionDiff | undefined> {
    const limit = checkDiffLimit(request.limit)
    const { from, to } = request
    const older = await findVersion(this.context, from.name, selectorsOf(from.selector))
    const newer = await findVersion(this.context, to.name, selectorsOf(to.selector))
    if (older === undefined || newer === undefined) return undefined
    return await diffVersions(this.context.storage, withNotes(older), withNotes(newer), limit)
  }

  async lineage({ name, selector, limit }: LineageRequest): Promise<LineageGraph | undefined> {
    const maximum = checkLineageLimit(limit)
    const found = await findVersion(this.context, name, selectorsOf(selector))
    return found === undefined ? undefined : await lineageOf(this.context, found.record, maximum)
  }

  async origins(version: VersionMetadata, request: OriginsRequest = {}): Promise<LineageGraph> {
    return await originsOf(this.context, version, request)
  }

  async compare(request: CompareRequest): Promise<VersionComparison> {
    return await compareVersion(this.context, request)
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

  async prune(request: PruneRequest = {}): Promise<PruneResult> {
    return await pruneStore(this.context, request)
  }

  async remove(request: RemoveRequest): Promise<RemovedVersion | undefined> {
    return await removeVersion(this.context, request)
  }

  async undelete(request: UndeleteRequest): Promise<UndeleteResult> {
    return await undeleteVersion(this.context, request)
  }

  async verify(request: VerifyRequest = {}): Promise<VerifyResult> {
    return await verifyStore(this.context, request)
  }

  async repair(request: RepairRequest = {}): Promise<RepairResult> {
    const others = (request.from ?? []).map((store) => contextOf(store, 'from'))
    return await repairStore(this.context, others, request)
  }

  async copyTo(target: ArtifactStore, request: CopyRequest = {}): Promise<readonly CopiedVersion[]> {
    return await copyVersions(this.context, contextOf(target, 'target'), request)
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}
