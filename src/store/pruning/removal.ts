/**
 * Removing versions: `gone` is appended, and then it is looked again whether they should have stayed. Others write
 * first and look then, too; who sees the other takes his step back. docs/PROTOCOL.md, D2.
 */
import { eachAtOnce } from '../at-once.js'
import type { StoreContext } from '../context.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import { VersionSeries } from '../versions.js'

const AT_ONCE = 16

export interface VersionId {
  readonly name: ArtifactName
  readonly number: VersionNumber
}

/** `name@v12`. */
export function idOf({ name, number }: VersionId): string {
  return `${name}@v${number}`
}

/** Removes versions. @returns those that this call removed, and nobody else before it. */
export async function removeAll<T extends VersionId>(
  context: StoreContext,
  versions: readonly T[],
  reason: string
): Promise<T[]> {
  const own = new Set<T>()
  await eachAtOnce(versions, AT_ONCE, async (version) => {
    context.throwIfCancelled()
    if (await seriesOf(context, version).markGone(version.number, reason, ...stamp(context))) own.add(version)
  })
  return versions.filter((version) => own.has(version))
}

/** Brings a version back. @returns whether it was gone. */
export async function bringBack(context: StoreContext, version: VersionId, reason: string): Promise<boolean> {
  return await seriesOf(context, version).markBack(version.number, reason, ...stamp(context))
}

function seriesOf({ storage, logger }: StoreContext, { name }: VersionId): VersionSeries {
  return new VersionSeries(storage, name, logger)
}

/** When, and a nonce. */
function stamp(context: StoreContext): [string, string] {
  return [context.clock().toISOString(), context.nonce()]
}
