/** Reading the tree of a version, held against its record. */
import { ArtifactStoreError } from '../errors.js'
import { TreeDigest } from '../content/digest.js'
import type { Sha256 } from '../content/hash.js'
import type { PackName } from '../content/pack.js'
import {
  readTree,
  readTreeHeaders,
  treeLeaves,
  type ChunkReference,
  type FetchTreeChunks,
  type TreeEntry,
  type TreeHeader
} from '../content/tree.js'
import type { PackReader } from './pack-reader.js'
import type { VersionRecord } from './record.js'

/**
 * The entries of a version, in order. That they have the digest of the record is known when the last one has come.
 * @throws ArtifactStoreError `DAMAGED` where they have not, or a part of the tree lies where the record names no pack.
 */
export async function* readVersionTree(reader: PackReader, record: VersionRecord): AsyncGenerator<TreeEntry> {
  const digest = new TreeDigest()
  const entries = readTree(record.tree, fetchNamed(reader, record))
  for await (const entry of entries) {
    digest.add(entry)
    yield entry
  }
  const { name, number, digest: recorded } = record.metadata
  if (digest.finish() !== recorded) {
    throw new ArtifactStoreError(
      'DAMAGED',
      `${name}@v${number} is damaged: its list of files does not have the digest ${recorded}`
    )
  }
}

/** More leaves than a tree of ten million files has. */
const MAXIMUM_LEAVES = 250_000

/** The entries of two versions that may differ, in order, without chunks: see {@link readDifferingTrees}. */
export interface DifferingTrees {
  readonly from: AsyncGenerator<TreeHeader>
  readonly to: AsyncGenerator<TreeHeader>
}

/**
 * The entries of two versions but for those that lie in leaves that both have: a leaf is its entries, so such hold
 * nothing that differs. Neither list is held against the digest, which would take all of it.
 */
export async function readDifferingTrees(
  reader: PackReader,
  from: VersionRecord,
  to: VersionRecord
): Promise<DifferingTrees> {
  const leaves = await differingLeaves(reader, from, to)
  return leaves === undefined
    ? { from: readVersionTree(reader, from), to: readVersionTree(reader, to) }
    : readLeaves(reader, from, to, leaves)
}

/** As {@link readDifferingTrees}; undefined where the leaves that differ have more bytes than `maximum`. */
export async function readDifferingTreesUpTo(
  reader: PackReader,
  from: VersionRecord,
  to: VersionRecord,
  maximum: number
): Promise<DifferingTrees | undefined> {
  const leaves = await differingLeaves(reader, from, to)
  if (leaves === undefined || leaves.bytes > maximum) return undefined
  return readLeaves(reader, from, to, leaves)
}

interface DifferingLeaves {
  readonly inBoth: ReadonlySet<Sha256>
  /** Of those that only one of the two has. */
  readonly bytes: number
}

/** Undefined where there are too many of them. */
async function differingLeaves(
  reader: PackReader,
  from: VersionRecord,
  to: VersionRecord
): Promise<DifferingLeaves | undefined> {
  const [fromLeaves, toLeaves] = await Promise.all(
    [from, to].map(async (record) => await treeLeaves(record.tree, fetchNamed(reader, record), MAXIMUM_LEAVES))
  )
  if (fromLeaves === undefined || toLeaves === undefined) return undefined
  const inFrom = new Set(fromLeaves.map(({ sha256 }) => sha256))
  const inBoth = new Set(toLeaves.map(({ sha256 }) => sha256).filter((sha256) => inFrom.has(sha256)))
  const alone = [...fromLeaves, ...toLeaves].filter(({ sha256 }) => !inBoth.has(sha256))
  return { inBoth, bytes: alone.reduce((sum, { size }) => sum + size, 0) }
}

function readLeaves(
  reader: PackReader,
  from: VersionRecord,
  to: VersionRecord,
  { inBoth }: DifferingLeaves
): DifferingTrees {
  const isWanted = ({ sha256 }: ChunkReference): boolean => !inBoth.has(sha256)
  return {
    from: readTreeHeaders(from.tree, fetchNamed(reader, from), isWanted),
    to: readTreeHeaders(to.tree, fetchNamed(reader, to), isWanted)
  }
}

function fetchNamed(reader: PackReader, record: VersionRecord): FetchTreeChunks {
  const checkNamed = namedPackCheck(record)
  return async (chunks) => {
    for (const { pack } of chunks) checkNamed(pack)
    return await reader.fetch(chunks)
  }
}

/** Refuses a pack that the record does not name: pruning keeps what records name. */
export function namedPackCheck(record: VersionRecord): (pack: PackName) => void {
  const packs = new Set(record.packs.map(({ pack }) => pack))
  return (pack) => {
    if (packs.has(pack)) return
    const { name, number } = record.metadata
    throw new ArtifactStoreError(
      'DAMAGED',
      `${name}@v${number} is damaged: a part of it lies in pack ${pack}, which its record does not name`
    )
  }
}
