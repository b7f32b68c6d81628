import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/doors/config.js'
import { expandHome, openStorageAt, resolveStoreLocation, storeFolderAt } from '../../src/doors/location.js'

let workspace: string
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'location-'))
})
afterEach(() => rm(workspace, { recursive: true }))

const home = '/home/someone'
const locate = async (explicit?: string, env: Record<string, string> = {}): Promise<string> => {
  const config = await readConfig(workspace)
  return resolveStoreLocation({ explicit, explicitName: "input 'store'", env, workspace, home, config })
}

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
    [
      'file:///mnt/store',
      'INVALID_INPUT',
      /'file:\/\/\/mnt\/store' is neither a folder nor a bucket; give a folder's path, without 'file:\/\/'/
    ],
    ['https://host/x', 'INVALID_INPUT', /is neither a folder nor a bucket/],
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
    await configure('store: s3://bucket?x=y')
    await expect(locate()).rejects.toThrow(/^'store' in \.github\/artifact-store\.yml/)
  })

  it.each([['# nothing yet\n'], ['store:\n'], ['store: null'], ['artifacts: {}\n']])(
    'goes on where the configuration names no store: %j',
    async (text) => {
      await configure(text)
      expect(await locate()).toBe('/home/someone/.artifact-store')
    }
  )

  it('refuses a configuration that is wrong', async () => {
    await configure('store: [a]')
    await expect(locate()).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^\.github\/artifact-store\.yml, line 1, column 8: 'store' is a list/)
    })
  })

  it('refuses a configuration that cannot be read, whether or not the store is in it: it guards aliases, too', async () => {
    await mkdir(join(workspace, '.github/artifact-store.yml'), { recursive: true })
    await expect(locate()).rejects.toThrow(/^\.github\/artifact-store\.yml cannot be read/)
    await expect(locate('/mnt/store')).rejects.toThrow(/cannot be read/)
  })
})

describe('a store in a bucket', () => {
  it.each([
    ['s3://bucket', 's3://bucket'],
    ['S3://bucket/', 's3://bucket'],
    ['  s3://my.bucket-1/a/b/  ', 's3://my.bucket-1/a/b'],
    ['s3://bucket/with space/%C3%A9/100%25', 's3://bucket/with%20space/%C3%A9/100%25'],
    // Decoded once, not twice.
    ['s3://bucket/a%252Fb', 's3://bucket/a%252Fb'],
    ['s3://bucket/a%2Fb', 's3://bucket/a/b'],
    ['s3://bucket/...', 's3://bucket/...'],
    ['s3://bucket/p?region=eu-west-1', 's3://bucket/p?region=eu-west-1'],
    [
      's3://bucket/p?path-style=false&region=us-east-1&endpoint=http://127.0.0.1:7070/',
      's3://bucket/p?endpoint=http%3A%2F%2F127.0.0.1%3A7070&region=us-east-1&path-style=false'
    ],
    [`s3://bucket/${'p'.repeat(255)}`, `s3://bucket/${'p'.repeat(255)}`]
  ])('is read from %j, and written in one way', async (given, expected) => {
    expect(await locate(given)).toBe(expected)
    expect(await locate(expected)).toBe(expected)
  })

  it('may come from the environment and the configuration', async () => {
    expect(await locate(undefined, { ARTIFACT_STORE: 's3://bucket/a' })).toBe('s3://bucket/a')
    await configure('store: s3://bucket/b')
    expect(await locate()).toBe('s3://bucket/b')
  })

  it.each([
    ['s3://', /^input 'store': it names no bucket; give s3:\/\/bucket\/prefix/],
    ['s3:///prefix', /names no bucket/],
    ['s3://Bucket', /'Bucket' is not the name of a bucket/],
    ['s3://b', /'b' is not the name of a bucket/],
    ['s3://a..b', /is not the name of a bucket/],
    ['s3://127.0.0.1/bucket', /is not the name of a bucket .* another server is named by \?endpoint=/],
    ['s3://bucket:9000/a', /what stands before the first slash is not the name of a bucket/],
    ['s3://bucket/a/../b', /the prefix 'a\/..\/b' holds '..'; leave it out/],
    ['s3://bucket/%2e%2e/b', /holds '..'/],
    ['s3://bucket/./b', /holds '.'/],
    ['s3://bucket/a//b', /holds an empty part/],
    ['s3://bucket//a', /holds an empty part/],
    ['s3://bucket/a//', /holds an empty part/],
    ['s3://bucket/a%0Ab', /holds characters that no name may hold/],
    ['s3://bucket/a\nb', /line break/],
    ['s3://bucket/100%', /is not percent-encoded as it should be/],
    ['s3://bucket/%FF', /is not percent-encoded as it should be/],
    ['s3://bucket/a#b', /it holds '#'/],
    [`s3://bucket/${'p'.repeat(256)}`, /the prefix has 256 bytes and may have 255/],
    [`s3://bucket/${'é'.repeat(128)}`, /the prefix has 256 bytes/],
    ['s3://bucket?regoin=x', /'regoin' is no parameter of a store; there are endpoint, region, path-style/],
    ['s3://bucket?region=a&region=b', /region is given twice/],
    ['s3://bucket?region=', /region is empty/],
    ['s3://bucket?region=a/b', /region: 'a\/b' is not the name of a region/],
    ['s3://bucket?path-style=yes', /path-style: 'yes' is neither true nor false/],
    ['s3://bucket?endpoint=127.0.0.1:7070', /endpoint: it is not the URL of a server/],
    ['s3://bucket?endpoint=ftp://host', /endpoint: it is not the URL of a server/],
    ['s3://bucket?endpoint=http://host?a=b', /endpoint: it has more than a host, a port and a path/]
  ])('is refused: %j', async (given, message) => {
    await expect(locate(given)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message)
    })
  })

  it.each(['s3://AKIA:hidden@bucket/p', 's3://hidden@bucket', 's3://bucket?endpoint=http://AKIA:hidden@host'])(
    'takes no credentials, and does not show them: %j',
    async (given) => {
      const refused = locate(given)
      await expect(refused).rejects.toThrow(/credentials do not belong into/)
      await expect(refused).rejects.not.toThrow(/hidden|AKIA/)
    }
  )

  it.each(['s3://bucket?aws_secret_access_key=hidden', 's3://AKIA:hidden/x@bucket'])(
    'shows no value of what it refuses: %j',
    async (given) => {
      const refused = locate(given)
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT' })
      await expect(refused).rejects.not.toThrow(/hidden|AKIA/)
    }
  )

  it('is opened without a request, and told without its query', async () => {
    const location = 's3://bucket/with%20space?endpoint=http%3A%2F%2F127.0.0.1%3A1'
    expect((await openStorageAt(location, { create: false })).location).toBe('s3://bucket/with space')
  })

  it('is no folder of this machine', () => {
    expect(storeFolderAt('s3://bucket/a')).toBeUndefined()
    expect(storeFolderAt('/mnt/store')).toBe('/mnt/store')
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
