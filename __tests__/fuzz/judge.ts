/** Runs everything on one hostile store, and tells what must not be. */
import { lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArtifactStoreError } from '../../src/errors.js'
import { isStoreError } from '../../src/errors.js'
import { snapshot, writeTree } from '../store/support.js'
import { makeBase, openObjects, SAFE, SAFE_FILES, type Objects } from './base.js'
import { apply, safeKeys, type Mutation } from './mutations.js'
import { OPERATIONS, SAVED } from './operations.js'

export interface Verdict {
  /** What must not be, each with the operation. */
  readonly failures: readonly string[]
  /** How often each kind of outcome was met: `done`, or the code of an error. */
  readonly outcomes: Readonly<Record<string, number>>
}

/** One operation must be done by then: none of these stores is large. */
export type Wrap = (operation: string, run: () => Promise<unknown>) => Promise<unknown>

const CONTROL = /[\p{Cc}\p{Cs}]/u
// Lines that were laid out end in one.
const CONTROL_IN_LINES = /[^\P{Cc}\n]|\p{Cs}/u
// The runner looks for these, behind white space too.
const COMMAND = /^\s*::|##\[/mu
const NAMES_SOMETHING =
  /v\d+|pack|artifacts\/|\.json|\.gz|tree|label|alias|chunk|version|'|no |condemned|index|damaged\//

export class Judge {
  private readonly base: Objects
  private readonly safe: readonly string[]
  /** What all of it happens in. */
  readonly folder: string
  private readonly source: string
  private readonly expected: readonly string[]
  private readonly around: readonly string[]
  private readonly prototypes: readonly string[]

  private constructor(base: Objects) {
    this.base = base
    this.safe = safeKeys(base)
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')))
    this.source = join(this.folder, 'source')
    mkdirSync(this.source)
    writeTree(this.source, { 'a/model.bin': 'another', 'z.txt': 'x'.repeat(5000), x: 'hostile!' })
    writeFileSync(join(this.folder, 'canary'), 'sings')
    mkdirSync(join(this.folder, 'beside'))
    symlinkSync('beside', join(this.folder, 'way'))
    writeTree(join(this.folder, 'expected'), SAFE_FILES)
    this.expected = snapshot(join(this.folder, 'expected'))
    this.around = snapshot(this.folder)
    this.prototypes = prototypes()
  }

  static async make(): Promise<Judge> {
    return new Judge(await makeBase())
  }

  get objects(): Objects {
    return this.base
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  async judge(
    mutations: readonly Mutation[],
    started: (operation: string) => void = () => undefined,
    wrap: Wrap = async (_, run) => await run()
  ): Promise<Verdict> {
    const mutated: Objects = new Map(this.base)
    for (const mutation of mutations) apply(mutated, mutation)
    const failures: string[] = []
    const outcomes: Record<string, number> = {}
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      started(name)
      const fail = (what: string): void => void failures.push(`${name}: ${what}`)
      const objects: Objects = new Map(mutated)
      const destination = join(this.folder, 'destination')
      const opened = openObjects(objects, {}, 12)
      const show = (text: string): void => checkShown(text, CONTROL_IN_LINES, fail)
      const print = (text: string): void => {
        show(text)
        checkShown(text, COMMAND, fail)
      }
      const scene = { objects, opened, destination, source: this.source, show, print }
      let outcome = 'done'
      try {
        await wrap(name, async () => await operation(scene))
        if (SAVED.has(name)) this.checkSaved(destination, fail)
      } catch (error) {
        outcome = checkError(error, fail)
      }
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      for (const warning of opened.warnings)
        if (CONTROL.test(warning)) fail(`a warning holds ${JSON.stringify(warning)}`)
      removeDestination(destination)
      this.checkSurroundings(fail)
      if (WRITES.test(name)) await this.checkSafe(objects, fail)
    }
    return { failures, outcomes }
  }

  /** What a save borrows may be damaged, which is an error; what is restored is what was saved. */
  private checkSaved(destination: string, fail: (what: string) => void): void {
    if (String(snapshot(destination)) !== String(snapshot(this.source))) fail('restored other bytes than were saved')
  }

  private checkSurroundings(fail: (what: string) => void): void {
    if (String(snapshot(this.folder)) !== String(this.around)) {
      fail('changed something outside of the destination')
      writeFileSync(join(this.folder, 'canary'), 'sings')
    }
    if (String(prototypes()) !== String(this.prototypes)) fail('changed a prototype')
  }

  /** In the store as the operation left it, but with store.json as it was: that is everybody's. */
  private async checkSafe(objects: Objects, fail: (what: string) => void): Promise<void> {
    const lost = this.safe.filter((key) => !objects.has(key))
    if (lost.length > 0) return fail(`removed ${lost.join(', ')}`)
    objects.set('store.json', this.base.get('store.json')!)
    const destination = join(this.folder, 'destination')
    try {
      await openObjects(objects, {}, 12).store.restore({ name: SAFE, selectors: ['v1'], destination })
      if (String(snapshot(destination)) !== String(this.expected)) fail('the version beside it has other bytes')
    } catch (error) {
      fail(`the version beside it cannot be restored: ${String(error)}`)
    }
    removeDestination(destination)
  }
}

const WRITES = /^(save|record|promote|prune|remove|undelete|repair|copy into|verify$)/

function removeDestination(destination: string): void {
  if (lstatSync(destination, { throwIfNoEntry: false }) !== undefined) {
    rmSync(destination, { recursive: true, force: true })
  }
}

function prototypes(): string[] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype].flatMap((prototype) =>
    Reflect.ownKeys(prototype).map(String)
  )
}

function checkError(error: unknown, fail: (what: string) => void): string {
  if (!isStoreError(error)) {
    fail(`rejected with ${error instanceof Error ? (error.stack ?? String(error)) : String(error)}`)
    return 'crash'
  }
  const { message, code } = error satisfies ArtifactStoreError
  if (message === '' || CONTROL.test(message)) fail(`a message is not one line of text: ${JSON.stringify(message)}`)
  if (message.length > 4000) fail(`a message has ${message.length} characters`)
  if (!NAMES_SOMETHING.test(message)) fail(`a message names no object: ${message}`)
  return code
}

function checkShown(text: string, forbidden: RegExp, fail: (what: string) => void): void {
  const found = forbidden.exec(text)
  if (found !== null) fail(`shows ${JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 40))}`)
  if (/(Type|Range|Syntax|Reference)Error\b|at \S+ \(.*\.js:\d+/.test(text))
    fail(`shows a crash: ${text.slice(0, 2000)}`)
}
