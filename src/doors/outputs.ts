/**
 * What each mode and command tells: the keys of the action's outputs, which the command line prints as JSON.
 * Values are JSON's own; a door that can only hand out text turns them into text.
 */
import {
  diffToJson,
  metadataToJson,
  pruneToJson,
  type PruneResult,
  type RemovedVersion,
  type UndeleteResult,
  type VersionDiff
} from '../store/index.js'
import type {
  CopiedVersion,
  GateResult,
  JsonObject,
  JsonValue,
  ListedVersion,
  PromoteResult,
  RecordResult,
  ResolvedVersion,
  RestoreResult,
  SaveResult,
  Selector,
  VersionMetadata
} from '../store/types.js'

export type Outputs = Readonly<Record<string, JsonValue>>

/** @param result undefined where no file matched, and that is no error */
export function saveOutputs(result: SaveResult | undefined): Outputs {
  if (result === undefined) return { found: false, created: false }
  const { created, version, storedSize } = result
  return { found: true, created, ...versionOutputs(version), 'stored-size': storedSize, ...gateOutputs(result) }
}

/** The version that something was recorded of. */
export function recordOutputs(result: RecordResult): Outputs {
  return { ...resolvedOutputs(result), ...gateOutputs(result) }
}

function gateOutputs({ gate }: { readonly gate?: GateResult }): Outputs {
  if (gate === undefined) return {}
  const { failed, isJudged, explanation, base } = gate
  const beside = base === undefined ? {} : { base: referenceOf(base) }
  return { result: { gate: { failed, judged: isJudged, explanation, ...beside } } }
}

/**
 * @param result undefined where no version matched
 * @param destination the folder that was written, absolute
 */
export function restoreOutputs(result: RestoreResult | undefined, destination: string): Outputs {
  if (result === undefined) return { found: false }
  return {
    found: true,
    ...versionOutputs(result.version),
    matched: result.matched,
    path: destination,
    // What was written: fewer than the version holds where `files` chose some.
    files: result.files,
    size: result.size
  }
}

/** The version that a selector named. */
function resolvedOutputs({ version, matched }: ResolvedVersion): Outputs {
  return { found: true, ...versionOutputs(version), matched }
}

/** Where each alias is; of the version what there is to tell, where all of them are at the same. */
export function promoteOutputs({ aliases }: PromoteResult): Outputs {
  const [first] = aliases
  const isOne = first !== undefined && aliases.every(({ version }) => version.number === first.version.number)
  return {
    found: true,
    ...(isOne ? resolvedOutputs(first) : {}),
    result: aliases.map(({ alias, version, previous, moved }) => ({
      alias,
      version: referenceOf(version),
      ...(previous === undefined ? {} : { previous: referenceOf({ name: version.name, number: previous }) }),
      moved
    }))
  }
}

/** @param versions all that were found, as they are to be listed */
export function listOutputs(versions: readonly ListedVersion[]): Outputs {
  return { found: versions.length > 0, result: versions.map(listedToJson) }
}

/** @param diff undefined where one of the versions is not there */
export function diffOutputs(diff: VersionDiff | undefined): Outputs {
  return diff === undefined ? { found: false } : { found: true, result: diffToJson(diff) }
}

/**
 * The list of what was copied; of exactly one version also all that there is to tell of it, as it is in the other store.
 * @param selector as it was given; undefined where all versions were copied
 */
export function copyOutputs(copied: readonly CopiedVersion[], selector: Selector | undefined): Outputs {
  const [only, ...others] = copied
  const isOne = only !== undefined && others.length === 0
  return {
    found: only !== undefined,
    created: copied.some(({ created }) => created),
    ...(isOne ? { ...versionOutputs(only.version), 'stored-size': only.storedSize } : {}),
    ...(isOne && selector !== undefined ? { matched: selector } : {}),
    result: copied.map(copiedToJson)
  }
}

function copiedToJson({ from, version, created, storedSize }: CopiedVersion): JsonObject {
  const { number, digest } = version
  return { from: referenceOf(from), to: referenceOf(version), created, number, digest, storedSize }
}

/** Found is whether there is any version that the run was for. */
export function pruneOutputs(result: PruneResult): Outputs {
  const found = result.artifacts.some(({ kept, removed }) => kept + removed.length > 0)
  return { found, result: pruneToJson(result) }
}

export function removeOutputs({ name, number, matched, version }: RemovedVersion): Outputs {
  const told =
    version === undefined ? { name, number, reference: referenceOf({ name, number }) } : versionOutputs(version)
  return { found: true, ...told, matched }
}

export function undeleteOutputs({ version, broughtBack }: UndeleteResult): Outputs {
  return { found: true, ...versionOutputs(version), result: { broughtBack } }
}

/** `name@v12`: names the version for ever, whatever labels and aliases do. */
export function referenceOf(version: Pick<VersionMetadata, 'name' | 'number'>): string {
  return `${version.name}@v${version.number}`
}

/** A record as `list` and `show` give it: the metadata, and the aliases that point at it now. */
export function listedToJson(version: ListedVersion): JsonObject {
  return { ...metadataToJson(version), aliases: version.aliases }
}

function versionOutputs(version: VersionMetadata): Outputs {
  return {
    name: version.name,
    version: version.version,
    number: version.number,
    digest: version.digest,
    reference: referenceOf(version),
    files: version.files,
    size: version.size,
    metadata: metadataToJson(version)
  }
}
