import { referenceOf } from '../../doors/index.js'
import type { Directions } from '../../store/index.js'
import type { PromoteResult, VersionMetadata } from '../../store/types.js'
import { metricsTable } from './comparison.js'
import { code, columns, facts, heading, subheading } from './html.js'
import { always, assemble, part } from './sections.js'

export interface PromoteSummary {
  readonly result: PromoteResult
  readonly store: string
  readonly directions?: Directions
  /** Moves of which it is known what they replaced. */
  readonly replaced?: readonly Replaced[]
}

/** A version that gave way to another one. */
export interface Replaced {
  /** All that were moved so. */
  readonly aliases: readonly string[]
  readonly from: VersionMetadata
  readonly to: VersionMetadata
}

export function describePromote({ result, store, directions, replaced }: PromoteSummary): string {
  const rows = result.aliases.map(({ alias, version, matched, previous, moved }) => [
    code(alias),
    `${code(referenceOf(version))}, as ${code(matched)}`,
    moved ? (previous === undefined ? '' : code(`v${previous}`)) : 'the same'
  ])
  return assemble([
    always(heading(`Promoted ${code(result.version.name)}`), facts([['Store', code(store)]])),
    part(
      'versions',
      columns([{ html: 'Alias' }, { html: 'Version' }, { html: 'Before' }], rows, "in the output 'result'")
    ),
    part('metrics', ...(replaced ?? []).map((one) => replacedTable(one, directions ?? {})))
  ])
}

function replacedTable({ aliases, from, to }: Replaced, directions: Directions): string {
  const table = metricsTable(to, [{ title: code(`v${from.number}`), version: from }], [], directions)
  return table === '' ? '' : `${subheading(aliases.map((alias) => code(alias)).join(' '))}${table}`
}
