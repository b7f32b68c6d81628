import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expandHome, openStorageAt, resolveStoreLocation } from '../../src/doors/location.js'

let workspace: string
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'location-'))
})
afterEach(() => rm(workspace, { recursive: true }))

const home = '/home/someone'
const locate = (explicit?: string, env: Record<string, string> = {}): Promise<string> =>
  resolveStoreLocation({ explicit, explicitName: "input 'store'", env, workspace, home })

const configure = async (text: string): Promise<void> => {
  await mkdir(join(workspace, '.github'))
  await writeFile(join(workspace, '.github/artifact-store.yml'), text)
}

describe('resolveStoreLocation', () => {
  it('takes what is given, then the environment, then the configuration, then the home folder', async () => {
    expect(await locate()).toBe('/home/someone/.artifact-store')
    await configure('store: from-config\n')
    expect(await locate()).toBe(join(workspace, 'from-config'))
    expect(await locate('', { ARTIFACT_STORE: '' })).toBe(join(workspace, 'from-config'))
    expect(await locate(undefined, { ARTIFACT_STORE: '/from/env' })).toBe('/from/env')
    expect(await locate('given', { ARTIFACT_STORE: '/from/env' })).toBe(join(workspace, 'given'))
  })

  it.each([
    ['/mnt/store', '/mnt/store'],
    ['~', home],
    ['~/stores/a', '/home/someone/stores/a'],
    ['  /mnt/with space ', '/mnt/with space'],
    ['/mnt/../other/', '/other']
  ])('reads %j as a folder', async (given, expected) => {
    expect(await locate(given)).toBe(expected)
  })

  it('takes relative folders from the workspace, wherever they are given', async () => {
    expect(await locate('../store')).toBe(join(workspace, '../store'))
    expect(await locate(undefined, { ARTIFACT_STORE: 'store' })).toBe(join(workspace, 'store'))
  })

  it.each([
    ['s3://bucket/prefix', 'UNSUPPORTED', /^input 'store': stores in a bucket \(s3:\/\/\) come with a later version/],
    ['S3://bucket', 'UNSUPPORTED', /bucket/],
    [
      'file:///mnt/store',
      'INVALID_INPUT',
      /'file:\/\/\/mnt\/store' is not a folder; give its path, without 'file:\/\/'/
    ],
    ['https://host/x', 'INVALID_INPUT', /is not a folder/],
    ['~root/store', 'INVALID_INPUT', /starts with '~'/],
    ['/a\n/b', 'INVALID_INPUT', /holds a line break/],
    ['/a\u0000b', 'INVALID_INPUT', /control character/]
  ])('refuses %j', async (given, code, message) => {
    await expect(locate(given)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('names where a bad value came from', async () => {
    await expect(locate(undefined, { ARTIFACT_STORE: 's3://b' })).rejects.toThrow(
      /^environment variable 'ARTIFACT_STORE'/
    )
    await configure('store: s3://bucket')
    await expect(locate()).rejects.toThrow(/^'store' in \.github\/artifact-store\.yml/)
  })

  it.each([['# nothing yet\n'], ['store:\n'], ['store: null'], ['retention: {keep-last: 3}\n']])(
    'goes on where the configuration names no store: %j',
    async (text) => {
      await configure(text)
      expect(await locate()).toBe('/home/someone/.artifact-store')
    }
  )

  it.each([
    ['store: [a]', /'store' in \.github\/artifact-store\.yml is not text/],
    ['store: ""', /is not text/],
    ['store: 7', /is not text/],
    ['- store', /^\.github\/artifact-store\.yml is a list, not a mapping/],
    ['a: b: c', /^\.github\/artifact-store\.yml is not valid YAML/]
  ])('refuses the configuration %j', async (text, message) => {
    await configure(text)
    await expect(locate()).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) })
  })

  it('refuses a configuration that cannot be read, and does not look at it where it is not needed', async () => {
    await mkdir(join(workspace, '.github/artifact-store.yml'), { recursive: true })
    await expect(locate()).rejects.toThrow(/^\.github\/artifact-store\.yml cannot be read/)
    expect(await locate('/mnt/store')).toBe('/mnt/store')
  })
})

describe('openStorageAt', () => {
  it('makes the folder for a save only', async () => {
    const folder = join(workspace, 'deep/store')
    await expect(openStorageAt(folder, { create: false })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await openStorageAt(folder, { create: true })).location).toBe(folder)
    expect((await openStorageAt(folder, { create: false })).location).toBe(folder)
  })
})

describe('expandHome', () => {
  it('replaces a leading tilde that stands alone', () => {
    expect(expandHome('~', home)).toBe(home)
    expect(expandHome('~/a', home)).toBe('/home/someone/a')
    expect(expandHome('~a/b', home)).toBe('~a/b')
    expect(expandHome('a/~', home)).toBe('a/~')
  })
})
