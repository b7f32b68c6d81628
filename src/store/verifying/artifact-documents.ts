/** The small objects of an artifact besides its records: labels, aliases, notes, removals, index segments. */
import type { Sha256 } from '../../content/hash.js'
import type { Storage } from '../../storage/storage.js'
import { eachAtOnce } from '../at-once.js'
import { WrongCache } from '../cache-lines.js'
import type { DocumentFields } from '../documents.js'
import { aliasKey, goneKey, labelKey, noteKey, segmentKey, signatureKey, type SegmentId } from '../layout.js'
import { NOTE_MAXIMUM } from '../notes.js'
import { parseNoteFields } from '../record.js'
import { decodeSegment, segmentMaximum } from '../segment.js'
import { SIGNATURE_MAXIMUM } from '../signatures.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import { gapsIn, type ArtifactKeys } from './artifact-keys.js'
import { withoutFiles, type Damages, type NewDamage } from './damages.js'
import { lookAtDocument, problemOf, type FoundDocument, type Problem } from './looking.js'
import type { KnownVersion } from './packs.js'

const READ_AT_ONCE = 16
/** Each may be long. */
const SIGNATURES_AT_ONCE = 2

/** What the records of an artifact say. */
export interface KnownRecords {
  /** Versions that are there, gone or not: their records could be read. */
  readonly versions: ReadonlySet<VersionNumber>
  /** By the label that a living version carries, the lowest one. */
  readonly carriers: ReadonlyMap<string, KnownVersion>
  readonly living: ReadonlyMap<VersionNumber, KnownVersion>
  /** Of the bytes of each record that is whole, also of placeholders. */
  readonly checksums: ReadonlyMap<VersionNumber, Sha256>
}

/** Where a document lies, and what it is one of. */
type Place = Pick<NewDamage, 'kind' | 'key' | 'subject' | 'severity' | 'hits'>

export class DocumentChecker {
  private readonly storage: Storage
  private readonly damages: Damages
  private readonly name: ArtifactName
  private readonly keys: ArtifactKeys
  private readonly records: KnownRecords

  constructor(storage: Storage, damages: Damages, name: ArtifactName, keys: ArtifactKeys, records: KnownRecords) {
    this.storage = storage
    this.damages = damages
    this.name = name
    this.keys = keys
    this.records = records
  }

  async check(): Promise<void> {
    await this.checkLabels()
    for (const [alias, moves] of this.keys.aliases) await this.checkAlias(alias, moves)
    for (const [number, notes] of this.keys.notes) await this.checkNotes(number, notes)
    for (const [number, signatures] of this.keys.signatures) await this.checkSignatures(number, signatures)
    for (const [number, changes] of this.keys.gone) await this.checkRemovals(number, changes)
    await eachAtOnce(this.keys.segments, 4, async (segment) => {
      await this.checkSegment(segment)
    })
  }

  // ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────

  private async checkLabels(): Promise<void> {
    const reserved = new Set(this.keys.labels)
    const carried = [...this.records.carriers.keys()].filter((label) => !reserved.has(label))
    await eachAtOnce([...this.keys.labels, ...carried], READ_AT_ONCE, async (label) => {
      await this.checkLabel(label)
    })
  }

  private async checkLabel(label: string): Promise<void> {
    const carrier = this.records.carriers.get(label)
    const place: Place = {
      kind: 'label',
      key: labelKey(this.name, label),
      severity: 'damage',
      subject: { kind: 'label', name: this.name, label, carrier: carrier?.number },
      ...(carrier === undefined ? {} : { hits: withoutFiles(carrier) })
    }
    const found = await lookAtDocument(this.storage, place.key)
    // Without a version it is a reservation, and free again.
    if (carrier === undefined && isMissing(found)) return
    const fields = await this.expectWhole(place, found)
    if (fields === undefined) return
    const { nonce, after } = fields
    if (typeof nonce !== 'string' || typeof after !== 'number' || fields['label'] !== label) {
      this.add(place, 'damaged', 'is damaged: a field is missing or impossible')
    } else if (carrier !== undefined && after >= carrier.number) {
      this.add(
        place,
        'inconsistent',
        `says that the label is looked for behind v${after}, and v${carrier.number} carries it`
      )
    }
  }

  // ── series: aliases, notes, signatures, removals ─────────────────────────────────────────────────────────────────────────

  private async checkAlias(alias: string, moves: readonly number[]): Promise<void> {
    const newest = moves.at(-1)!
    const place = (move: number): Place => ({
      kind: 'alias',
      key: aliasKey(this.name, alias, move),
      severity: 'damage',
      subject: { kind: 'alias', name: this.name, alias, move, isNewest: move === newest }
    })
    await this.checkGaps(moves, place)
    await eachAtOnce(moves, READ_AT_ONCE, async (move) => {
      const fields = await this.expectWhole(place(move), await lookAtDocument(this.storage, place(move).key))
      if (fields === undefined) return
      const { number } = fields
      if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
        this.add(place(move), 'damaged', 'is damaged: it points at no version')
      } else if (move === newest && number !== 0 && !this.keys.numbers.includes(number)) {
        this.add(place(move), 'inconsistent', `points at v${number}, which is not there`)
      }
    })
  }

  private async checkNotes(number: VersionNumber, notes: readonly number[]): Promise<void> {
    const version = this.records.living.get(number)
    const place = (note: number): Place => ({
      kind: 'note',
      key: noteKey(this.name, number, note),
      severity: 'damage',
      subject: { kind: 'note', name: this.name, number, note },
      ...(version === undefined ? {} : { hits: withoutFiles(version) })
    })
    await this.checkGaps(notes, place)
    await eachAtOnce(notes, READ_AT_ONCE, async (note) => {
      const found = await lookAtDocument(this.storage, place(note).key, NOTE_MAXIMUM)
      const fields = await this.expectWhole(place(note), found)
      if (fields === undefined) return
      try {
        parseNoteFields(fields, 'it')
        if (fields['number'] !== number) this.add(place(note), 'inconsistent', 'is a note of another version')
      } catch (error) {
        this.addProblem(place(note), await problemOf(this.storage, error))
      }
    })
  }

  /** What was signed only its key proves: here it is the object that is looked at. */
  private async checkSignatures(number: VersionNumber, signatures: readonly number[]): Promise<void> {
    const version = this.records.living.get(number)
    const place = (signature: number): Place => ({
      kind: 'signature',
      key: signatureKey(this.name, number, signature),
      severity: 'damage',
      subject: { kind: 'signature', name: this.name, number, signature },
      ...(version === undefined ? {} : { hits: withoutFiles(version) })
    })
    await this.checkGaps(signatures, place)
    await eachAtOnce(signatures, SIGNATURES_AT_ONCE, async (signature) => {
      const found = await lookAtDocument(this.storage, place(signature).key, SIGNATURE_MAXIMUM)
      const fields = await this.expectWhole(place(signature), found)
      if (fields === undefined || typeof fields['provenance'] === 'object') return
      this.add(place(signature), 'damaged', 'is damaged: a field is missing or impossible')
    })
  }

  /** What removes a version is the key: the rest is for people, and nothing is lost with it. */
  private async checkRemovals(number: VersionNumber, changes: readonly number[]): Promise<void> {
    const place = (change: number): Place => ({
      kind: 'removal',
      key: goneKey(this.name, number, change),
      severity: 'warning',
      subject: { kind: 'other' }
    })
    await this.checkGaps(changes, place)
    await eachAtOnce(changes, READ_AT_ONCE, async (change) => {
      await this.expectWhole(place(change), await lookAtDocument(this.storage, place(change).key))
    })
  }

  /** Objects of a series are made one after the other. */
  private async checkGaps(numbers: readonly number[], place: (number: number) => Place): Promise<void> {
    for (const { first, last } of gapsIn(numbers)) {
      // One that is made meanwhile may be listed before the one before it.
      if ((await this.storage.stat(place(first).key)) !== undefined) continue
      const others = last === first ? '' : `, as are those behind it up to ${last}`
      this.add(place(first), 'missing', `is missing${others}`)
    }
  }

  // ── the index ────────────────────────────────────────────────────────────────────────────────────────────────

  private async checkSegment(segment: SegmentId): Promise<void> {
    const key = segmentKey(this.name, segment)
    const subject = { kind: 'segment', name: this.name, segment } as const
    const place: Place = { kind: 'segment', key, severity: 'warning', subject }
    try {
      const bytes = await this.storage.read(key, undefined, segmentMaximum(segment))
      for (const { number, sha256 } of await decodeSegment(bytes, this.name, segment)) {
        const checksum = this.records.checksums.get(number)
        // A record that is damaged or missing is told as such.
        if (sha256 === undefined || checksum === undefined || checksum === sha256) continue
        this.add(
          place,
          'inconsistent',
          `is wrong: the record of v${number} is another one (it is a cache: nothing is lost)`
        )
        return
      }
    } catch (error) {
      if (error instanceof WrongCache) {
        this.add(place, 'damaged', `is damaged: ${error.message} (it is a cache: nothing is lost)`)
        return
      }
      const problem = await problemOf(this.storage, error)
      // Who finds one wrong removes it.
      if (problem.code !== 'missing') this.addProblem(place, problem)
    }
  }

  // ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** The fields of a document; what is wrong with it is told. */
  private async expectWhole(place: Place, found: FoundDocument): Promise<DocumentFields | undefined> {
    switch (found.state) {
      case 'whole':
        return found.fields
      case 'torn':
        if (await this.storage.createMayTear()) {
          this.add(
            { ...place, severity: 'warning' },
            'torn',
            'has no end: it was never finished, and counts as never made'
          )
        } else {
          this.add(place, 'damaged', 'is damaged: its end is missing')
        }
        return undefined
      case 'problem':
        this.addProblem(place, found.problem)
        return undefined
    }
  }

  private addProblem(place: Place, { code, what }: Problem): void {
    this.add(code === 'unsupported' ? { ...place, severity: 'warning' } : place, code, what)
  }

  private add(place: Place, code: NewDamage['code'], what: string): void {
    this.damages.add({ ...place, code, what })
  }
}

function isMissing(found: FoundDocument): boolean {
  return found.state === 'problem' && found.problem.code === 'missing'
}
