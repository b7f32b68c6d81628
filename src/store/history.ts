/** The versions of an artifact over time: their metrics, and where its aliases went. */
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { aliasTarget } from './aliases.js'
import { readUnlessTorn } from './documents.js'
import { aliasesPrefix, aliasOfKey, numberOfKey } from './layout.js'
import { metadataToJson } from './record.js'
import type { Logger } from './reporting.js'
import type { ArtifactName, JsonObject, VersionMetadata, VersionNumber } from './types.js'
import { numberToJson, shareOf } from './show.js'

const DEFAULT_LIMIT = 100
/** Moves of one alias that are read, the newest. */
const MOVES_MAXIMUM = 20

export interface HistoryRequest {
  readonly name: ArtifactName
  /** The newest so many versions. Default 100. */
  readonly limit?: number
}

/** A metric of the versions of a history, in their order; undefined where a version has none. */
export interface MetricSeries {
  readonly name: string
  readonly values: readonly (number | undefined)[]
}

export interface AliasMove {
  readonly alias: string
  /** 0: the alias was removed. */
  readonly number: VersionNumber
  readonly movedAt: string | undefined
}

export interface VersionHistory {
  readonly name: ArtifactName
  /** Oldest first. */
  readonly versions: readonly VersionMetadata[]
  /** By name. */
  readonly metrics: readonly MetricSeries[]
  /** Oldest first, of each alias the last 20. */
  readonly moves: readonly AliasMove[]
}

/** @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkHistoryLimit(limit = DEFAULT_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw new ArtifactStoreError('INVALID_INPUT', `limit: ${quote(String(limit))} is not a number from 1 on`)
}

/** @param versions oldest first. */
export function historyOf(
  name: ArtifactName,
  versions: readonly VersionMetadata[],
  moves: readonly AliasMove[]
): VersionHistory {
  return { name, versions, metrics: metricSeries(versions), moves }
}

/** Every metric that a version has, over all of them, by name. */
export function metricSeries(versions: readonly VersionMetadata[]): MetricSeries[] {
  const series = new Map<string, (number | undefined)[]>()
  for (const [index, { metrics }] of versions.entries()) {
    for (const [name, value] of Object.entries(metrics)) {
      let values = series.get(name)
      if (values === undefined) series.set(name, (values = new Array<number | undefined>(versions.length)))
      values[index] = value
    }
  }
  return [...series]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => ({ name, values: Array.from(values) }))
}

/** Where each alias of an artifact was pointed, oldest first. What cannot be read is left out, with a warning. */
export async function readMoves(storage: Storage, logger: Logger, name: ArtifactName): Promise<AliasMove[]> {
  const keys = new Map<string, string[]>()
  for await (const { key } of storage.list(aliasesPrefix(name))) {
    if (numberOfKey(key) === undefined) continue
    const alias = aliasOfKey(name, key)
    keys.set(alias, [...(keys.get(alias) ?? []), key].slice(-MOVES_MAXIMUM))
  }
  const moves: AliasMove[] = []
  for (const [alias, all] of keys) {
    const read = await Promise.all(all.map(async (key) => await readMove(storage, logger, alias, key)))
    moves.push(...read.filter((move) => move !== undefined))
  }
  // Those of one alias stay in their order: clocks differ, and its numbers do not.
  return moves.sort((a, b) => (a.alias === b.alias ? 0 : (a.movedAt ?? '') < (b.movedAt ?? '') ? -1 : 1))
}

async function readMove(storage: Storage, logger: Logger, alias: string, key: string): Promise<AliasMove | undefined> {
  try {
    const fields = await readUnlessTorn(storage, key)
    if (fields === undefined) return undefined
    const number = aliasTarget(fields, `${storage.location}: ${key}`)
    const { movedAt } = fields
    return { alias, number, movedAt: typeof movedAt === 'string' ? movedAt : undefined }
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED') && !isStoreError(error, 'NOT_FOUND')) throw error
    logger.warn(`${error.message}; the move is left out`)
    return undefined
  }
}

export function historyToJson({ name, versions, metrics, moves }: VersionHistory): JsonObject {
  return {
    name,
    versions: versions.map(metadataToJson),
    metrics: Object.fromEntries(
      metrics.map((series) => [
        series.name,
        {
          sparkline: sparkline(series.values),
          values: series.values.map((value) => (value === undefined ? null : numberToJson(value)))
        }
      ])
    ),
    aliases: moves.map(({ alias, number, movedAt }) => ({
      alias,
      number,
      ...(movedAt === undefined ? {} : { movedAt })
    }))
  }
}

const BARS = '▁▂▃▄▅▆▇█'
/** Of the last so many versions. */
const SPARKLINE_MAXIMUM = 60

/**
 * One character a version, between the lowest and the highest: `·` where there is no value, `×` where it is not finite.
 * Where all are the same they are in the middle.
 */
export function sparkline(values: readonly (number | undefined)[]): string {
  const shown = values.slice(-SPARKLINE_MAXIMUM)
  const finite = shown.filter((value) => value !== undefined && Number.isFinite(value)) as number[]
  const low = Math.min(...finite)
  const high = Math.max(...finite)
  return shown
    .map((value) => {
      if (value === undefined) return '·'
      if (!Number.isFinite(value)) return '×'
      if (low === high) return BARS[3]
      return BARS[Math.min(BARS.length - 1, Math.floor(shareOf(value, low, high) * BARS.length))]
    })
    .join('')
}
