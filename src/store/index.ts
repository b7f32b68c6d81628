/**
 * The core: artifacts, versions, labels, aliases, lineage, over any storage. Takes plain objects, a clock and a storage;
 * prints nothing and reads no environment.
 */
export { openStore } from './store.js'
export { metadataToJson } from './record.js'
export { checkAlias, checkArtifactName, checkLabel, isLabel, isQuarantined } from './names.js'
export { parseCondition } from './conditions.js'
export { compilePattern, matchesPattern, type Pattern } from './conditions/pattern.js'
export { readsBase } from './gate.js'
export { parseReference } from './reference.js'
export { parseSelector } from './selectors.js'
export { silentLogger, type Logger, type ProgressEvent, type ProgressListener } from './reporting.js'
export { bisectToJson, bisectToText, type BisectPoint, type BisectRequest, type BisectResult } from './bisect.js'
export type { ComparedAlias, ComparedVersion, CompareRequest, VersionComparison } from './comparison.js'
export { diffToJson, type DiffRequest, type VersionDiff } from './diff.js'
export type { ChangedFile, FilesDiff, FileState, ListedFile, RenamedFile } from './diff-files.js'
export { diffToMarkdown, diffToText, filesLine } from './diff-render.js'
export type { ValueChange, ValuesDiff } from './diff-values.js'
export {
  historyToJson,
  metricSeries,
  sparkline,
  type AliasMove,
  type HistoryRequest,
  type MetricSeries,
  type VersionHistory
} from './history.js'
export { historyToText, metricChart, type MetricChart } from './history-render.js'
export type { LineageGraph, LineageId, LineageNode, LineageRequest, OriginsRequest } from './lineage-graph.js'
export { lineageToJson, lineageToMermaid, lineageToText } from './lineage-render.js'
export { commitOf, commitUrl, compareUrl, repositoryUrl, runUrl } from './runs.js'
export { directionOf, judgeMetric, showVerdict, type Directions, type MetricVerdict, type Verdict } from './verdict.js'
export { escapeHtml } from './show.js'
export { viewerOf, type Viewer } from './viewer.js'
export { combineRules, isRetentionTime, type KeepBest, type RetentionRules } from './pruning/rules.js'
export { KEEP_REASONS, type KeepReason } from './pruning/plan.js'
export { freedText, pruneLines, pruneToJson, pruneToText, type PruneLine } from './pruning/render.js'
export type { PruneRequest } from './pruning/prune.js'
export { type Amount, type PrunedArtifact, type PrunedVersion, type PruneResult } from './pruning/result.js'
export type { VersionId } from './pruning/removal.js'
export type { RemovedVersion, RemoveRequest } from './pruning/remove.js'
export type { UndeleteRequest, UndeleteResult } from './pruning/undelete.js'
export type { AffectedVersion, Finding, FindingCode, FindingSeverity, ObjectKind } from './verifying/findings.js'
export { repairSummary, repairToJson, repairToText } from './repairing/render.js'
export { verifySummary, verifyToJson, verifyToMarkdown, verifyToText } from './verifying/render.js'
export type { Repair, RepairOutcome, RepairRequest, RepairResult } from './repairing/types.js'
export type { VerifyRequest, VerifyResult } from './verifying/types.js'
export type { AliasChange } from './aliases.js'
export type { Note } from './notes.js'
export type { VersionStatements } from './statements.js'
export type {
  AliasGuard,
  Ancestry,
  ArtifactName,
  ArtifactStore,
  Compression,
  CopiedVersion,
  CopyRequest,
  Digest,
  GateRequest,
  GateResult,
  InputVersion,
  JsonObject,
  JsonValue,
  ListedVersion,
  ListQuery,
  Metrics,
  PromotedAlias,
  PromoteRequest,
  PromoteResult,
  ProtectedAliases,
  RecordRequest,
  RecordResult,
  RemoveAliasesRequest,
  RemovedAlias,
  ResolvedVersion,
  RestoreRequest,
  RestoreResult,
  RunContext,
  SavedSignature,
  SaveRequest,
  SaveResult,
  Selector,
  StoreOptions,
  VerifiedSignature,
  VersionMetadata,
  VersionNumber,
  WorkerOptions
} from './types.js'
