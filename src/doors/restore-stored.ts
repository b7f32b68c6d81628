/** A restore with what is the same at both doors: when it is a miss, and where nothing is ever restored to. */
import { isAbsolute, relative, sep } from 'node:path'
import { quoteList } from './describe.js'
import { realFolder } from './real-folder.js'
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import type { ArtifactStore, RestoreRequest, RestoreResult, Selector } from '../store/types.js'

export type RestoreOutcome =
  | { readonly result: RestoreResult; readonly location: string }
  /** There is no such version, or no store at all. */
  | { readonly miss: ArtifactStoreError }

export interface RestoreStoredRequest extends RestoreRequest {
  readonly selectors: readonly Selector[]
  /** The store's folder, absolute; undefined where it is in a bucket. */
  readonly storeFolder: string | undefined
  /** How messages name what says which version, and where to: `input 'version'`, `NAME@SELECTOR`. */
  readonly versionName: string
  readonly destinationName: string
}

/**
 * Restores a version where there is one. Before the first save there is no store: to who may find nothing, that is the
 * same as a store that lacks the version.
 * @param withStore opens the store for one use
 * @param whileOpen what else is wanted of the store once the version is restored
 * @throws ArtifactStoreError whatever else fails, among it `files` that match nothing in the version that was found.
 */
export async function restoreIfStored(
  request: RestoreStoredRequest,
  withStore: <T>(use: (store: ArtifactStore) => Promise<T>) => Promise<T>,
  whileOpen: (store: ArtifactStore, result: RestoreResult) => Promise<void> = async () => undefined
): Promise<RestoreOutcome> {
  await refuseStoreAsDestination(request.destination, request.storeFolder, request.destinationName)
  let isOpen = false as boolean
  try {
    return await withStore(async (store) => {
      isOpen = true
      const result = await restoreOrExplain(store, request)
      if (result instanceof ArtifactStoreError) return { miss: result }
      if (result === undefined) return { miss: noSuchVersion(request, store) }
      await whileOpen(store, result)
      return { result, location: store.location }
    })
  } catch (error) {
    if (!isOpen && isStoreError(error, 'NOT_FOUND')) return { miss: error }
    throw error
  }
}

/** The result, undefined where no version matches, or the error that says that there is no store in the folder. */
async function restoreOrExplain(
  store: ArtifactStore,
  request: RestoreRequest
): Promise<RestoreResult | ArtifactStoreError | undefined> {
  try {
    return await store.restore(request)
  } catch (error) {
    if (!isStoreError(error, 'NOT_FOUND')) throw error
    // Told of a store that is missing, of files that match nothing, and of packs that were pruned: only without a store
    // does the same search fail in the same way when nothing is restored.
    const again: unknown = await store
      .resolve(request.name, request.selectors, request.where)
      .catch((reason: unknown) => reason)
    if (isStoreError(again, 'NOT_FOUND')) return again
    throw error
  }
}

/**
 * Files among the store's own would be taken for objects, or replace them.
 * @param destinationName how messages name what gave the folder
 * @throws ArtifactStoreError `INVALID_INPUT`
 */
export async function refuseStoreAsDestination(
  destination: string,
  storeFolder: string | undefined,
  destinationName: string
): Promise<void> {
  if (storeFolder === undefined) return
  const way = relative(await realFolder(storeFolder), await realFolder(destination))
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return
  throw new ArtifactStoreError(
    'INVALID_INPUT',
    `${destinationName}: ${quote(destination)} is in the store ${quote(storeFolder)}; give another folder`
  )
}

function noSuchVersion(request: RestoreStoredRequest, store: ArtifactStore): ArtifactStoreError {
  const { name, selectors, where, versionName } = request
  const filter = where === undefined ? '' : ` where ${quote(where)}`
  const wanted = `no version of ${quote(name)} matches ${quoteList(selectors)}${filter}`
  return new ArtifactStoreError('NOT_FOUND', `${versionName}: ${wanted} in the store ${quote(store.location)}`)
}
