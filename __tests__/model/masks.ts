/** Small sets of small numbers, as the bits of a number. */

export function bit(index: number): number {
  return 1 << index
}

export function has(mask: number, index: number): boolean {
  return (mask & bit(index)) !== 0
}

export function maskOf(indexes: readonly number[]): number {
  return indexes.reduce((mask, index) => mask | bit(index), 0)
}
