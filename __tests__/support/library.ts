/** The store as a library, in this process: to look at what processes left, without starting another one each time. */
import { openLocalStorage } from '../../src/storage/index.js'
import {
  openStore,
  type ArtifactStore,
  type RestoreRequest,
  type SaveRequest,
  type SaveResult
} from '../../src/store/index.js'
import { walkTree } from '../../src/files/index.js'

/** Everything on this thread: these trees are small. What the store warns of is a failure unless it is asked for. */
export async function withStore<T>(
  folder: string,
  use: (store: ArtifactStore) => Promise<T>,
  warnings?: string[]
): Promise<T> {
  const warn = (message: string): void => {
    if (warnings === undefined) throw new Error(`the store warns: ${message}`)
    warnings.push(message)
  }
  const storage = await openLocalStorage(folder, { create: true })
  const store = openStore(storage, { workers: { count: 0 }, logger: { warn, info: () => undefined } })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

export function saveFolder(store: string, folder: string, request: Omit<SaveRequest, 'source'>): Promise<SaveResult> {
  const source = walkTree({ folder, symlinks: 'preserve' })
  return withStore(store, (opened) => opened.save({ ...request, source }))
}

/** @throws where there is no such version */
export async function restoreFolder(store: string, destination: string, request: Omit<RestoreRequest, 'destination'>) {
  const result = await withStore(store, (opened) => opened.restore({ ...request, destination }))
  if (result === undefined) throw new Error(`${request.name} has no ${(request.selectors ?? ['latest']).join()}`)
  return result
}
