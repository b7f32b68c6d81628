import { plural, referenceOf } from '../../doors/index.js'
import type { Directions } from '../../store/index.js'
import type { RecordResult } from '../../store/types.js'
import { metricsTable } from './comparison.js'
import { gatePart } from './gate.js'
import { code, escapeHtml, facts, heading } from './html.js'
import { always, assemble, part } from './sections.js'
import { describedParts } from './version.js'

export interface RecordSummary {
  readonly result: RecordResult
  readonly store: string
  /** The condition of the gate, as it was given. */
  readonly failIf?: string
  readonly directions?: Directions
}

export function describeRecord({ result, store, failIf, directions }: RecordSummary): string {
  const { version, before, matched } = result
  return assemble([
    always(
      heading(`Recorded of ${code(version.name)} ${code(version.version)}`),
      facts([
        ['Version', `${code(referenceOf(version))}, as ${code(matched)}`],
        ['Recorded after the save', escapeHtml(plural(result.note, 'time'))],
        ['Digest', code(version.digest)],
        ['Store', code(store)]
      ])
    ),
    gatePart(result.gate, failIf),
    part('metrics', metricsTable(version, [{ title: 'what was known before', version: before }], [], directions ?? {})),
    ...describedParts(version)
  ])
}
