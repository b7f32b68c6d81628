/** A cancelled step: the runner sends SIGINT, SIGTERM 7.5 s later, and kills 2.5 s after that. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { snapshot, temporaryFolder } from '../support/folders.js'
import { runAction, type ActionResult } from '../support/run-action.js'

const FILES = 6
const FILE_SIZE = 32 * 1024 * 1024

let workspace: { readonly path: string; remove: () => void }
beforeEach(() => {
  workspace = temporaryFolder()
  mkdirSync(join(workspace.path, 'out'))
  for (let index = 0; index < FILES; index++) {
    writeFileSync(join(workspace.path, `out/${index}.bin`), randomBytes(FILE_SIZE))
  }
})
afterEach(() => workspace.remove())

const save = { mode: 'save', name: 'model', path: 'out', store: 'store' }

/** Runs a step, and sends it SIGINT and SIGTERM as soon as `isUnderWay`. */
async function cancelled(inputs: Record<string, string>, isUnderWay: () => boolean): Promise<ActionResult> {
  return runAction({
    inputs,
    workspace: workspace.path,
    onStart: (child) => {
      const timer = setInterval(() => {
        if (!isUnderWay()) return
        clearInterval(timer)
        child.kill('SIGINT')
        // As the runner does later, and a person at once: what cleans up must not be cut off by it. Not after a while:
        // a process that has cleaned up and is just ending may be hit while Node.js takes its handlers down. Which of
        // the two is told first is the system's choice.
        child.kill('SIGTERM')
      }, 2)
      child.on('close', () => clearInterval(timer))
    }
  })
}

const names = (folder: string): string[] => {
  try {
    return readdirSync(join(workspace.path, folder))
  } catch {
    return []
  }
}

describe('a cancelled step', () => {
  it('of a save leaves no version and nothing temporary', async () => {
    const result = await cancelled(save, () => names('store/tmp').length > 0)
    expect(result).toMatchObject({
      exitCode: 1,
      signal: null,
      errors: [expect.stringMatching(/^cancelled by SIG(INT|TERM)$/)],
      outputs: {},
      summary: ''
    })
    expect(result.log).toEqual([expect.stringMatching(/^Cancelled by SIG(INT|TERM): cleaning up$/)])
    expect(names('store/tmp')).toEqual([])
    expect(names('store/artifacts')).toEqual([])
    // The next one works.
    expect(await runAction({ inputs: save, workspace: workspace.path })).toMatchObject({ exitCode: 0, errors: [] })
  })

  it('of a restore leaves the destination as it was', async () => {
    await runAction({ inputs: save, workspace: workspace.path })
    mkdirSync(join(workspace.path, 'back'))
    writeFileSync(join(workspace.path, 'back/0.bin'), 'mine')
    const before = snapshot(join(workspace.path, 'back'))
    const inputs = { mode: 'restore', name: 'model', path: 'back', store: 'store' }
    const result = await cancelled(inputs, () => names('back').length > 1)
    expect(result).toMatchObject({
      exitCode: 1,
      signal: null,
      errors: [expect.stringMatching(/^cancelled by SIG(INT|TERM)$/)],
      outputs: {},
      summary: ''
    })
    expect(snapshot(join(workspace.path, 'back'))).toEqual(before)
  })
})
