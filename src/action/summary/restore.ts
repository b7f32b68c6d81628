import { plural, referenceOf } from '../../doors/index.js'
import type { Directions, LineageGraph } from '../../store/index.js'
import type { RestoreResult } from '../../store/types.js'
import { code, escapeHtml, facts, heading, row } from './html.js'
import { lineagePart } from './lineage.js'
import { always, assemble } from './sections.js'
import { content, describedParts, metricsPart, optional, optionalParagraph, savedBy } from './version.js'

export interface RestoreSummary {
  readonly result: RestoreResult
  readonly store: string
  readonly destination: string
  readonly directions?: Directions
  /** What the version came from. */
  readonly lineage?: LineageGraph
}

export function describeRestore({ result, store, destination, directions, lineage }: RestoreSummary): string {
  const { version } = result
  const isAll = result.files === version.files && result.size === version.size
  return assemble([
    always(
      heading(`Restored ${code(version.name)} ${code(version.version)}`),
      facts([
        ['Version', `${code(referenceOf(version))}, as ${code(result.matched)}`],
        ...optional('Type', version.type),
        ['Content', escapeHtml(isAll ? content(version) : `${content(result)} of ${content(version)}`)],
        ['Into', code(destination)],
        ...(result.removed === 0 ? [] : [row('Removed there', escapeHtml(plural(result.removed, 'path')))]),
        ['Saved', `${escapeHtml(version.createdAt)}${savedBy(version)}`],
        ['Digest', code(version.digest)],
        ['Store', code(store)]
      ]),
      optionalParagraph(version.description)
    ),
    metricsPart(version, directions ?? {}),
    lineagePart(lineage),
    ...describedParts(version)
  ])
}
