/** Reading the tree of a version, held against its record. */
import { ArtifactStoreError } from '../errors.js'
import { TreeDigest } from '../content/digest.js'
import type { PackName } from '../content/pack.js'
import { readTree, type TreeEntry } from '../content/tree.js'
import type { PackReader } from './pack-reader.js'
import type { VersionRecord } from './record.js'

/**
 * The entries of a version, in order. That they have the digest of the record is known when the last one has come.
 * @throws ArtifactStoreError `DAMAGED` where they have not, or a part of the tree lies where the record names no pack.
 */
export async function* readVersionTree(reader: PackReader, record: VersionRecord): AsyncGenerator<TreeEntry> {
  const checkNamed = namedPackCheck(record)
  const digest = new TreeDigest()
  const entries = readTree(record.tree, async (chunks) => {
    for (const { pack } of chunks) checkNamed(pack)
    return await reader.fetch(chunks)
  })
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
