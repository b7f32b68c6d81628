import { referenceOf } from '../../doors/index.js'
import { diffToMarkdown, type Directions, type VersionDiff } from '../../store/index.js'
import { code, facts, heading } from './html.js'
import { always, assemble, part } from './sections.js'

export interface DiffSummary {
  readonly diff: VersionDiff
  readonly store: string
  readonly directions?: Directions
}

export function describeDiff({ diff, store, directions }: DiffSummary): string {
  return assemble([
    always(
      heading(`From ${code(referenceOf(diff.from))} to ${code(referenceOf(diff.to))}`),
      facts([['Store', code(store)]])
    ),
    part('versions', diffToMarkdown(diff, directions ?? {}))
  ])
}
