/**
 * The first version at which a recorded metric fell. Values are recorded, so nothing is tried out: all versions are
 * looked at, in the order of their numbers.
 *
 * Let `best` be the best finite value among the earlier versions (the highest, or the lowest where lower is better). A
 * version has *fallen* where its value is worse than `best` by at least `drop`; with a drop of 0, where it is worse at
 * all. A value that is NaN, or the infinity that is worse than everything, has fallen too, once there is a best; the
 * other infinity neither falls nor is a best, since nothing could come up to it again. Versions without the metric are
 * passed over. A difference in the last digits (0.3 - 0.2 is less than 0.1) is made up for.
 */
import { ArtifactStoreError, quote } from '../errors.js'
import { metadataToJson } from './record.js'
import { commitOf, commitUrl, compareUrl, runUrl } from './runs.js'
import { counted, numberToJson, showDelta, showNumber, visible } from './show.js'
import type { ArtifactName, InputVersion, JsonObject, VersionMetadata, VersionNumber } from './types.js'

export interface BisectRequest {
  readonly name: ArtifactName
  readonly metric: string
  /** Default 0: any value that is worse. */
  readonly drop?: number
  /** Which way the metric gets better. Default `higher`. */
  readonly direction?: 'higher' | 'lower'
  /** Versions before this one are not looked at. */
  readonly since?: VersionNumber
}

export interface BisectPoint {
  readonly version: VersionMetadata
  readonly value: number
}

export interface BisectResult {
  readonly name: ArtifactName
  readonly metric: string
  readonly drop: number
  readonly direction: 'higher' | 'lower'
  /** Versions with the metric, and without it, that were looked at up to the one that fell. */
  readonly checked: number
  readonly without: number
  /** Undefined where it fell at none. */
  readonly fallen:
    | (BisectPoint & {
        /** By how much it is worse than the best before; NaN where the value is. */
        readonly fall: number
        readonly best: BisectPoint
        /** The version with the metric just before it. */
        readonly before: BisectPoint
        /** Inputs that the version before did not have, and those that it had and this one has not. */
        readonly inputs: { readonly added: readonly InputVersion[]; readonly removed: readonly InputVersion[] }
        readonly compareUrl: string | undefined
      })
    | undefined
}

/** @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkBisect({ metric, drop = 0, since }: BisectRequest): void {
  if (metric === '') throw new ArtifactStoreError('INVALID_INPUT', 'metric: it is empty: name a recorded metric')
  if (!Number.isFinite(drop) || drop < 0) {
    throw new ArtifactStoreError('INVALID_INPUT', `drop: ${quote(String(drop))} is not a number from 0 on`)
  }
  if (since !== undefined && (!Number.isInteger(since) || since < 1)) {
    throw new ArtifactStoreError('INVALID_INPUT', `since: ${quote(String(since))} is not the number of a version`)
  }
}

/** @param versions ascending. */
export function bisectVersions(request: BisectRequest, versions: Iterable<VersionMetadata>): BisectResult {
  const { name, metric, drop = 0, direction = 'higher', since = 1 } = request
  const sign = direction === 'higher' ? 1 : -1
  let checked = 0
  let without = 0
  let best: BisectPoint | undefined
  let before: BisectPoint | undefined
  const result = (fallen: BisectResult['fallen']): BisectResult => ({
    name,
    metric,
    drop,
    direction,
    checked,
    without,
    fallen
  })
  for (const version of versions) {
    if (version.number < since) continue
    if (!Object.hasOwn(version.metrics, metric)) {
      without++
      continue
    }
    checked++
    const point = { version, value: version.metrics[metric]! }
    if (best !== undefined && before !== undefined) {
      const fall = sign * (best.value - point.value)
      if (hasFallen(fall, drop, best.value))
        return result({ ...point, fall, best, before, ...whatChanged(before, point) })
    }
    if (Number.isFinite(point.value) && (best === undefined || sign * (point.value - best.value) > 0)) best = point
    before = point
  }
  return result(undefined)
}

/** Parts of a value: what a sum or difference of numbers may be off by. */
const ROUNDING = 1e-12

function hasFallen(fall: number, drop: number, best: number): boolean {
  if (Number.isNaN(fall)) return true
  return fall > 0 && fall >= drop - ROUNDING * Math.max(Math.abs(best), drop)
}

function whatChanged(before: BisectPoint, point: BisectPoint) {
  const [old, now] = [before.version.inputs, point.version.inputs]
  const lacks = (inputs: readonly InputVersion[]) => (one: InputVersion) =>
    !inputs.some(({ name, number, digest }) => name === one.name && number === one.number && digest === one.digest)
  return {
    inputs: { added: now.filter(lacks(old)), removed: old.filter(lacks(now)) },
    compareUrl: compareUrl(before.version.run, point.version.run)
  }
}

export function bisectToJson({ name, metric, drop, direction, checked, without, fallen }: BisectResult): JsonObject {
  const point = ({ version, value }: BisectPoint): JsonObject => ({
    version: metadataToJson(version),
    value: numberToJson(value)
  })
  return {
    name,
    metric,
    drop,
    direction,
    checked,
    without,
    ...(fallen === undefined
      ? {}
      : {
          fallen: {
            ...point(fallen),
            fall: numberToJson(fallen.fall),
            best: point(fallen.best),
            before: point(fallen.before),
            inputsAdded: fallen.inputs.added.map((input) => ({ ...input })),
            inputsRemoved: fallen.inputs.removed.map((input) => ({ ...input })),
            ...(fallen.compareUrl === undefined ? {} : { compareUrl: fallen.compareUrl })
          }
        })
  }
}

/** Lines, each ended by a newline. */
export function bisectToText(result: BisectResult): string {
  const { name, metric, drop, checked, without, fallen } = result
  const by = drop === 0 ? '' : ` by ${showNumber(drop)} or more`
  const passed = without === 0 ? '' : `; ${counted(without, 'version')} without it`
  if (fallen === undefined) {
    return `${name}: ${visible(metric)} did not fall${by} (${counted(checked, 'version')} with it${passed})\n`
  }
  const { version, value, fall, best, before, inputs } = fallen
  const { run } = version
  const commit = commitUrl(run) ?? commitOf(run)
  const runText = runUrl(run) ?? (typeof run['runId'] === 'string' ? visible(run['runId']) : undefined)
  const lines = [
    `${name}@v${version.number}: ${visible(metric)} fell to ${showNumber(value)} (${showDelta(-fall * (result.direction === 'higher' ? 1 : -1))} against the best before)`,
    `  saved    ${version.createdAt}`,
    `  best     ${showNumber(best.value)} at v${best.version.number}`,
    `  before   ${showNumber(before.value)} at v${before.version.number}, saved ${before.version.createdAt}`,
    `  run      ${runText ?? 'not recorded'}`,
    `  commit   ${commit ?? 'not recorded'}`,
    ...(fallen.compareUrl === undefined ? [] : [`  compare  ${fallen.compareUrl}`]),
    `  inputs   ${version.inputs.length === 0 ? 'none recorded' : version.inputs.map(inputText).join(', ')}`,
    ...inputs.added.map((input) => `           + ${inputText(input)}`),
    ...inputs.removed.map((input) => `           - ${inputText(input)}`)
  ]
  return `${lines.join('\n')}\n`
}

function inputText({ name, number }: InputVersion): string {
  return `${name}@v${number}`
}
