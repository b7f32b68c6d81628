/**
 * Which packs of the parents are written anew, so that packs stay few and full. docs/PROTOCOL.md, *Saving*; simulated
 * over 100 saves of 1 to 5 % scattered changes, writes are twice what is needed, and space one and a half times.
 */
import type { PackNumber } from '../content/chunk-index.js'

export interface PackUse {
  readonly number: PackNumber
  /** Bytes of the chunks in it: the trailer of a pack of tiny ones is longer than they are, and no waste. */
  readonly size: number
  /** Bytes of it that the new version uses. */
  readonly used: number
  /** It cannot take more chunks, however small it is. */
  readonly full: boolean
}

const SMALLEST_TIER = 64 * 1024
const TIER_GROWTH = 8
/** Packs from this size on are in no tier. */
const TIERS_END = 32 * 1024 * 1024
const CROWD = 8
/** So much of what a version refers to may be of no use to it before anything is copied to save space. */
const TOLERATED_WASTE = 0.25

/** The packs whose chunks should be written anew. */
export function packsToRewrite(packs: readonly PackUse[]): Set<PackNumber> {
  const chosen = wastefulPacks(packs)
  const crowds = new Map<number, number>()
  for (const pack of packs) {
    if (chosen.has(pack.number)) continue
    const tier = tierOf(pack)
    if (tier !== undefined) crowds.set(tier, (crowds.get(tier) ?? 0) + 1)
  }
  const crowded = [...crowds].filter(([, count]) => count >= CROWD).map(([tier]) => tier)
  const highest = Math.max(-1, ...crowded)
  for (const pack of packs) {
    const tier = tierOf(pack)
    if (tier !== undefined && tier <= highest) chosen.add(pack.number)
  }
  return chosen
}

/** Of the packs less than half used the emptiest ones, until what is left wastes little. */
function wastefulPacks(packs: readonly PackUse[]): Set<PackNumber> {
  const chosen = new Set<PackNumber>()
  let size = packs.reduce((sum, pack) => sum + pack.size, 0)
  let used = packs.reduce((sum, pack) => sum + pack.used, 0)
  const candidates = packs
    .filter((pack) => pack.used * 2 < pack.size)
    .sort((a, b) => a.used / a.size - b.used / b.size || a.number - b.number)
  for (const pack of candidates) {
    if (size - used <= TOLERATED_WASTE * size) break
    chosen.add(pack.number)
    size -= pack.size
    used -= pack.used
  }
  return chosen
}

function tierOf(pack: PackUse): number | undefined {
  if (pack.full || pack.size >= TIERS_END) return undefined
  let tier = 0
  for (let limit = SMALLEST_TIER; pack.size >= limit; limit *= TIER_GROWTH) tier++
  return tier
}
