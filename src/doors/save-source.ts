/** The files of a save, with what is the same at both doors: which of them may be missing, and what is never saved. */
import { plural, quoteList } from './describe.js'
import { realFolder } from './real-folder.js'
import { selectFiles, type Selection, type SelectionRequest } from './selection.js'
import { ArtifactStoreError } from '../errors.js'

export interface SaveSourceRequest extends Omit<SelectionRequest, 'exclude'> {
  /** The store's folder, absolute, whether it exists or not: it never saves itself. Undefined where it is in a bucket. */
  readonly storeFolder: string | undefined
  readonly ifNoFilesFound: 'error' | 'warn' | 'ignore'
  /** How messages name the input that turns on hidden files: `input 'include-hidden-files'`, `--include-hidden-files`. */
  readonly hiddenFilesName: string
}

/** What a save reads; to be told of by {@link warnOfHiddenFiles} once it was read. */
export type SaveSource = Selection

/**
 * Finds the files to save, before the store is made or touched.
 * @returns undefined where there is none and that is no error
 * @throws ArtifactStoreError `NOT_FOUND` where a path names nothing, or all of them name no file
 */
export async function findSaveSource(
  request: SaveSourceRequest,
  warn: (message: string) => void
): Promise<SaveSource | undefined> {
  const { storeFolder } = request
  const exclude = storeFolder === undefined ? [] : [await realFolder(storeFolder)]
  const selection = await selectFiles({ ...request, exclude })
  const complain = (message: string): void => {
    if (request.ifNoFilesFound === 'error') throw new ArtifactStoreError('NOT_FOUND', message)
    if (request.ifNoFilesFound === 'warn') warn(message)
  }
  if (selection.missing.length > 0) complain(`path: ${quoteList(selection.missing)} does not exist`)
  if (!(await selection.isEmpty())) return selection
  const hidden = selection.hiddenLeftOut()
  const hint = hidden === 0 ? '' : ` but ${plural(hidden, 'hidden one')}, left out without ${request.hiddenFilesName}`
  complain(
    `path: no file matches ${quoteList(request.patterns.map((path) => (typeof path === 'string' ? path : path.literal)))}${hint}`
  )
  return undefined
}

/** Tells what a save left out, which people notice late otherwise. To be called after it. */
export function warnOfHiddenFiles(
  source: SaveSource,
  request: Pick<SaveSourceRequest, 'hiddenFilesName'>,
  warn: (message: string) => void
): void {
  const hidden = source.hiddenLeftOut()
  if (hidden > 0) {
    warn(
      `${plural(hidden, 'hidden file or folder', 'hidden files and folders')} left out: ${request.hiddenFilesName} saves them, too`
    )
  }
}
