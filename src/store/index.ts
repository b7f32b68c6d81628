/**
 * The core: artifacts, versions, labels, aliases, lineage, over any storage. Takes plain objects, a clock and a storage;
 * prints nothing and reads no environment.
 */
export { openStore } from './store.js'
export { metadataToJson } from './record.js'
export { checkAlias, checkArtifactName, checkLabel, isLabel } from './names.js'
export { parseReference } from './reference.js'
export { parseSelector } from './selectors.js'
export { silentLogger, type Logger, type ProgressEvent, type ProgressListener } from './reporting.js'
export type {
  ArtifactName,
  ArtifactStore,
  Compression,
  CopiedVersion,
  CopyRequest,
  Digest,
  InputVersion,
  JsonObject,
  JsonValue,
  ListedVersion,
  ListQuery,
  Metrics,
  ResolvedVersion,
  RestoreRequest,
  RestoreResult,
  RunContext,
  SaveRequest,
  SaveResult,
  Selector,
  StoreOptions,
  VersionMetadata,
  VersionNumber,
  WorkerOptions
} from './types.js'
