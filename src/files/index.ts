/**
 * Files on this machine: the tree that a save reads, the destination that a restore writes, and the paths between the
 * two. Knows neither stores nor versions.
 */
export type { SourceEntry, SourceTree, TreePath } from './source.js'
export { compareTreePaths } from './tree-path.js'
export { everything, walkTree } from './walk.js'
export type { Choice, FolderFilter, SymlinkMode, Verdict, WalkedTree, WalkOptions } from './walk.js'
