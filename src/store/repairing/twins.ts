/** Whether another store holds the same artifact: only then may what it says stand for what is lost here. */
import { isStoreError } from '../../errors.js'
import type { StoreContext } from '../context.js'
import { readDocument } from '../documents.js'
import { STORE_KEY } from '../layout.js'
import { originOf } from '../record.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import { findRecord } from '../verifying/artifact-checker.js'
import { VersionSeries } from '../versions.js'

/**
 * `twin`: object by object the same store (a backup, a mirror made by a tool for files). `copy`: versions of it were copied
 * from one to the other, or from one to both, and have the same numbers.
 */
export type Kinship = 'twin' | 'copy' | 'none'

/** So many records beside the one that is asked about are compared. */
const WITNESSES = 4

/** By the records nearest to a number, of which none may speak against it. */
export async function kinshipOf(
  here: StoreContext,
  there: StoreContext,
  name: ArtifactName,
  number: VersionNumber
): Promise<Kinship> {
  let kinship: Kinship | undefined
  for (const witness of await nearestNumbers(here, name, number)) {
    const [ours, theirs] = await Promise.all([findRecord(here, name, witness), findRecord(there, name, witness)])
    if (ours.state !== 'version' || theirs.state !== 'version') continue
    if (ours.checksum === theirs.checksum) kinship ??= 'twin'
    else if (originOf(ours.record).nonce === originOf(theirs.record).nonce) kinship = 'copy'
    else return 'none'
  }
  // Nobody is left to ask but what was written when the store was made, with the time to a millisecond.
  return kinship ?? ((await haveSameStoreFile(here, there)) ? 'twin' : 'none')
}

async function nearestNumbers(
  { storage, logger }: StoreContext,
  name: ArtifactName,
  number: VersionNumber
): Promise<VersionNumber[]> {
  const numbers = await new VersionSeries(storage, name, logger).numbersAfter(0)
  return numbers
    .filter((one) => one !== number)
    .sort((a, b) => Math.abs(a - number) - Math.abs(b - number))
    .slice(0, WITNESSES)
}

export async function haveSameStoreFile(here: StoreContext, there: StoreContext): Promise<boolean> {
  try {
    const [ours, theirs] = await Promise.all([here, there].map(({ storage }) => readDocument(storage, STORE_KEY)))
    return Buffer.compare(ours!, theirs!) === 0
  } catch (error) {
    if (isStoreError(error, 'NOT_FOUND') || isStoreError(error, 'DAMAGED')) return false
    throw error
  }
}
