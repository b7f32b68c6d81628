/** Mending what verify tells, from good copies, and saying what cannot be mended. docs/PROTOCOL.md, *Repairing*. */
import { ArtifactStoreError, quote } from '../../errors.js'
import type { StoreContext } from '../context.js'
import { tryToMark, unmarkPack } from '../marks.js'
import { checkMayWrite } from '../quarantine.js'
import { visible } from '../show.js'
import { checkWritable, proveExclusive, readStoreFile } from '../store-file.js'
import type { AffectedVersion, Finding } from '../verifying/findings.js'
import { Inspection } from '../verifying/inspection.js'
import type { PackState } from '../verifying/packs.js'
import type { Damage } from '../verifying/subjects.js'
import { tellDamages } from '../verifying/telling.js'
import { DocumentMender, type MendedDocument } from './document-mender.js'
import { PackMender, type MendedPack } from './pack-mender.js'
import type { Repair, RepairRequest, RepairResult } from './types.js'

/** Characters. */
const MESSAGE_MAXIMUM = 2000

/** @param others the stores of `request.from`. */
export async function repairStore(
  context: StoreContext,
  others: readonly StoreContext[],
  request: RepairRequest
): Promise<RepairResult> {
  for (const { storage } of others) {
    if (storage.location !== context.storage.location) continue
    throw new ArtifactStoreError('INVALID_INPUT', `from: ${quote(storage.location)} is the store that is to be mended`)
  }
  if (request.apply === true) checkMayWrite(context.viewer ?? {}, request.name)
  const repairing = new Repairing(context, others, request)
  const repairs = await repairing.run()
  return {
    applied: request.apply ?? false,
    deep: request.deep ?? true,
    sound: !repairs.some(({ finding, outcome }) => finding.severity === 'damage' && outcome !== 'healed'),
    repairs
  }
}

class Repairing {
  private readonly context: StoreContext
  private readonly others: readonly StoreContext[]
  private readonly request: RepairRequest
  private readonly apply: boolean
  private readonly documents: DocumentMender
  private readonly repairs: Repair[] = []

  constructor(context: StoreContext, others: readonly StoreContext[], request: RepairRequest) {
    this.context = context
    this.others = others
    this.request = request
    this.apply = request.apply ?? false
    this.documents = new DocumentMender(context, others, this.apply)
  }

  async run(): Promise<readonly Repair[]> {
    let found = await this.inspect()
    const isStoreSound = await this.mendStore(found.damages)
    if (this.apply && !isStoreSound) {
      for (const { finding } of this.unmended(found.damages)) {
        this.tell(finding, 'unhealed', 'stays as it is: without store.json nothing is written', finding.affected)
      }
      return this.repairs
    }
    if (this.apply) await this.checkWritable()
    await this.mendRecords(found.damages)
    // Of a version whose record was lost nobody knew what it needs.
    if (this.apply && this.repairs.length > 0) found = await this.inspect()
    await this.mendPacks(found.inspection, found.damages)
    for (const damage of this.unmended(found.damages)) await this.mendOther(damage)
    return this.repairs
  }

  private async inspect(): Promise<{ readonly inspection: Inspection; readonly damages: readonly Damage[] }> {
    const { name, deep } = this.request
    const inspection = await Inspection.make(this.context, { name, isDeep: deep ?? true, phase: 'repair' })
    return { inspection, damages: await tellDamages(inspection) }
  }

  private async checkWritable(): Promise<void> {
    const { storage } = this.context
    const store = await readStoreFile(storage)
    checkWritable(store, storage)
    this.context.exclusive ??= proveExclusive(storage, store)
    await this.context.exclusive
  }

  // ── what comes first ─────────────────────────────────────────────────────────────────────────────────────────

  /** @returns whether `store.json` is sound, or would be. */
  private async mendStore(damages: readonly Damage[]): Promise<boolean> {
    const damage = damages.find(({ subject }) => subject.kind === 'store')
    if (damage === undefined) return true
    const mended = await this.documents.store()
    this.tellDocument(damage.finding, mended)
    return mended.isHealed
  }

  private async mendRecords(damages: readonly Damage[]): Promise<void> {
    for (const { finding, subject } of damages) {
      if (subject.kind !== 'record' || finding.severity !== 'damage') continue
      this.tellDocument(finding, await this.documents.record(subject))
    }
  }

  // ── packs ────────────────────────────────────────────────────────────────────────────────────────────────────

  private async mendPacks(inspection: Inspection, damages: readonly Damage[]): Promise<void> {
    const damaged = damages.flatMap(({ finding, subject }) =>
      subject.kind === 'pack' && finding.severity === 'damage' ? [{ finding, state: subject.pack }] : []
    )
    if (damaged.length === 0) return
    const stores = this.others.map(({ storage }) => storage)
    const mender = new PackMender(inspection, stores, this.request.files ?? [])
    await mender.prepare(damaged.map(({ state }) => state))
    const mended = new Map<PackState, MendedPack>()
    for (const { state } of damaged) {
      this.context.throwIfCancelled()
      const pack = await mender.mend(state, this.apply)
      mended.set(state, pack)
      if (this.apply && pack.outcome === 'unhealed') await this.markLost(state)
    }
    const unhealed = new Set([...mended].filter(([, { outcome }]) => outcome !== 'healed').map(([state]) => state))
    const { byPack } = await inspection.hitFiles(unhealed, (pack, chunk) => mended.get(pack)!.isLost(chunk))
    for (const { finding, state } of damaged) {
      const { outcome, what } = mended.get(state)!
      this.tell(finding, outcome, what, byPack.get(state)?.affected ?? [])
    }
  }

  /** Nobody should build on what is known to be lost. */
  private async markLost(state: PackState): Promise<void> {
    const isHidden = state.hasTrailer && state.wrong.size > 0 && !state.isMarked
    if (isHidden) await tryToMark(this.context, state.name, 'repair')
  }

  // ── all else ─────────────────────────────────────────────────────────────────────────────────────────────────

  private async mendOther({ finding, subject }: Damage): Promise<void> {
    switch (subject.kind) {
      case 'label':
        this.tellDocument(finding, await this.documents.label(subject))
        break
      case 'alias':
        if (finding.code === 'inconsistent') this.leave(finding, 'stays as it is: promote moves the alias to a version')
        else this.tellDocument(finding, await this.documents.alias(subject))
        break
      case 'note':
        this.tellDocument(finding, await this.documents.note(subject))
        break
      case 'signature':
        this.tellDocument(finding, await this.documents.signature(subject))
        break
      case 'segment':
        if (finding.code === 'unsupported') this.leave(finding, 'stays as it is')
        else this.tellDocument(finding, await this.documents.segment(subject))
        break
      case 'pack':
        await this.mendMark(finding, subject.pack)
        break
      case 'version':
        this.leave(finding, 'stays as it is: what was written is what is there; save its files again')
        break
      case 'record':
      case 'store':
      case 'other':
        this.leave(finding, 'stays as it is: nothing but the very object, from a backup, may stand in its place')
        break
    }
  }

  private async mendMark(finding: Finding, { name }: PackState): Promise<void> {
    if (finding.code !== 'marked' || !(this.request.deep ?? true)) {
      this.leave(finding, 'stays as it is')
      return
    }
    if (this.apply) await unmarkPack(this.context.storage, name)
    this.tell(finding, 'healed', `is sound: its mark ${this.apply ? 'was' : 'can be'} taken away`, [])
  }

  // ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** What nothing was told of yet. */
  private unmended(damages: readonly Damage[]): readonly Damage[] {
    const told = new Set(this.repairs.map(({ finding }) => finding.key))
    return damages.filter(({ finding }) => !told.has(finding.key))
  }

  private leave(finding: Finding, what: string): void {
    this.tell(finding, finding.severity === 'damage' ? 'unhealed' : 'left', what, finding.affected)
  }

  private tellDocument(finding: Finding, { isHealed, what }: MendedDocument): void {
    this.tell(finding, isHealed ? 'healed' : 'unhealed', what, isHealed ? [] : finding.affected)
  }

  private tell(
    finding: Finding,
    outcome: Repair['outcome'],
    what: string,
    remaining: readonly AffectedVersion[]
  ): void {
    this.repairs.push({ finding, outcome, message: visible(`${finding.key} ${what}`, MESSAGE_MAXIMUM), remaining })
  }
}
