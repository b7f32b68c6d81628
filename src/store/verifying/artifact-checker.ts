/** All that an artifact has: its records, the trees of living versions, and the objects beside them. */
import { sha256Hex, type Sha256 } from '../../content/hash.js'
import { isStoreError, quote } from '../../errors.js'
import { eachAtOnce } from '../at-once.js'
import type { StoreContext } from '../context.js'
import { versionKey } from '../layout.js'
import { isLabel } from '../names.js'
import { isPlaceholder, parseRecord, type VersionRecord } from '../record.js'
import { isRemoval } from '../artifact-objects.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import { DocumentChecker } from './artifact-documents.js'
import { gapsIn, listArtifact, type ArtifactKeys } from './artifact-keys.js'
import { whole, withoutFiles, type Damages } from './damages.js'
import type { FileChecker } from './file-checker.js'
import type { Hits } from './findings.js'
import { VERSIONS_MAXIMUM } from './findings.js'
import { lookAtDocument, problemOf, type Problem } from './looking.js'
import type { KnownVersion, PackState, Packs } from './packs.js'
import type { TreeWalker } from './tree-walk.js'

/** Records that are read ahead of the trees. */
const RECORDS_AT_ONCE = 8
const PACKS_AT_ONCE = 8

/** A version whose record is whole and contradicts what it is about. */
export interface WrongVersion {
  readonly version: KnownVersion
  /** The first thing that is wrong. */
  readonly what: string
  readonly hits: Hits
}

export interface CheckerOptions {
  readonly context: StoreContext
  readonly damages: Damages
  readonly packs: Packs
  readonly walker: TreeWalker
  /** Where whole files are hashed. */
  readonly files: FileChecker | undefined
  readonly onProgress: () => void
}

type FoundRecord =
  | { readonly state: 'version'; readonly record: VersionRecord; readonly checksum: Sha256 }
  | { readonly state: 'placeholder'; readonly checksum: Sha256 }
  | { readonly state: 'torn' }
  | { readonly state: 'problem'; readonly problem: Problem }

export class ArtifactChecker {
  readonly living: KnownVersion[] = []
  readonly wrong: WrongVersion[] = []
  private readonly options: CheckerOptions
  private readonly name: ArtifactName
  private readonly checksums = new Map<VersionNumber, Sha256>()
  private readonly versions = new Set<VersionNumber>()
  private readonly carriers = new Map<string, KnownVersion>()

  constructor(options: CheckerOptions, name: ArtifactName) {
    this.options = options
    this.name = name
  }

  async check(): Promise<void> {
    const { storage } = this.options.context
    const keys = await listArtifact(storage, this.name)
    await this.checkGaps(keys)
    for (let start = 0; start < keys.numbers.length; start += RECORDS_AT_ONCE) {
      const numbers = keys.numbers.slice(start, start + RECORDS_AT_ONCE)
      const records = await Promise.all(numbers.map((number) => findRecord(this.options.context, this.name, number)))
      for (const [at, found] of records.entries()) {
        const number = numbers[at]!
        const isGone = isRemoval(keys.gone.get(number)?.at(-1) ?? 0)
        await this.checkRecord(number, found, isGone)
      }
    }
    const living = new Map(this.living.map((version) => [version.number, version]))
    const { versions, carriers, checksums } = this
    await new DocumentChecker(storage, this.options.damages, this.name, keys, {
      versions,
      carriers,
      living,
      checksums
    }).check()
  }

  private async checkGaps({ numbers, gone }: ArtifactKeys): Promise<void> {
    const { storage } = this.options.context
    // A version whose record was lost can be given up by its number: it is gone, then, and misses nothing.
    const givenUp = [...gone].filter(([, changes]) => isRemoval(changes.at(-1)!)).map(([number]) => number)
    const taken = [...new Set([...numbers, ...givenUp])].sort((a, b) => a - b)
    for (const { first, last } of gapsIn(taken)) {
      const key = versionKey(this.name, first)
      if ((await storage.stat(key)) !== undefined) continue
      const others = last === first ? '' : `, as are all up to v${last}`
      const lost = Array.from({ length: Math.min(last - first + 1, VERSIONS_MAXIMUM) }, (_, at) =>
        this.unread(first + at)
      )
      this.options.damages.add({
        severity: 'damage',
        code: 'missing',
        kind: 'record',
        key,
        what: `is missing${others}: numbers have no gaps, so there was one`,
        subject: { kind: 'record', name: this.name, number: first, last },
        hits: whole(...lost)
      })
    }
  }

  private async checkRecord(number: VersionNumber, found: FoundRecord, isGone: boolean): Promise<void> {
    if (found.state === 'torn' || found.state === 'problem') {
      await this.addUnreadable(number, found, isGone)
      return
    }
    this.checksums.set(number, found.checksum)
    if (found.state === 'placeholder') return
    this.versions.add(number)
    if (isGone) return
    const { record } = found
    const version = await this.know(record)
    this.living.push(version)
    this.noteLabel(record.label, version)
    await this.checkTree(version, record)
  }

  private noteLabel(label: string | undefined, version: KnownVersion): void {
    if (label === undefined || this.carriers.has(label)) return
    if (isLabel(label)) this.carriers.set(label, version)
    else
      this.wrong.push({ version, what: `it carries ${quote(label)}, which is no label`, hits: withoutFiles(version) })
  }

  private async addUnreadable(
    number: VersionNumber,
    found: Extract<FoundRecord, { state: 'torn' | 'problem' }>,
    isGone: boolean
  ): Promise<void> {
    const { context, damages } = this.options
    const place = {
      kind: 'record',
      key: versionKey(this.name, number),
      subject: { kind: 'record', name: this.name, number, last: number },
      ...(isGone ? {} : { hits: whole(this.unread(number)) })
    } as const
    if (found.state === 'problem') {
      // One that is gone was given up, or nothing of it is wanted any more.
      const severity = isGone || found.problem.code === 'unsupported' ? 'warning' : 'damage'
      damages.add({ ...place, severity, ...found.problem })
    } else if (await context.storage.createMayTear()) {
      const what = 'has no end: a save was interrupted while it wrote it, and there is no such version'
      damages.add({ ...place, severity: 'warning', code: 'torn', what })
    } else {
      const severity = isGone ? 'warning' : 'damage'
      damages.add({ ...place, severity, code: 'damaged', what: 'is damaged: its end is missing' })
    }
  }

  /** The version with its packs, each looked at once. */
  private async know(record: VersionRecord): Promise<KnownVersion> {
    const { name, number, version } = record.metadata
    const packs: PackState[] = []
    const known: KnownVersion = { name, number, version, packs }
    await eachAtOnce(record.packs, PACKS_AT_ONCE, async (used) => {
      const state = await this.options.packs.use(used)
      if (packs.includes(state)) return
      packs.push(state)
      state.users.push(known)
      if (state.problem !== undefined || state.size === used.size) return
      const what = `its record says of pack ${used.pack} that it has ${used.size} bytes, and it has ${state.size}`
      this.wrong.push({ version: known, what, hits: withoutFiles(known) })
    })
    return known
  }

  private async checkTree(version: KnownVersion, record: VersionRecord): Promise<void> {
    const { walker, files, context, onProgress } = this.options
    const hits = withoutFiles(version)
    let wrong: string | undefined
    let last: string | undefined
    const end = await walker.check(version, record, {
      onWrong: (what, path) => {
        wrong ??= path === undefined ? what : `${quote(path)}: ${what}`
        if (path === undefined) hits.addUnknownFiles()
        else if (path !== last) hits.addFile(path)
        last = path
      },
      onFile: async (entry, chunks) => {
        context.throwIfCancelled()
        await files?.add(entry, chunks)
        onProgress()
      }
    })
    if (end.state === 'wrong') {
      hits.addUnknownFiles()
      wrong ??= `its list of files (tree) ${end.problem.what}`
    }
    if (wrong !== undefined) this.wrong.push({ version, what: wrong, hits })
    onProgress()
  }

  private unread(number: VersionNumber): { name: ArtifactName; number: VersionNumber; version: string } {
    return { name: this.name, number, version: `v${number}` }
  }
}

/** The record of a number, as it is found. */
export async function findRecord(
  { storage }: StoreContext,
  name: ArtifactName,
  number: VersionNumber
): Promise<FoundRecord> {
  const key = versionKey(name, number)
  const found = await lookAtDocument(storage, key)
  if (found.state !== 'whole') return found
  const checksum = sha256Hex(found.bytes)
  if (isPlaceholder(found.fields, name, number)) return { state: 'placeholder', checksum }
  try {
    return { state: 'version', record: parseRecord(found.fields, name, number, 'it'), checksum }
  } catch (error) {
    if (!isStoreError(error)) throw error
    return { state: 'problem', problem: await problemOf(storage, error) }
  }
}
