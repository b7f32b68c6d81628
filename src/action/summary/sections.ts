/** A summary out of its parts, within the size that the runner takes. */
import { formatBytes } from '../../doors/index.js'
import { escapeHtml, paragraph } from './html.js'

/** Bytes. Of a step whose summary is above 1 MiB the runner drops all of it. */
export const SUMMARY_MAXIMUM = 768 * 1024

/**
 * The parts that may be left out, first those that go first where all of it is too much. All else (what was done, and
 * whether the gate let it pass) is small and stays. docs/SUMMARY.md tells of this order.
 */
export const DROPPED_FIRST = ['metadata', 'parameters', 'files', 'lineage', 'charts', 'metrics', 'versions'] as const
export type PartName = (typeof DROPPED_FIRST)[number]

/** A part in the order in which it is shown. */
export interface Part {
  /** Undefined: it stays. */
  readonly name?: PartName
  readonly markdown: string
}

export function always(...markdown: readonly string[]): Part {
  return { markdown: markdown.join('') }
}

export function part(name: PartName, ...markdown: readonly string[]): Part {
  return { name, markdown: markdown.join('') }
}

/** @param maximum bytes. */
export function assemble(parts: readonly Part[], maximum = SUMMARY_MAXIMUM): string {
  const dropped: PartName[] = []
  const kept = (): readonly Part[] => parts.filter(({ name }) => name === undefined || !dropped.includes(name))
  const note = (): string =>
    dropped.length === 0
      ? ''
      : paragraph(escapeHtml(`Left out, so that this stays below ${formatBytes(maximum)}: ${dropped.join(', ')}.`))
  const text = (): string => [...kept().map(({ markdown }) => markdown), note()].join('')
  for (const name of DROPPED_FIRST) {
    if (Buffer.byteLength(text()) <= maximum) break
    if (parts.some((one) => one.name === name && one.markdown !== '')) dropped.push(name)
  }
  return text()
}
