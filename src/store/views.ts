/** What the views of a store read: whole series, and versions by number, as summaries where the index tells them. */
import { listArtifacts, listShownArtifacts } from './artifact-objects.js'
import type { StoreContext } from './context.js'
import { checkHistoryLimit, historyOf, readMoves, type HistoryRequest, type VersionHistory } from './history.js'
import { bisectVersions, checkBisect, type BisectRequest, type BisectResult } from './bisect.js'
import {
  checkLineageDepth,
  checkLineageLimit,
  unlessDamaged,
  walkLineage,
  walkOrigins,
  type LineageGraph,
  type LineageSource,
  type OriginsRequest
} from './lineage-graph.js'
import { isQuarantined } from './names.js'
import type { VersionRecord } from './record.js'
import type { ArtifactName, VersionMetadata } from './types.js'
import { Excerpts } from './excerpts.js'
import { STORE_EXCERPT } from './layout.js'
import { VersionSeries } from './versions.js'
import { inWindows } from './windows.js'

/** Series that are read at once. */
const SERIES_AT_ONCE = 16

export async function lineageOf(context: StoreContext, record: VersionRecord, limit: number): Promise<LineageGraph> {
  const { metadata } = record
  const isRemoved = await seriesOf(context, metadata.name).isGone(metadata.number)
  // What the quarantine holds was made of what everybody sees, and is shown to who looks there.
  const artifacts = isQuarantined(metadata.name) ? listArtifacts : listShownArtifacts
  return await walkLineage(lineageSource(context, artifacts), { metadata, isRemoved }, limit)
}

/** What a version came from. It is one that the store gave, so it is not looked up again. */
export async function originsOf(
  context: StoreContext,
  version: VersionMetadata,
  { limit, depth }: OriginsRequest
): Promise<LineageGraph> {
  const root = { metadata: version, isRemoved: false }
  return await walkOrigins(
    lineageSource(context, listShownArtifacts),
    root,
    checkLineageLimit(limit),
    checkLineageDepth(depth)
  )
}

function lineageSource(context: StoreContext, listAll: typeof listArtifacts): LineageSource {
  return {
    find: async (name, number) => {
      const series = seriesOf(context, name)
      const [record, isRemoved] = await Promise.all([
        unlessDamaged(series.readUnlessTorn(number)),
        series.isGone(number)
      ])
      return record === undefined ? undefined : { metadata: record.metadata, isRemoved }
    },
    async *all() {
      const { storage, logger } = context
      const excerpts = new Excerpts(storage, STORE_EXCERPT, logger)
      for await (const window of inWindows(listAll(storage), SERIES_AT_ONCE)) {
        context.throwIfCancelled()
        // What a version was made of is in its record.
        const reading = window.map(({ name, objects }) =>
          seriesOf(context, name).list({ listed: objects, excerpts, mergesNotes: false })
        )
        for (const versions of await Promise.all(reading)) yield* versions
      }
    }
  }
}

export async function readHistory(context: StoreContext, { name, limit }: HistoryRequest): Promise<VersionHistory> {
  const count = checkHistoryLimit(limit)
  const [versions, moves] = await Promise.all([
    newestFirst(context, name, count),
    readMoves(context.storage, context.logger, name)
  ])
  return historyOf(name, versions.reverse(), moves)
}

export async function bisect(context: StoreContext, request: BisectRequest): Promise<BisectResult> {
  checkBisect(request)
  return bisectVersions(request, (await newestFirst(context, request.name, Infinity)).reverse())
}

/** The living versions of an artifact. Damaged ones are left out with a warning. */
async function newestFirst(context: StoreContext, name: ArtifactName, limit: number): Promise<VersionMetadata[]> {
  return await seriesOf(context, name).list({ limit })
}

function seriesOf({ storage, logger }: StoreContext, name: ArtifactName): VersionSeries {
  return new VersionSeries(storage, name, logger)
}
