/** The store as a library, in this process: to look at what processes left, without starting another one each time. */
import { walkTree } from '../../src/files/index.js'
import { openLocalStorage, type FileSystem } from '../../src/storage/index.js'
import {
  openStore,
  type ArtifactStore,
  type RestoreRequest,
  type SaveRequest,
  type SaveResult
} from '../../src/store/index.js'

export interface LibraryOptions {
  /** Takes what the store warns of; without it a warning is a failure. */
  readonly warnings?: string[] | undefined
  /** False: as on a file system without hard links. */
  readonly links?: boolean | undefined
}

const link = async (): Promise<never> => {
  throw Object.assign(new Error('EPERM: no hard links here'), { code: 'EPERM' })
}
const withoutLinks: Partial<FileSystem> = { link }

/** Everything on this thread: these trees are small. */
export async function withStore<T>(
  folder: string,
  use: (store: ArtifactStore) => Promise<T>,
  { warnings, links = true }: LibraryOptions = {}
): Promise<T> {
  const warn = (message: string): void => {
    if (warnings === undefined) throw new Error(`the store warns: ${message}`)
    warnings.push(message)
  }
  const storage = await openLocalStorage(folder, { create: true, fs: links ? {} : withoutLinks })
  const store = openStore(storage, { workers: { count: 0 }, logger: { warn, info: () => undefined } })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

export function saveFolder(
  store: string,
  folder: string,
  request: Omit<SaveRequest, 'source'>,
  options?: LibraryOptions
): Promise<SaveResult> {
  const source = walkTree({ folder, symlinks: 'preserve' })
  return withStore(store, (opened) => opened.save({ ...request, source }), options)
}

/** @throws where there is no such version */
export async function restoreFolder(
  store: string,
  destination: string,
  request: Omit<RestoreRequest, 'destination'>,
  options?: LibraryOptions
) {
  const result = await withStore(store, (opened) => opened.restore({ ...request, destination }), options)
  if (result === undefined) throw new Error(`${request.name} has no ${(request.selectors ?? ['latest']).join()}`)
  return result
}
