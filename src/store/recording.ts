/** Recording: metrics, params and metadata of a version, after its save. docs/PROTOCOL.md, "Notes". */
import { ArtifactStoreError } from '../errors.js'
import type { StoreContext } from './context.js'
import { excerptNote } from './excerpt-builder.js'
import { findVersion } from './finding.js'
import { checkGateRequest, judge } from './gating.js'
import { appendNote, mergeNotes, type Note } from './notes.js'
import { openForWriting } from './promote.js'
import { checkMayWrite } from './quarantine.js'
import { checkMetrics } from './record.js'
import { refuseSecrets } from './secrecy.js'
import type { RecordRequest, RecordResult } from './types.js'
import { VersionSeries } from './versions.js'
import { viewerOf } from './viewer.js'

/** Undefined where no selector names a version. */
export async function recordNote(context: StoreContext, request: RecordRequest): Promise<RecordResult | undefined> {
  const { name, metrics = {}, params = {}, metadata = {}, run = {} } = request
  refuseSecrets(context.secrets, { params, metrics, metadata, run })
  checkMetrics(metrics)
  checkMayWrite(context.viewer ?? viewerOf(run), name)
  if ([metrics, params, metadata].every((part) => Object.keys(part).length === 0)) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      'metrics: there is nothing to record; give metrics, params or metadata'
    )
  }
  const found = await findVersion(context, name, request.selectors, request.where)
  if (found === undefined) return undefined
  checkGateRequest(context, request.gate, found.version.run)
  await openForWriting(context)
  context.throwIfCancelled()
  const { number } = found.version
  const { storage, logger, clock } = context
  const note: Omit<Note, 'note'> = { metrics, params, metadata, run, recordedAt: clock().toISOString() }
  const appended = await appendNote(storage, name, number, note, context.nonce())
  const series = new VersionSeries(storage, name, logger)
  // Who removes a version does not look for notes; who adds one looks whether it is still there.
  if (await series.isGone(number)) {
    throw new ArtifactStoreError(
      'NOT_FOUND',
      `version: ${name}@v${number} was removed while this was recorded of it; the note counts again once the version is brought back`
    )
  }
  const notes = await series.notesOf(number)
  await excerptNote(context, name, number, appended)
  const version = mergeNotes(found.record.metadata, notes)
  const gate = await judge(context, version, request.gate)
  return {
    version,
    matched: found.matched,
    before: found.version,
    note: appended,
    ...(gate === undefined ? {} : { gate })
  }
}
