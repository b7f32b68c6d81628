/** From what an inspection found to findings. */
import { CondemnedLists } from '../condemned.js'
import { versionKey } from '../layout.js'
import { isGone } from '../survey.js'
import { isStoreError } from '../../errors.js'
import type { PackName } from '../../content/pack.js'
import { withoutFiles } from './damages.js'
import type { Hits } from './findings.js'
import type { HitFiles, Inspection } from './inspection.js'
import type { PackState } from './packs.js'
import type { Damage } from './subjects.js'

/** All that was found and still holds, damage first. */
export async function tellDamages(inspection: Inspection): Promise<readonly Damage[]> {
  const damaged = new Set([...inspection.packs.all()].filter((state) => state.isDamaged))
  const hits = await inspection.hitFiles(damaged)
  const condemned = damaged.size === 0 ? inspection.condemned : await condemnedNow(inspection)
  for (const state of inspection.packs.all()) {
    if (state.isDamaged) tellPack(inspection, state, hits, condemned)
    else if (state.isMarked) tellMark(inspection, state)
  }
  for (const { version, what, hits: files } of [...inspection.wrong, ...hits.wrongFiles]) {
    const { name, number } = version
    if (await isGone(inspection.context.storage, name, number)) continue
    inspection.damages.add({
      severity: 'damage',
      code: 'inconsistent',
      kind: 'record',
      key: versionKey(name, number),
      what: `is the record of a version that is damaged: ${what}`,
      subject: { kind: 'version', name, number },
      hits: files
    })
  }
  return inspection.damages.sorted()
}

/** Lists may have come since; of those that cannot be read it was told. */
async function condemnedNow({ context, condemned }: Inspection): Promise<ReadonlySet<PackName>> {
  try {
    const { packs } = await new CondemnedLists(context.storage).refresh()
    return packs
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    return condemned
  }
}

function tellPack(
  { damages, isDeep }: Inspection,
  state: PackState,
  { byPack, gone }: HitFiles,
  condemned: ReadonlySet<PackName>
): void {
  const users = state.users.filter((version) => !gone.has(version))
  // Nobody needs it any more: it was pruned, or may be.
  if (users.length === 0) return
  const files = byPack.get(state)
  const isHit = files !== undefined && files.versions > 0
  const hits: Hits = isHit ? files : withoutFiles(...users)
  const place = { kind: 'pack', key: state.key, subject: { kind: 'pack', pack: state }, hits } as const
  const code = state.problem?.code ?? 'damaged'
  if (code === 'missing' && condemned.has(state.name)) {
    const what = 'was pruned: the versions that name it were never finished, or are being removed'
    damages.add({ ...place, severity: 'warning', code: 'unfinished', what })
    return
  }
  const what = `${describeProblem(state)}${isHit ? openQuestion(state, isDeep) : nothingLost(isDeep)}`
  damages.add({ ...place, severity: code === 'unsupported' ? 'warning' : 'damage', code, what })
}

function describeProblem({ problem, wrong }: PackState): string {
  const chunks =
    wrong.size === 1
      ? 'a chunk in it does not have the bytes that its hash names'
      : `${wrong.size} chunks in it do not have the bytes that their hashes name`
  if (problem === undefined) return `is damaged: ${chunks}`
  return wrong.size === 0 ? problem.what : `${problem.what}; ${chunks}`
}

function openQuestion({ problem, hasTrailer }: PackState, isDeep: boolean): string {
  const isOpen = !isDeep && !hasTrailer && problem?.code !== 'missing'
  return isOpen ? '; which of its bytes are still good only a deep verify tells' : ''
}

function nothingLost(isDeep: boolean): string {
  return isDeep ? '; no file of a version is lost by it' : ''
}

function tellMark({ damages, isDeep }: Inspection, state: PackState): void {
  damages.add({
    severity: 'warning',
    code: 'marked',
    kind: 'pack',
    key: state.key,
    what: isDeep
      ? 'is marked as damaged and is not; repair takes the mark away'
      : 'was found damaged earlier; a deep verify tells what that hits',
    subject: { kind: 'pack', pack: state },
    hits: withoutFiles(...state.users)
  })
}
