/**
 * Bytes: chunks, packs, trees, the digest, and the threads that work on them. Knows neither artifacts nor where bytes
 * are kept.
 */
export { CHUNKING, findCuts } from './chunker.js'
export { ChunkIndex } from './chunk-index.js'
export { TreeDigest } from './digest.js'
export { encodeTrailer, readTrailer, type PackName, type Trailer } from './pack.js'
export { PackWriter, type PackSink } from './pack-writer.js'
export { TaskPool } from './pool.js'
export { readTree, TreeWriter, type ChunkReference, type TreeEntry } from './tree.js'
