/**
 * Pruning, removing and bringing back with the bundle, as the runner and a shell run it, in a folder and in a bucket: in a
 * store whose G is a second, since nobody can wait for two weeks.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { encodeDocument } from '../../src/store/documents.js'
import { readTree, snapshot, temporaryFolder, writeTree } from '../support/folders.js'
import { runBundle } from '../support/processes.js'
import { runAction, type ActionResult } from '../support/run-action.js'
import { startS3Server, type S3Server } from '../support/s3-server.js'

const SETTINGS = encodeDocument({ requires: [], hash: 'sha256', graceSeconds: 1, clockSkewSeconds: 0 })
const KEYS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }

let workspace: { readonly path: string; remove: () => void }
let server: S3Server
beforeEach(async () => {
  workspace = temporaryFolder()
  server = await startS3Server()
})
afterEach(async () => {
  workspace.remove()
  await server.close()
})

const at = (...path: string[]): string => join(workspace.path, ...path)

/** Makes the store, and tells where it is. */
async function newStore(kind: 'folder' | 'bucket'): Promise<string> {
  if (kind === 'folder') {
    mkdirSync(at('store'))
    writeFileSync(at('store/store.json'), SETTINGS)
    return at('store')
  }
  // A bucket is made by a request that need not be signed well.
  const headers = {
    authorization: 'AWS4-HMAC-SHA256 Credential=key/20261101/us-east-1/s3/aws4_request',
    'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
    'x-amz-content-sha256': createHash('sha256').digest('hex')
  }
  await fetch(`${server.endpoint}/bucket`, { method: 'PUT', headers })
  server.objects.set('bucket/a/store.json', { bytes: SETTINGS, modifiedAt: new Date() })
  return `s3://bucket/a?endpoint=${server.endpoint}`
}

const packs = (kind: 'folder' | 'bucket'): string[] =>
  kind === 'folder'
    ? readdirSync(at('store/packs'), { recursive: true })
        .filter((name) => String(name).endsWith('.pack'))
        .map(String)
    : [...server.objects.keys()].filter((key) => key.startsWith('bucket/a/packs/'))

async function step(inputs: Record<string, string>): Promise<ActionResult> {
  const result = await runAction({ inputs, workspace: workspace.path, env: KEYS })
  expect(result).toMatchObject({ exitCode: 0, errors: [], stderr: '' })
  expect(Object.keys(result.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  return result
}

it.each(['folder', 'bucket'] as const)('versions go, come back, and their bytes are freed: in a %s', async (kind) => {
  const store = await newStore(kind)
  for (const [at, accuracy] of [0.9, 0.5, 0.6, 0.7].entries()) {
    writeTree(workspace.path, { 'out/model.bin': `weights ${at}` })
    await step({ mode: 'save', name: 'model', path: 'out', store, metrics: `accuracy: ${accuracy}` })
  }
  const prune = (inputs: Record<string, string> = {}): Promise<ActionResult> =>
    step({ mode: 'prune', store, 'keep-last': '1', 'keep-best': 'accuracy:higher', ...inputs })
  // S3 tells times in whole seconds.
  const pass = () => setTimeout(2100)
  await pass()

  const told = await prune({ name: 'model' })
  expect(JSON.parse(told.outputs['result'])).toMatchObject({
    dryRun: true,
    artifacts: [
      { name: 'model', kept: 2, reasons: { newest: 1, 'keep-best': 1 }, removed: [{ number: 2 }, { number: 3 }] }
    ],
    packs: { condemned: { objects: 2 }, destroyed: { objects: 0 } }
  })
  expect(told.log.join('\n')).toContain('model: 4 versions, 2 would be removed (v2-v3), 2 stay')
  expect(told.summary).toContain('a dry run')
  const done = await prune({ 'dry-run': 'false' })
  expect(JSON.parse(done.outputs['result'])).toMatchObject({ dryRun: false, packs: { condemned: { objects: 2 } } })
  expect(packs(kind)).toHaveLength(4)

  const shell = (...argv: string[]) => runBundle([...argv, '--store', store], { env: KEYS, cwd: workspace.path })
  // Its bytes are promised for less than a second: version 3 comes back where that was fast enough, and else is told gone.
  const back = await shell('undelete', 'model@v3')
  if (back.code !== 0) expect(back.stderr).toMatch(/model@v3 cannot be brought back: of its 1 pack, 1 may be destroyed/)
  const kept = back.code === 0 ? 3 : 2
  await pass()
  const freed = JSON.parse((await prune({ 'dry-run': 'false' })).outputs['result'])
  expect(freed).toMatchObject({ packs: { destroyed: { objects: 4 - kept } } })
  expect(freed.freed.now).toBeGreaterThan(0)
  expect(packs(kind)).toHaveLength(kept)
  expect((await shell('undelete', 'model@v2')).stderr).toMatch(
    /^artifact-store: version: model@v2 cannot be brought back/
  )

  expect(await shell('remove', 'model@v1')).toMatchObject({ code: 0, stderr: '' })
  expect(await shell('remove', 'model@v4')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('newest version')
  })
  const listed = await shell('list', 'model', '--json')
  expect(JSON.parse(listed.stdout).map(({ number }: { number: number }) => number)).toEqual(kept === 3 ? [4, 3] : [4])
  await step({ mode: 'restore', name: 'model', store, path: 'back' })
  expect(readTree(at('back'))).toEqual({ 'model.bin': 'weights 3' })
})

it('a dry run on the command line leaves a folder as it is, byte for byte', async () => {
  const store = await newStore('folder')
  for (const content of ['1', '2']) {
    writeTree(workspace.path, { 'out/model.bin': content })
    await step({ mode: 'save', name: 'model', path: 'out', store })
  }
  await setTimeout(1100)
  const before = snapshot(store)
  const { code, stdout, stderr } = await runBundle(['prune', '--keep-last', '1', '--store', store])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^model: 2 versions, 1 would be removed \(v1\), 1 stays \(1 newest\)\npacks: 1 \(.*\) that no version uses: would be condemned/
  )
  expect(snapshot(store)).toEqual(before)
})
