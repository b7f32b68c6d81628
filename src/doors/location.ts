/** Where the store is: what the user named, by the same rules from a workflow step and from a shell. */
import { join, resolve } from 'node:path'
import { CONFIG_PATH, type Config } from './config.js'
import { inert } from './inert.js'
import { formatS3Location, isS3Location, parseS3Location } from './s3-location.js'
import { ArtifactStoreError, quote } from '../errors.js'
import { openLocalStorage, openS3Storage } from '../storage/index.js'
import type { Storage } from '../storage/storage.js'

export const LOCATION_VARIABLE = 'ARTIFACT_STORE'

export interface LocationSources {
  /** The `store` input or `--store`; empty counts as not given. */
  readonly explicit?: string | undefined
  /** How messages name it: `input 'store'`, `--store`. */
  readonly explicitName: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder that relative folders start at: the workspace, or where the shell is. */
  readonly workspace: string
  readonly config: Config
  /** The user's home folder. */
  readonly home: string
}

/**
 * The store's folder, absolute, or its bucket as `s3://…`: what was given, else `ARTIFACT_STORE`, else `store:` of
 * `.github/artifact-store.yml`, else `~/.artifact-store`.
 * @throws ArtifactStoreError `INVALID_INPUT` naming where the value came from, for what is neither a folder's path nor a
 * bucket.
 */
export function resolveStoreLocation(sources: LocationSources): string {
  const { explicit, explicitName, env, workspace, home } = sources
  const fromEnv = env[LOCATION_VARIABLE]
  if (isGiven(explicit)) return placeOf(explicit, explicitName, workspace, home)
  if (isGiven(fromEnv)) return placeOf(fromEnv, `environment variable '${LOCATION_VARIABLE}'`, workspace, home)
  const { store: configured } = sources.config
  if (isGiven(configured)) return placeOf(configured, `'store' in ${CONFIG_PATH}`, workspace, home)
  return join(home, '.artifact-store')
}

/**
 * Opens the storage at a location that {@link resolveStoreLocation} gave.
 * @param options `create`: make the folder where it is missing (a save); otherwise its absence is an error. A bucket is
 *   never made.
 */
export async function openStorageAt(location: string, options: { readonly create: boolean }): Promise<Storage> {
  if (!isS3Location(location)) return openLocalStorage(location, options)
  // The SDK tells its developers on which Node.js it will run next year; who saves a model cannot do anything about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  const { pathStyle, ...place } = parseS3Location(location, 'store')
  return openS3Storage({ ...place, ...(pathStyle === undefined ? {} : { forcePathStyle: pathStyle }) })
}

/** The folder at a location that {@link resolveStoreLocation} gave; undefined where the store is in a bucket. */
export function storeFolderAt(location: string): string | undefined {
  return isS3Location(location) ? undefined : location
}

const SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i

function placeOf(value: string, origin: string, workspace: string, home: string): string {
  const location = value.trim()
  if (isS3Location(location)) return formatS3Location(parseS3Location(location, origin))
  const scheme = SCHEME.exec(location)?.[0].toLowerCase()
  if (scheme !== undefined) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `${origin}: ${quote(location)} is neither a folder nor a bucket; give a folder's path, without '${inert(scheme)}', or s3://bucket/prefix`
    )
  }
  // eslint-disable-next-line no-control-regex -- a folder's path that holds one is a mistake, most often two lines
  if (/[\u0000-\u001f\u007f]/.test(location)) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `${origin}: ${quote(location)} holds a line break or control character; give one folder`
    )
  }
  const expanded = expandHome(location, home)
  if (expanded.startsWith('~')) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `${origin}: ${quote(location)} starts with '~', which stands for your own home folder only ('~/…'); give the whole path`
    )
  }
  return resolve(workspace, expanded)
}

/** A leading `~` (alone, or before a separator) as the home folder; any other path as it is. */
export function expandHome(path: string, home: string): string {
  if (path === '~') return home
  return /^~[/\\]/.test(path) ? join(home, path.slice(2)) : path
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== ''
}
