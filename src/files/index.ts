/**
 * Files on this machine: the tree that a save reads, the destination that a restore writes, and the paths between the
 * two. Knows neither stores nor versions.
 */
export { prepareDestination } from './destination.js'
export type { Destination, DestinationOptions } from './destination.js'
export { compileFileFilter } from './patterns.js'
export type { FileFilter } from './patterns.js'
export type { PlannedEntry } from './planned-entry.js'
export type { SourceEntry, SourceTree, TreePath } from './source.js'
export { compareTreePaths } from './tree-path.js'
export { everything, walkTree } from './walk.js'
export type { Choice, FolderFilter, SymlinkMode, Verdict, WalkedTree, WalkOptions } from './walk.js'
