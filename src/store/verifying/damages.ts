import type { StorageKey } from '../../storage/storage.js'
import { visible } from '../show.js'
import { Hits, type Finding, type FindingCode, type FindingSeverity, type ObjectKind } from './findings.js'
import type { KnownVersion } from './packs.js'
import type { Damage, Subject } from './subjects.js'

type NamedVersion = Pick<KnownVersion, 'name' | 'number' | 'version'>

/** A finding before it is known whether it still holds. */
export interface NewDamage {
  readonly severity: FindingSeverity
  readonly code: FindingCode
  readonly kind: ObjectKind
  readonly key: StorageKey
  /** Goes on behind the key. */
  readonly what: string
  readonly subject: Subject
  readonly hits?: Hits
}

/** Characters. */
const MESSAGE_MAXIMUM = 2000

/** What was found so far. */
export class Damages {
  private readonly found: Damage[] = []

  add({ severity, code, kind, key, what, subject, hits }: NewDamage): void {
    const { affected, versions } = hits ?? new Hits()
    const finding: Finding = {
      severity,
      code,
      kind,
      key,
      message: visible(`${key} ${what}`, MESSAGE_MAXIMUM),
      affected,
      versions
    }
    this.found.push({ finding, subject })
  }

  /** Damage first; else in the order of keys. */
  sorted(): readonly Damage[] {
    const rank = ({ finding: { severity } }: Damage): number => (severity === 'damage' ? 0 : 1)
    return [...this.found].sort((a, b) => rank(a) - rank(b) || (a.finding.key < b.finding.key ? -1 : 1))
  }
}

/** A version that is hit with all its files. */
export function whole(...versions: readonly NamedVersion[]): Hits {
  const hits = new Hits()
  for (const version of versions) {
    hits.addVersion(version)
    hits.addUnknownFiles()
  }
  return hits
}

/** Versions that are hit, and none of their files. */
export function withoutFiles(...versions: readonly NamedVersion[]): Hits {
  const hits = new Hits()
  for (const version of versions) hits.addVersion(version)
  return hits
}
