/**
 * What both doors, the action and the command line, share: how values that people type are read (mappings, the store's
 * location, file selections), how numbers are shown, and how a signal becomes a cancellation.
 * Prints nothing and decides no exit code: that is each door's own.
 */
export { gitAncestry } from './ancestry.js'
export { askingFrom } from './asking.js'
export { cancelFailure, EXIT_CANCELLED, listenForCancel, type Cancellation, type SignalSource } from './cancel.js'
export { formatBytes, formatCount, formatDuration, formatMetric, plural, quoteList } from './describe.js'
export { gateFailure, gateReason, gateWarning, readGate, type Gated } from './gate.js'
export { damageFailure, filesAt, repairFailure, repairOutputs, verifyOutputs } from './damage.js'
export { gitContext, withoutCredentials } from './git.js'
export { inert, inertJson, inertLine, inertLines, inertMessage, inertPart } from './inert.js'
export {
  artifactDefaults,
  CONFIG_PATH,
  NO_CONFIG,
  readConfig,
  type ArtifactDefaults,
  type Config,
  type Retention
} from './config.js'
export {
  expandHome,
  LOCATION_VARIABLE,
  openStorageAt,
  resolveStoreLocation,
  storeFolderAt,
  type LocationSources
} from './location.js'
export {
  mergeMappings,
  nonFiniteMetrics,
  parseAssignments,
  parseMapping,
  parseMetrics,
  readMappingFile,
  type MappingKind
} from './mapping.js'
export { missingOfPair, parsePair, type NamedVersion, type VersionPair } from './pair.js'
export type { LiteralPath } from './path-patterns.js'
export { quarantineWarning } from './quarantine.js'
export { selectFiles, type Selection, type SelectionRequest } from './selection.js'
export { ifUnchangedFor, labelFor } from './label.js'
export {
  copyOutputs,
  diffOutputs,
  listedToJson,
  listOutputs,
  promoteOutputs,
  pruneOutputs,
  recordOutputs,
  referenceOf,
  removeOutputs,
  restoreOutputs,
  saveOutputs,
  undeleteOutputs,
  type Outputs
} from './outputs.js'
export { parseKeepBest, retentionOf, type GivenBest, type GivenRules } from './retention.js'
export { didYouMean, whatWasMeant } from './suggest.js'
export { findSaveSource, warnOfHiddenFiles, type SaveSource, type SaveSourceRequest } from './save-source.js'
export { secretsOf } from './secrets.js'
export { isInWorkflow, readEvent, runAttempt, runContext, runKey } from './run-context.js'
export {
  refuseStoreAsDestination,
  restoreIfStored,
  type RestoreOutcome,
  type RestoreStoredRequest
} from './restore-stored.js'
export {
  checkSignaturePath,
  describeSigner,
  isPem,
  NO_SIGNATURE_SETTINGS,
  provenancePath,
  readSigningKey,
  signaturePolicy,
  writeSignature,
  writeStatements
} from './signing.js'
