/**
 * What a save reads: a tree of files, as a plain list of entries that can be walked more than once.
 */

/**
 * A path inside a tree: relative, segments joined by `/`, none empty, `.` or `..`; well-formed Unicode, no NUL.
 */
export type TreePath = string

export type SourceEntry =
  | {
      readonly kind: 'file'
      readonly path: TreePath
      /** Where its bytes are read, on this machine. */
      readonly absolutePath: string
      /** Permission bits, 0 to 0o777. */
      readonly mode: number
      /** Bytes, when it was listed. It is looked at again when the file is opened. */
      readonly size: number
      /** The bytes are read through links (`symlinks: follow`); otherwise a link in its place is an error. */
      readonly followLinks?: boolean
    }
  | { readonly kind: 'directory'; readonly path: TreePath; readonly mode: number }
  | { readonly kind: 'symlink'; readonly path: TreePath; readonly target: string }

export interface SourceTree {
  /**
   * The entries in tree order (see `compareTreePaths`): a folder before what it holds, every folder that holds
   * anything listed. Each call walks anew, since a save that must be repeated reads everything again.
   * @throws ArtifactStoreError `SOURCE` naming a file that cannot be stored (a socket, a name that is not UTF-8).
   */
  entries(): AsyncIterable<SourceEntry>
}
