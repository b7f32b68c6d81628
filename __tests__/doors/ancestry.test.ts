import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gitAncestry } from '../../src/doors/ancestry.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ancestry-'))
})
afterEach(() => rm(folder, { recursive: true }))

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    encoding: 'utf8'
  }).trim()

function commit(message: string): string {
  git('commit', '--quiet', '--allow-empty', `--message=${message}`)
  return git('rev-parse', 'HEAD')
}

const FOREIGN = 'f'.repeat(40)

describe('gitAncestry', () => {
  it('tells the commits that this one is, or that came before it', async () => {
    git('init', '--quiet', '--initial-branch=main')
    const first = commit('first')
    git('checkout', '--quiet', '-b', 'topic')
    const other = commit('of another branch')
    git('checkout', '--quiet', 'main')
    const second = commit('second')
    const ancestry = await gitAncestry(folder)
    expect(await ancestry!.ancestorsAmong([other, first, FOREIGN, second])).toEqual(new Set([first, second]))
    expect(await ancestry!.ancestorsAmong([second])).toEqual(new Set([second]))
    expect(await ancestry!.ancestorsAmong([other])).toEqual(new Set())
    git('merge', '--quiet', '--no-ff', '--message=merged', 'topic')
    expect(await ancestry!.ancestorsAmong([other])).toEqual(new Set([other]))
  })

  it('says of a shallow clone what to do, also where the commit itself is there', async () => {
    git('init', '--quiet', '--initial-branch=main')
    commit('first')
    const second = commit('second')
    git('clone', '--quiet', '--depth=1', pathToFileURL(folder).href, 'shallow')
    const ancestry = await gitAncestry(join(folder, 'shallow'))
    await expect(ancestry!.ancestorsAmong([second])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^version: 'nearest' .* shallow, .*fetch-depth: 0/)
    })
  })

  it('is none where there is no repository, and says what git says where it fails', async () => {
    expect(await gitAncestry(folder)).toBeUndefined()
    git('init', '--quiet', '--initial-branch=main')
    const ancestry = await gitAncestry(folder)
    await expect(ancestry!.ancestorsAmong([FOREIGN])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^version: 'nearest' .* git failed: fatal: .*HEAD/)
    })
  })
})
