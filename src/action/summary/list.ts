import { formatMetric, plural, referenceOf } from '../../doors/index.js'
import type { ListedVersion, Metrics } from '../../store/types.js'
import { code, columns, escapeHtml, facts, heading, MAX_ROWS, type Html } from './html.js'
import { always, assemble, part } from './sections.js'
import { content, optional } from './version.js'

export interface ListSummary {
  readonly versions: readonly ListedVersion[]
  readonly store: string
  readonly name: string | undefined
  readonly where: string | undefined
}

const TITLES = ['Version', 'Label', 'Aliases', 'Type', 'Saved', 'Content', 'Metrics']

export function describeList({ versions, store, name, where }: ListSummary): string {
  const rows = versions.map((version) => [
    code(referenceOf(version)),
    version.version === `v${version.number}` ? '' : code(version.version),
    version.aliases.length === 0 ? '' : code(version.aliases.join(' ')),
    version.type === undefined ? '' : code(version.type),
    escapeHtml(version.createdAt),
    escapeHtml(content(version)),
    metricsCell(version.metrics)
  ])
  return assemble([
    always(
      heading(escapeHtml(plural(versions.length, 'version'))),
      facts([...optional('Artifact', name), ...optional('Where', where), ['Store', code(store)]])
    ),
    part(
      'versions',
      columns(
        TITLES.map((html) => ({ html })),
        rows,
        "in the output 'result'"
      )
    )
  ])
}

function metricsCell(metrics: Metrics): Html {
  const entries = Object.entries(metrics)
  // What is cut off in the end is not written out before.
  const shown = entries.slice(0, MAX_ROWS).map(([name, value]) => `${name}=${formatMetric(value)}`)
  return entries.length === 0 ? '' : code(shown.join(' '))
}
