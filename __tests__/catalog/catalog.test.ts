import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { chart, spark } from '../../src/catalog/chart.js'
import { fileNames } from '../../src/catalog/file-names.js'
import { CatalogOutput, MARKER } from '../../src/catalog/output.js'
import { writeCatalog, type ArtifactStore, type ListedVersion } from '../../src/index.js'
import { failure, memoryStore, newFolder, removeFolders, save, snapshot, tree } from '../store/support.js'
import { HOSTILE, hostileStore, sampleStore } from './sample.js'

afterAll(removeFolders)

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

function* nodesOf(node: Node): Generator<Node> {
  yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* nodesOf(child)
}

function elementsOf(html: string): Element[] {
  return [...nodesOf(parse(html))].filter((node): node is Element => 'tagName' in node)
}

function attributeOf(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value
}

function textOf(node: Node): string {
  return [...nodesOf(node)].map((one) => (one.nodeName === '#text' && 'value' in one ? one.value : '')).join('')
}

function pagesIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'))
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
}

async function written(store: ArtifactStore): Promise<string> {
  const folder = newFolder()
  await writeCatalog(store, { folder, title: 'A store' })
  return folder
}

describe('hostile names and values', () => {
  let pages: ReadonlyMap<string, string>
  beforeAll(async () => {
    pages = pagesIn(await written(await hostileStore()))
  })

  test('there are such pages', () => {
    expect([...pages.keys()].sort()).toEqual(['artifacts/constructor.html', 'artifacts/hostile.html', 'index.html'])
  })

  test('no element, attribute or address comes from them', () => {
    for (const html of pages.values()) {
      for (const element of elementsOf(html)) {
        expect(['img', 'iframe', 'object', 'embed', 'link', 'base', 'form', 'b', 'textarea']).not.toContain(
          element.tagName
        )
        for (const { name, value } of element.attrs) {
          expect(name).not.toMatch(/^on|^style$/)
          if (name === 'href')
            expect(value).toMatch(
              /^(?:#[\w-]+|[\w~.%/-]+\.html(?:#v\d+)?|https:\/\/github\.example\/octo\/x\/commit\/1{40})$/
            )
          else if (name === 'src' || name === 'srcset') throw new Error(`something is loaded: ${value}`)
        }
      }
    }
  })

  test('scripts are the one that the policy names, and data that is JSON', () => {
    for (const html of pages.values()) {
      const elements = elementsOf(html)
      const policy = attributeOf(
        elements.find((one) => attributeOf(one, 'http-equiv') !== undefined)!,
        'content'
      )!
      expect(policy).toMatch(
        /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/
      )
      const hash = (element: Element): string =>
        `'sha256-${createHash('sha256').update(textOf(element)).digest('base64')}'`
      const scripts = elements.filter(({ tagName }) => tagName === 'script')
      const [data, code] = [true, false].map((isData) =>
        scripts.filter((one) => (attributeOf(one, 'type') === 'application/json') === isData)
      )
      expect(code.map(hash)).toEqual([/script-src ('[^']+')/.exec(policy)![1]])
      expect(elements.filter(({ tagName }) => tagName === 'style').map(hash)).toEqual([
        /style-src ('[^']+')/.exec(policy)![1]
      ])
      for (const one of data) expect(JSON.parse(textOf(one))).toBeInstanceOf(Array)
    }
  })

  test('nothing is hidden: no control character, none that turns text around', () => {
    for (const html of pages.values()) {
      // eslint-disable-next-line no-control-regex -- they are what is looked for
      expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
    }
  })

  test('each is there, as text', () => {
    const shown = [...pages.values()].map((html) => textOf(parse(html))).join('\n')
    for (const text of HOSTILE) {
      const start = text.slice(0, 20).split(/[^\x20-\x7e]/)[0]
      expect(shown).toContain(start)
    }
    expect(shown).toContain('bidi \\u202e\\u2066 right \\u200f arabic \\u061c')
    expect(shown).toContain('bell \\u0007 escape \\u001b[31m null \\u0000')
  })
})

describe('what the pages are', () => {
  let folder: string
  let pages: ReadonlyMap<string, string>
  beforeAll(async () => {
    folder = await written(await sampleStore())
    pages = pagesIn(folder)
  })

  test('every link inside of the catalog leads to what is there', () => {
    for (const [file, html] of pages) {
      for (const element of elementsOf(html)) {
        const href = attributeOf(element, 'href')
        if (href === undefined || href.startsWith('https:')) continue
        const url = new URL(href, `https://catalog.example/${file}`)
        const target = pages.get(decodeURIComponent(url.pathname.slice(1)))
        expect([href, target === undefined]).toEqual([href, false])
        if (url.hash !== '') {
          expect(elementsOf(target!).map((one) => attributeOf(one, 'id'))).toContain(url.hash.slice(1))
        }
      }
    }
  })

  test('ids are unique, and whatever refers to one finds it', () => {
    for (const html of pages.values()) {
      const elements = elementsOf(html)
      const ids = elements.map((one) => attributeOf(one, 'id')).filter((id) => id !== undefined)
      expect(new Set(ids).size).toBe(ids.length)
      for (const name of ['for', 'aria-labelledby']) {
        for (const one of elements)
          if (attributeOf(one, name) !== undefined) expect(ids).toContain(attributeOf(one, name))
      }
    }
  })

  test('a page has a language, one heading above all, a way past the navigation, and tables with captions and scopes', () => {
    for (const html of pages.values()) {
      const elements = elementsOf(html)
      const named = (name: string): Element[] => elements.filter(({ tagName }) => tagName === name)
      expect(attributeOf(named('html')[0], 'lang')).toBe('en')
      expect(named('h1')).toHaveLength(1)
      expect(attributeOf(named('a')[0], 'href')).toBe('#main')
      expect(named('main').map((one) => attributeOf(one, 'id'))).toEqual(['main'])
      expect(named('caption')).toHaveLength(named('table').length)
      for (const cell of named('th')) expect(attributeOf(cell, 'scope')).toMatch(/^(?:row|col)$/)
      for (const drawing of named('svg')) {
        expect(attributeOf(drawing, 'aria-label') ?? attributeOf(drawing, 'aria-hidden')).toBeTruthy()
      }
    }
  })

  test('a metric is drawn with every finite value, and what is not drawn is said', () => {
    const html = pages.get('artifacts/digits-model.html')!
    expect(html).toContain('Not drawn: v7 (NaN).')
    expect(html.match(/<title>v\d+: 0\.9\d+<\/title>/g)?.length).toBeGreaterThanOrEqual(11)
  })

  test('lineage leads both ways, between pages', () => {
    expect(pages.get('artifacts/digits-model.html')).toMatch(
      /Made from<\/h3><ul class="tree"><li><a href="datasets~digits.html#v2">/
    )
    expect(pages.get('artifacts/datasets~digits.html')).toMatch(
      /Made into<\/h3><ul class="tree"><li><a href="digits-model.html#v\d+">/
    )
    expect(pages.get('artifacts/digits-report.html')).toMatch(/digits-model@v12.*datasets\/digits@v2/s)
  })

  test('the same store gives the same bytes', async () => {
    expect(pagesIn(await written(await sampleStore()))).toEqual(pages)
  })
})

describe('names of files', () => {
  test('they are the same on every file system, and never two of one', () => {
    const names = ['a/b', 'a', 'A', 'a~b'.replace('~', '.'), '.hidden', 'con', 'CON.x', 'index', 'con/x']
    expect([...fileNames(names).values()]).toEqual([
      'a~b.html',
      'a.html',
      'A~~2.html',
      'a.b.html',
      '~.hidden.html',
      '~con.html',
      '~CON.x.html',
      'index.html',
      '~con~x.html'
    ])
  })
})

describe('drawing', () => {
  test('any finite numbers give coordinates', () => {
    for (const values of [[1], [0, 0], [-Number.MAX_VALUE, Number.MAX_VALUE], [5e-324, 0], [1e300, 1e300 + 1e284]]) {
      const points = values.map((value, at) => ({ number: at + 1, value }))
      for (const html of [chart('m', points), spark(points)]) expect(html).not.toMatch(/NaN|Infinity|undefined/)
    }
  })

  test('many points are thinned, and the extremes stay', () => {
    const points = Array.from({ length: 10_000 }, (_, at) => ({ number: at + 1, value: at === 5000 ? 50 : at % 3 }))
    const html = chart('m', points)
    expect(html.length).toBeLessThan(10_000)
    expect(html).toMatch(/points="[^"]* [\d.]+,12 /)
  })
})

describe('the folder', () => {
  const one = async (): Promise<ArtifactStore> => {
    const { store } = memoryStore()
    await save(store, tree({ a: '1' }))
    return store
  }

  test('one that is missing is made, one with a catalog gets the new one, and foreign files in it stay', async () => {
    const folder = join(newFolder(), 'deep', 'catalog')
    await writeCatalog(await sampleStore(), { folder })
    writeFileSync(join(folder, 'CNAME'), 'models.example')
    mkdirSync(join(folder, '.artifact-store-catalog-0123456789abcdef'))
    const result = await writeCatalog(await one(), { folder })
    expect(result).toMatchObject({ artifacts: 1, versions: 1, files: 4 })
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      '.nojekyll',
      'CNAME',
      MARKER,
      'artifacts',
      'artifacts/model.html',
      'index.html'
    ])
  })

  test('one that holds something else is left alone', async () => {
    const folder = tree({ 'index.html': 'mine' })
    const before = snapshot(folder)
    const { code, message } = await failure(writeCatalog(await one(), { folder }))
    expect(code).toBe('DESTINATION')
    expect(message).toMatch(/is not empty and holds no catalog/)
    writeFileSync(join(folder, MARKER), 'not that of a catalog')
    expect((await failure(writeCatalog(await one(), { folder }))).code).toBe('DESTINATION')
    expect(snapshot(folder).filter((line) => !line.includes(MARKER))).toEqual(before)
  })

  test('a file in its place is an error that names it', async () => {
    const folder = join(tree({ file: 'x' }), 'file')
    expect(await failure(writeCatalog(await one(), { folder }))).toMatchObject({
      code: 'DESTINATION',
      message: expect.stringContaining(folder)
    })
  })

  test('a run that fails leaves the old catalog, byte for byte', async () => {
    const folder = newFolder()
    await writeCatalog(await sampleStore(), { folder })
    const before = snapshot(folder)
    const broken = { list: () => Promise.reject(new Error('the store is gone')) } as unknown as ArtifactStore
    await expect(writeCatalog(broken, { folder })).rejects.toThrow('the store is gone')
    const store = await one()
    const versions = await store.list()
    const halfway = {
      list: () =>
        Promise.resolve([
          ...versions,
          new Proxy(
            { ...versions[0], name: 'zzz' },
            {
              get: (target, key) =>
                key === 'createdAt'
                  ? (() => {
                      throw new Error('halfway')
                    })()
                  : Reflect.get(target, key)
            }
          )
        ])
    } as unknown as ArtifactStore
    await expect(writeCatalog(halfway, { folder })).rejects.toThrow('halfway')
    await expect(writeCatalog(store, { folder, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED'
    })
    expect(snapshot(folder)).toEqual(before)
  })

  test('what cannot be put in place is undone', async () => {
    const folder = newFolder()
    await writeCatalog(await sampleStore(), { folder })
    const before = snapshot(folder)
    // The first page comes last: when the others are in place it turns out to be missing.
    const output = new CatalogOutput(folder)
    output.write('artifacts/x.html', 'x')
    output.write('index.html', 'x')
    const staging = readdirSync(folder).find((name) => name.startsWith('.artifact-store-catalog-'))!
    rmSync(join(folder, staging, 'index.html'))
    expect(() => output.commit()).toThrow(/cannot write the catalog/)
    output.discard()
    expect(snapshot(folder)).toEqual(before)
  })

  test('a link in the catalog is replaced and not followed', async () => {
    const elsewhere = tree({ 'precious.html': 'x' })
    const folder = newFolder()
    await writeCatalog(await one(), { folder })
    rmSync(join(folder, 'artifacts'), { recursive: true })
    symlinkSync(elsewhere, join(folder, 'artifacts'))
    await writeCatalog(await one(), { folder })
    expect(readdirSync(elsewhere)).toEqual(['precious.html'])
    expect(existsSync(join(folder, 'artifacts', 'model.html'))).toBe(true)
  })
})

test('an empty list gives a page that says so', async () => {
  const folder = newFolder()
  await writeCatalog({ list: () => Promise.resolve([]) } as unknown as ArtifactStore, { folder })
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('There is no version in this store.')
})

test('a thousand artifacts of ten versions, and one of ten thousand, are quick and small', async () => {
  const { store } = memoryStore()
  await save(store, tree({ a: '1' }), { metrics: { accuracy: 0.9, loss: 0.1 }, params: { lr: 0.1, depth: 3 } })
  const [first] = await store.list()
  const version = (name: string, number: number): ListedVersion => ({
    ...first,
    name,
    number,
    version: `v${number}`,
    metrics: { accuracy: number / 7, loss: 1 / number }
  })
  const versions = [
    ...Array.from({ length: 10_000 }, (_, at) => version(`model-${Math.floor(at / 10)}`, 10 - (at % 10))),
    ...Array.from({ length: 10_000 }, (_, at) => version('long', 10_000 - at))
  ]
  const folder = newFolder()
  const start = performance.now()
  const result = await writeCatalog({ list: () => Promise.resolve(versions) } as unknown as ArtifactStore, { folder })
  const seconds = (performance.now() - start) / 1000
  expect(result.artifacts).toBe(1001)
  // On an idle core: 2 s and 34 MB; a page of ten versions has some 33 KB, of which style and script are 9.
  expect(seconds).toBeLessThan(30)
  expect(result.bytes).toBeLessThan(60_000_000)
  expect(readFileSync(join(folder, 'artifacts/long.html')).length).toBeLessThan(1_500_000)
  expect(readFileSync(join(folder, 'index.html')).length).toBeLessThan(1_500_000)
})
