import { formatBytes, plural, referenceOf } from '../../doors/index.js'
import type { CopiedVersion } from '../../store/types.js'
import { code, columns, escapeHtml, facts, heading, row } from './html.js'
import { always, assemble, part } from './sections.js'
import { content, versionCode } from './version.js'

export interface CopySummary {
  readonly copied: readonly CopiedVersion[]
  /** The stores' places, without credentials. */
  readonly from: string
  readonly to: string
}

const TITLES = ['Version', 'In the other store', 'Content', 'Sent']

export function describeCopy({ copied, from, to }: CopySummary): string {
  const created = copied.filter((copy) => copy.created)
  const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0)
  const known = copied.length - created.length
  const rows = copied.map((copy) => [
    code(referenceOf(copy.from)),
    versionCode(copy.version),
    escapeHtml(content(copy.version)),
    escapeHtml(copy.created ? formatBytes(copy.storedSize) : 'already there')
  ])
  return assemble([
    always(
      heading(escapeHtml(`Copied ${plural(created.length, 'version')}`)),
      facts([
        ['From', code(from)],
        ['To', code(to)],
        ...(known === 0 ? [] : [row('Already there', escapeHtml(plural(known, 'version')))]),
        ['Sent', escapeHtml(formatBytes(sent))]
      ])
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
