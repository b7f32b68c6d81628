/** What findings are about, for whoever mends it: a finding itself is for people. */
import type { SegmentId } from '../layout.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import type { Finding } from './findings.js'
import type { PackState } from './packs.js'

export type Subject =
  | { readonly kind: 'pack'; readonly pack: PackState }
  | { readonly kind: 'store' }
  /** All numbers from `number` to `last`. */
  | {
      readonly kind: 'record'
      readonly name: ArtifactName
      readonly number: VersionNumber
      readonly last: VersionNumber
    }
  /** A version whose record is whole and contradicts what it is about. */
  | { readonly kind: 'version'; readonly name: ArtifactName; readonly number: VersionNumber }
  | {
      readonly kind: 'label'
      readonly name: ArtifactName
      readonly label: string
      /** The living version whose record carries it, where there is one. */
      readonly carrier: VersionNumber | undefined
    }
  | {
      readonly kind: 'alias'
      readonly name: ArtifactName
      readonly alias: string
      readonly move: number
      readonly isNewest: boolean
    }
  | { readonly kind: 'note'; readonly name: ArtifactName; readonly number: VersionNumber; readonly note: number }
  | {
      readonly kind: 'signature'
      readonly name: ArtifactName
      readonly number: VersionNumber
      readonly signature: number
    }
  | { readonly kind: 'segment'; readonly name: ArtifactName; readonly segment: SegmentId }
  /** Nothing here mends it. */
  | { readonly kind: 'other' }

export interface Damage {
  readonly finding: Finding
  readonly subject: Subject
}
