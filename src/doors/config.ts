/** The settings that every step and every shell in a workspace share: `.github/artifact-store.yml`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConfigFile } from './config-check.js'
import { inert } from './inert.js'
import { parsePlacedMapping } from './mapping.js'
import { ArtifactStoreError, systemErrorCode } from '../errors.js'
import { compilePattern, matchesPattern, type Directions } from '../store/index.js'
import type { ArtifactName, ProtectedAliases } from '../store/types.js'

/** Inside the workspace. */
export const CONFIG_PATH = '.github/artifact-store.yml'

/** What the file says; all of it may be missing, as the file may. */
export interface Config {
  /** A folder or `s3://…`, as it is written. */
  readonly store?: string
  readonly protectedAliases: ProtectedAliases
  readonly signatures?: SignatureSettings
  /** In the order of the file. */
  readonly artifacts: readonly ArtifactRule[]
}

/** What a restore asks of signatures. */
export interface SignatureSettings {
  /** Artifacts, by name or pattern, that are not restored without a signature. */
  readonly requiredFor: readonly string[]
  /** PEM, or the path of a file in the workspace. */
  readonly publicKey?: string
  /** `owner/name`, on the server that the run is on; or its whole address. */
  readonly repository?: string
  /** `train.yml`, or the path in the repository. */
  readonly workflow?: string
  readonly branches?: readonly string[]
  /** By the name of an artifact here: that which it was signed under. */
  readonly signedAs: Readonly<Record<ArtifactName, ArtifactName>>
}

/** Defaults of the artifacts that a name or a pattern stands for. */
export interface ArtifactRule extends ArtifactDefaults {
  /** The name of an artifact, or a pattern of `*` (any characters, also `/`) and `?` (one). */
  readonly pattern: string
}

export interface ArtifactDefaults {
  /** What a save records where it gives no type. */
  readonly type?: string
  readonly retention: Retention
  /** The metrics of interest, and which way each gets better. */
  readonly metrics: Directions
}

/** What `prune` keeps. */
export interface Retention {
  /** The newest so many versions; at least 1. */
  readonly keepLast?: number
  /** Younger versions: a number and a unit, `s`, `m`, `h`, `d` or `w`, such as `90d`. */
  readonly keepWithin?: string
  /** For a metric, the best so many versions; at least 1. */
  readonly keepBest?: Readonly<Record<string, number>>
}

export const NO_CONFIG: Config = { protectedAliases: {}, artifacts: [] }

/**
 * The configuration of a workspace; empty where there is none.
 * @throws ArtifactStoreError `INVALID_INPUT` that names the file, the line and column, and the setting.
 */
export async function readConfig(workspace: string): Promise<Config> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(join(workspace, CONFIG_PATH)))
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return NO_CONFIG
    const reason = error instanceof Error ? error.message : String(error)
    throw new ArtifactStoreError('INVALID_INPUT', `${CONFIG_PATH} cannot be read: ${inert(reason)}`, { cause: error })
  }
  return await parseConfig(text)
}

/** @throws ArtifactStoreError as {@link readConfig}. */
export async function parseConfig(text: string): Promise<Config> {
  // With nothing but comments in it there is no mapping, and nothing wrong.
  if (text.replace(/^\s*(?:#.*|---)$/gm, '').trim() === '') return NO_CONFIG
  // A start without a configuration does not pay for what checks one.
  const { checkConfig } = await import('./config-check.js')
  const file = checkConfig(parsePlacedMapping(text, CONFIG_PATH), CONFIG_PATH)
  const { store } = file
  return {
    ...(store === undefined || store === null ? {} : { store }),
    protectedAliases: file['protected-aliases'] ?? {},
    ...(file.signatures ? { signatures: signatureSettings(file.signatures) } : {}),
    artifacts: Object.entries(file.artifacts ?? {}).map(([pattern, { type, retention = {}, metrics = {} }]) => ({
      pattern,
      ...(type === undefined ? {} : { type }),
      retention: {
        ...(retention['keep-last'] === undefined ? {} : { keepLast: retention['keep-last'] }),
        ...(retention['keep-within'] === undefined ? {} : { keepWithin: retention['keep-within'] }),
        ...(retention['keep-best'] === undefined ? {} : { keepBest: retention['keep-best'] })
      },
      metrics
    }))
  }
}

function signatureSettings(signatures: NonNullable<ConfigFile['signatures']>): SignatureSettings {
  const { 'public-key': publicKey, repository, workflow, branches } = signatures
  return {
    requiredFor: signatures['required-for'] ?? [],
    ...(publicKey === undefined ? {} : { publicKey }),
    ...(repository === undefined ? {} : { repository }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(branches === undefined ? {} : { branches }),
    signedAs: signatures['signed-as'] ?? {}
  }
}

/**
 * The defaults of an artifact. All patterns that fit count, in the order of the file, and the artifact's own name counts
 * last, wherever it stands. What counts later wins: of `retention` by its keys, of `metrics` by their names.
 */
export function artifactDefaults({ artifacts }: Config, name: ArtifactName): ArtifactDefaults {
  const isOwn = ({ pattern }: ArtifactRule): boolean => pattern === name
  const fitting = [
    ...artifacts.filter((rule) => !isOwn(rule) && matchesPattern(compilePattern(rule.pattern), name)),
    ...artifacts.filter(isOwn)
  ]
  const type = fitting.findLast((rule) => rule.type !== undefined)?.type
  return {
    ...(type === undefined ? {} : { type }),
    retention: Object.assign({}, ...fitting.map(({ retention }) => retention)) as Retention,
    metrics: Object.fromEntries(fitting.flatMap(({ metrics }) => Object.entries(metrics)))
  }
}
