import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitContext, withoutCredentials } from '../../src/doors/git.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'git-'))
})
afterEach(() => rm(folder, { recursive: true }))

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    encoding: 'utf8'
  }).trim()

describe('gitContext', () => {
  it('tells commit, branch, changes and remote of a work tree', async () => {
    git('init', '--quiet', '--initial-branch=topic/a')
    await writeFile(join(folder, 'a'), '1')
    git('add', 'a')
    git('commit', '--quiet', '--message=first')
    git('remote', 'add', 'origin', 'https://user:secret@example.com/owner/repository.git?token=x')
    const sha = git('rev-parse', 'HEAD')
    const repository = 'https://example.com/owner/repository.git'
    expect(await gitContext(folder)).toEqual({ workflow: false, sha, branch: 'topic/a', dirty: false, repository })

    await writeFile(join(folder, 'a'), '2')
    git('checkout', '--quiet', '--detach')
    expect(await gitContext(folder)).toEqual({ workflow: false, sha, dirty: true, repository })
  })

  it('has nothing to tell of a new repository, of another folder, and without git', async () => {
    expect(await gitContext(join(folder, 'missing'))).toEqual({ workflow: false })
    expect(await gitContext(folder, async () => undefined)).toEqual({ workflow: false })
    git('init', '--quiet', '--initial-branch=main')
    expect(await gitContext(folder)).toEqual({ workflow: false, branch: 'main' })
  })
})

describe('withoutCredentials', () => {
  it.each([
    ['https://token@example.com/a.git', 'https://example.com/a.git'],
    ['https://user:pass@example.com:8443/a?x=y#z', 'https://example.com:8443/a'],
    ['ssh://git:secret@example.com/a', 'ssh://example.com/a'],
    ['git@example.com:owner/repository.git', 'git@example.com:owner/repository.git'],
    ['user:secret@example.com/owner/repository.git', ''],
    ['user:secret@example.com:owner/repository.git', ''],
    ['ext::ssh -i key user:secret@example.com %S', ''],
    ['persistent-https::https://user:secret@example.com/a', ''],
    ['C:/work/a@b', 'C:/work/a@b'],
    ['/work/a:b@c', '/work/a:b@c'],
    ['../neighbour', '../neighbour'],
    ['https://%', '']
  ])('%s', (remote, expected) => expect(withoutCredentials(remote)).toBe(expected))
})
