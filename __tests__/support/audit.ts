/**
 * Looks at the files of a store with nothing but docs/FORMAT.md in hand, none of the code that wrote them: whatever
 * lies in it is whole, is what may lie there, and every record names packs that are there.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Audit {
  /** The numbers of the versions of each artifact, ascending. */
  readonly versions: Readonly<Record<string, readonly number[]>>
  /** Labels that are reserved, by artifact; `held`: a record carries it. */
  readonly labels: readonly { readonly name: string; readonly label: string; readonly held: boolean }[]
  /** The moves of each alias, `name/alias`, in order: the numbers that it pointed at (0: a move without its end). */
  readonly aliases: Readonly<Record<string, readonly number[]>>
  /** The packs that each version uses, by `name@v1`. */
  readonly packs: Readonly<Record<string, readonly string[]>>
  /** Packs that no record names. */
  readonly unreferenced: readonly string[]
  /** Files in `tmp/`. */
  readonly temporary: readonly string[]
  /** Documents without their end. */
  readonly torn: readonly string[]
}

/** What a run restored; notes and signatures of a version. */
const OTHERS = /^(runs\/[^/]+\/[0-9a-f]{32}|artifacts\/[^/]+\/(notes|signatures)\/\d{10}\/\d{10})\.json$/

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

/**
 * @param options.mayTear a create may have been interrupted, on a file system without hard links
 * @throws Error naming the file that is not what it should be
 */
export function auditStore(store: string, { mayTear = false } = {}): Audit {
  const packs = new Map<string, number>()
  const records: { name: string; number: number; fields: Record<string, never> }[] = []
  const labels: { name: string; label: string }[] = []
  const aliases: Record<string, number[]> = {}
  const temporary: string[] = []
  const torn: string[] = []
  /** The numbers of records without their end, and of placeholders: they are taken. */
  const taken = new Set<string>()

  for (const key of filesBelow(store)) {
    const bytes = readFileSync(path.join(store, key))
    if (key.startsWith('tmp/')) {
      temporary.push(key)
      continue
    }
    const pack = /^packs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.pack$/.exec(key)
    if (pack !== null) {
      checkPack(key, pack[2], bytes)
      packs.set(pack[2], bytes.length)
      continue
    }
    const fields = mayTear && !bytes.toString().endsWith('\n}\n') ? undefined : readDocument(key, bytes)
    if (fields === undefined) torn.push(key)
    const version = /^artifacts\/([^/]+)\/versions\/(\d{10})\.json$/.exec(key)
    const label = /^artifacts\/([^/]+)\/labels\/([^/]+)\.json$/.exec(key)
    const alias = /^artifacts\/([^/]+)\/aliases\/([^/]+)\/(\d{10})\.json$/.exec(key)
    const isVersion = fields !== undefined && fields['placeholder'] !== true
    if (version !== null && !isVersion) taken.add(`${version[1]}@v${Number(version[2])}`)
    else if (version !== null) records.push({ name: version[1], number: Number(version[2]), fields: fields! })
    else if (label !== null) labels.push({ name: label[1], label: label[2] })
    else if (alias !== null) {
      const moves = (aliases[`${alias[1]}/${alias[2]}`] ??= [])
      moves.push(fields?.['number'] ?? 0)
      if (moves.length !== Number(alias[3])) throw new Error(`${key}: the move before it is missing`)
    } else if (key !== 'store.json' && !OTHERS.test(key)) {
      throw new Error(`${key} is nothing that belongs into a store`)
    }
  }

  const unreferenced = new Set(packs.keys())
  const versions: Record<string, number[]> = {}
  const used: Record<string, string[]> = {}
  const nonces = new Set<string>()
  for (const { name, number, fields } of records) {
    const numbers = (versions[name] ??= [])
    const before = numbers.at(-1) ?? 0
    numbers.push(number)
    if (number !== before + 1 && !taken.has(`${name}@v${number - 1}`))
      throw new Error(`${name}@v${number}: the version before it is missing`)
    if (fields['number'] !== number)
      throw new Error(`the record of ${name}@v${number} says ${String(fields['number'])}`)
    if (nonces.has(fields['nonce'])) throw new Error(`${name}@v${number} was saved twice`)
    nonces.add(fields['nonce'])
    for (const { pack, size } of fields['packs'] as { pack: string; size: number }[]) {
      if (packs.get(pack) !== size) throw new Error(`${name}@v${number} needs pack ${pack} of ${size} bytes`)
      unreferenced.delete(pack)
      ;(used[`${name}@v${number}`] ??= []).push(pack)
    }
  }
  return {
    versions,
    labels: labels.map(({ name, label }) => ({
      name,
      label,
      held: records.some((record) => record.name === name && record.fields['label'] === label)
    })),
    aliases,
    packs: used,
    unreferenced: [...unreferenced],
    temporary,
    torn
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}

function readDocument(key: string, bytes: Buffer): Record<string, never> {
  const text = bytes.toString()
  const end = /^ {2}"checksum": "([0-9a-f]{64})"\n\}\n$/m.exec(text)
  if (end === null) throw new Error(`${key} is torn: ${JSON.stringify(text.slice(-100))}`)
  if (sha256(text.slice(0, end.index)) !== end[1]) throw new Error(`${key} does not have the checksum that it names`)
  return JSON.parse(text)
}

function checkPack(key: string, name: string, bytes: Buffer): void {
  const footer = /^artifact-store pack 1 (\d{9})\n$/.exec(bytes.subarray(-32).toString('latin1'))
  if (footer === null) throw new Error(`${key} is not whole: it has no footer`)
  const start = bytes.length - 32 - Number(footer[1])
  const trailer = bytes.subarray(start, -32)
  if (sha256(trailer) !== name) throw new Error(`${key} is not named by its trailer`)
  let offset = 0
  for (const [stored, size, hash] of JSON.parse(trailer.toString()).chunks as [number, number, string][]) {
    // One that is compressed is checked by whoever restores it.
    if (stored === size && sha256(bytes.subarray(offset, offset + stored)) !== hash) {
      throw new Error(`${key} has wrong bytes at ${offset}`)
    }
    offset += stored
  }
  if (offset !== start) throw new Error(`${key} has ${start} bytes of chunks where its trailer lists ${offset}`)
}
