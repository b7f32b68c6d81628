import { formatBytes, formatCount, referenceOf } from '../../doors/index.js'
import type { Directions } from '../../store/index.js'
import type { SaveResult } from '../../store/types.js'
import { chartsPart, comparedRows, failuresOf, filesPart, metricsPart } from './comparison.js'
import { gatePart } from './gate.js'
import { code, escapeHtml, facts, heading, paragraph, row } from './html.js'
import { lineagePart } from './lineage.js'
import { always, assemble, type Part } from './sections.js'
import type { Surroundings } from './surroundings.js'
import { content, describedParts, metricsPart as metricsAlone, optional, optionalParagraph } from './version.js'

/** Aliases that are named. */
const ALIASES_SHOWN = 20

export interface SaveSummary {
  readonly result: SaveResult
  /** The store's place, without credentials. */
  readonly store: string
  readonly aliases: readonly string[]
  /** The condition of the gate, as it was given. */
  readonly failIf?: string
  /** Which metrics are of interest, and which way each is better. */
  readonly directions?: Directions
  readonly surroundings?: Surroundings
}

export function describeSave(summary: SaveSummary): string {
  const { result, surroundings = {} } = summary
  const { comparison, lineage } = surroundings
  const directions = summary.directions ?? {}
  const version = comparison?.version ?? result.version
  const beside: Part[] =
    comparison === undefined
      ? [metricsAlone(version, directions)]
      : [metricsPart(comparison, directions), chartsPart(comparison, directions), filesPart(comparison)]
  return assemble([
    always(head(summary)),
    gatePart(result.gate, summary.failIf),
    ...beside,
    always(comparison === undefined ? '' : failuresOf(comparison)),
    lineagePart(lineage),
    ...describedParts(version)
  ])
}

function head({ result, store, aliases, surroundings }: SaveSummary): string {
  const { version, created } = result
  const verb = created ? 'Saved' : 'Unchanged:'
  const comparison = surroundings?.comparison
  return [
    heading(`${verb} ${code(version.name)} ${code(version.version)}`),
    created ? '' : paragraph('The content is that of the newest version, so no new one was made.'),
    facts([
      ['Version', code(referenceOf(version))],
      ...optional('Type', version.type),
      ['Content', escapeHtml(content(version))],
      ['New in the store', escapeHtml(formatBytes(result.storedSize))],
      ['Shared with earlier versions', escapeHtml(formatBytes(result.sharedSize))],
      ...(aliases.length === 0 ? [] : [row('Aliases', listAliases(aliases, result.gate?.failed === true))]),
      ...(comparison === undefined ? [] : comparedRows(comparison)),
      ['Digest', code(version.digest)],
      ['Store', code(store)]
    ]),
    optionalParagraph(version.description)
  ].join('')
}

/** What fails its gate gets none of them. */
function listAliases(aliases: readonly string[], failed: boolean): string {
  const hidden = aliases.length - ALIASES_SHOWN
  const names = aliases.slice(0, ALIASES_SHOWN).map((alias) => code(alias))
  return [
    names.join(' '),
    hidden > 0 ? escapeHtml(` and ${formatCount(hidden)} more`) : '',
    failed ? ': not moved, since the gate failed' : ''
  ].join('')
}
