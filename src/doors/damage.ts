/** What verify and repair tell at both doors. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Outputs } from './outputs.js'
import { plural } from './describe.js'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import { walkTree, type SourceTree } from '../files/index.js'
import type { JsonValue } from '../store/types.js'
import { repairToJson, verifyToJson, type RepairResult, type VerifyResult } from '../store/index.js'

/** @param maximum bytes of the findings; of what is left out `omitted` tells how many there are. */
export function verifyOutputs(result: VerifyResult, maximum = Infinity): Outputs {
  const json = verifyToJson(result)
  const findings = json['findings'] as readonly JsonValue[]
  const shown = withinBytes(findings, maximum)
  const omitted = findings.length - shown.length
  return {
    found: result.artifacts > 0,
    result: { ...json, findings: shown, ...(omitted === 0 ? {} : { omitted }) }
  }
}

function withinBytes(values: readonly JsonValue[], maximum: number): readonly JsonValue[] {
  let bytes = 0
  const end = values.findIndex((value) => (bytes += Buffer.byteLength(JSON.stringify(value))) > maximum)
  return end < 0 ? values : values.slice(0, end)
}

export function repairOutputs(result: RepairResult): Outputs {
  return { found: result.repairs.length > 0, result: repairToJson(result) }
}

/** Undefined where nothing is damaged. */
export function damageFailure({ findings }: VerifyResult, place: string): ArtifactStoreError | undefined {
  const damages = findings.filter(({ severity }) => severity === 'damage')
  if (damages.length === 0) return undefined
  const hit = new Set(damages.flatMap(({ affected }) => affected.map(({ name, number }) => `${name}@v${number}`)))
  const versions = hit.size === 0 ? '' : `, which ${plural(hit.size, 'version')} ${hit.size === 1 ? 'needs' : 'need'}`
  return new ArtifactStoreError(
    'DAMAGED',
    `the store ${quote(place)} is damaged: ${plural(damages.length, 'object')}${versions}; 'artifact-store repair' mends what there are good copies of`
  )
}

/** Undefined where nothing stays damaged, or would. */
export function repairFailure({ repairs, applied }: RepairResult, place: string): ArtifactStoreError | undefined {
  const open = repairs.filter(({ finding, outcome }) => finding.severity === 'damage' && outcome !== 'healed').length
  if (open === 0) return undefined
  return new ArtifactStoreError(
    'DAMAGED',
    `${plural(open, 'object')} of the store ${quote(place)} ${applied ? 'could not' : 'cannot'} be mended as a whole with what was given: name other stores (--from) or files (--files) that hold good copies`
  )
}

/**
 * A file, or all files of a folder, hidden ones too.
 * @param given how the user named it.
 */
export async function filesAt(absolutePath: string, given: string): Promise<SourceTree> {
  try {
    if ((await stat(absolutePath)).isDirectory()) return walkTree({ folder: absolutePath, symlinks: 'preserve' })
  } catch (error) {
    const reason = systemErrorCode(error) === 'ENOENT' ? 'there is no such file or folder' : String(error)
    throw new ArtifactStoreError('INVALID_INPUT', `files: ${quote(given)}: ${reason}`, { cause: error })
  }
  const only = [path.basename(absolutePath)]
  const filter = { only, decide: () => ({ listed: true }) }
  return walkTree({ folder: path.dirname(absolutePath), filter, symlinks: 'follow' })
}
