/** Bringing back a version that was removed, as long as its bytes are there. docs/PROTOCOL.md, D3. */
import { ArtifactStoreError, quote } from '../../errors.js'
import { eachAtOnce } from '../at-once.js'
import { CondemnedLists } from '../condemned.js'
import type { StoreContext } from '../context.js'
import { packKey } from '../layout.js'
import { checkArtifactName } from '../names.js'
import { openForWriting } from '../promote.js'
import { checkMayWrite } from '../quarantine.js'
import type { VersionRecord } from '../record.js'
import { counted } from '../show.js'
import { readStoreFile, type StoreFile } from '../store-file.js'
import type { ArtifactName, VersionMetadata, VersionNumber } from '../types.js'
import { VersionSeries } from '../versions.js'
import type { VersionId } from './removal.js'

export interface UndeleteRequest {
  readonly name: ArtifactName
  readonly number: VersionNumber
}

export interface UndeleteResult {
  readonly version: VersionMetadata
  /** False where it was not removed. */
  readonly broughtBack: boolean
}

const AT_ONCE = 16

/** @throws ArtifactStoreError `NOT_FOUND` where there is no such version, or its bytes are gone. */
export async function undeleteVersion(context: StoreContext, request: UndeleteRequest): Promise<UndeleteResult> {
  checkArtifactName(request.name)
  checkMayWrite(context.viewer ?? {}, request.name)
  const store = await readStoreFile(context.storage)
  await openForWriting(context)
  const series = new VersionSeries(context.storage, request.name, context.logger)
  const broughtBack = await bringBackSound(context, store, request, 'undelete')
  const record = await series.read(request.number)
  return { version: (await series.withNotes(record!)).version, broughtBack }
}

/**
 * Brings a version back, and takes the step back where its bytes are gone or may be on their way out.
 * @returns whether it was gone.
 * @throws ArtifactStoreError `NOT_FOUND`; `DAMAGED` where its record is.
 */
export async function bringBackSound(
  context: StoreContext,
  store: StoreFile,
  { name, number }: VersionId,
  reason: string
): Promise<boolean> {
  const { storage, clock } = context
  const series = new VersionSeries(storage, name, context.logger)
  const record = await series.read(number)
  if (record === undefined) {
    throw new ArtifactStoreError('NOT_FOUND', `version: there is no ${name}@v${number} in ${quote(storage.location)}`)
  }
  if (!(await series.isGone(number))) return false
  // Looked at first, so that most versions that cannot be brought back are not shown as living in between.
  await refuseUnsound(context, store, record)
  const isOwn = await series.markBack(number, reason, clock().toISOString(), context.nonce())
  try {
    // What is asked from here on is asked after the change can be seen: whoever destroys and did not see it had found
    // the lists older than G before.
    await refuseUnsound(context, store, record)
  } catch (error) {
    if (isOwn) await series.markGone(number, 'its bytes are gone', clock().toISOString(), context.nonce())
    throw error
  }
  return true
}

/** @throws ArtifactStoreError `NOT_FOUND` that says what is gone. */
async function refuseUnsound(
  context: StoreContext,
  store: StoreFile,
  { metadata, packs }: VersionRecord
): Promise<void> {
  const { storage } = context
  const now = await storage.now()
  const { lists } = await new CondemnedLists(storage).refresh()
  const oldest = (store.graceSeconds - store.clockSkewSeconds) * 1000
  const leaving = new Set(
    lists.filter(({ condemnedAt }) => now.getTime() - condemnedAt.getTime() > oldest).flatMap((list) => list.packs)
  )
  let missing = 0
  let doomed = 0
  await eachAtOnce(packs, AT_ONCE, async ({ pack, size }) => {
    const info = await storage.stat(packKey(pack))
    if (info?.size !== size) missing++
    else if (leaving.has(pack)) doomed++
  })
  if (missing === 0 && doomed === 0) return
  const what = [
    ...(missing === 0
      ? []
      : [`${missing} of its ${counted(packs.length, 'pack')} ${missing === 1 ? 'is' : 'are'} gone`]),
    ...(doomed === 0 ? [] : [`${doomed} may be destroyed by a prune run at any moment`])
  ]
  throw new ArtifactStoreError(
    'NOT_FOUND',
    `version: ${metadata.name}@v${metadata.number} cannot be brought back: ${what.join(', and ')}`
  )
}
