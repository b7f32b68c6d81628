/**
 * A disk that is full, for real: a small tmpfs, at sizes from no room at all to enough. At each size an operation is
 * done, or fails with one message; what was there restores, and with room the next run succeeds.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { start } from '../support/processes.js'
import { cases, type Outcome, type Resource } from './full-disk-cases.js'
import { EVERY_BLOW } from './where-strace-is.js'

const program = fileURLToPath(new URL('./full-disk-cases.js', import.meta.url))

/** Mounts need no root in a namespace of one's own, where the system allows those. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'small', '/mnt']).status === 0
if (!canMount) {
  process.stderr.write(
    '\nSKIPPED: the full-disk suite needs Linux and namespaces (unshare -Urm). No disk was filled.\n\n'
  )
}
// In continuous integration what could run and does not fails: nobody reads that it was skipped.
const mustRun = process.platform === 'linux' && process.env['CI'] === 'true'
const testWhereMounted = canMount || mustRun ? test : test.skip

const SIZES = { bytes: EVERY_BLOW ? 30 : 3, inodes: EVERY_BLOW ? 20 : 3 }

const counts: string[] = []
afterAll(() => process.stdout.write(`full disk:\n  ${counts.join('\n  ')}\n`))

/** `npm test` does a part: a save, a restore and a prune. */
const swept = cases.filter((_, index) => EVERY_BLOW || index % 4 === 1)

testWhereMounted.each(swept.map(({ title, resources = ['bytes', 'inodes'] }) => [title, resources] as const))(
  '%s on a disk that is full',
  async (title, resources) => {
    await Promise.all(resources.map((resource) => fill(title, resource)))
  },
  10 * 60_000
)

async function fill(title: string, resource: Resource): Promise<void> {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'artifact-store-full-')))
  try {
    const args = ['-Urm', process.execPath, program, title, base, resource, String(SIZES[resource])]
    const ended = await start('unshare', args).ended
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const { cases: sizes, failed, problems } = JSON.parse(ended.stdout) as Outcome
    counts.push(`${title}, ${resource}: ${sizes} sizes, too small: ${failed}`)
    expect(problems).toEqual([])
    // Some are too small and some are not: else it was not the size that was swept.
    expect(failed).toBeGreaterThan(0)
    expect(failed).toBeLessThan(sizes)
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}
