import fc from 'fast-check'
import { marked } from 'marked'
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'
import { describeCopy, describeList, describeMiss, describeRestore, describeSave } from '../../src/action/summary.js'
import { inert } from '../../src/doors/index.js'
import type { JsonObject, Metrics, VersionMetadata } from '../../src/store/types.js'

const version = (changes: Partial<VersionMetadata> = {}): VersionMetadata => ({
  name: 'team/model',
  number: 12,
  version: '1.4.0',
  createdAt: '2026-11-22T23:00:00.000Z',
  digest: `sha256:${'a'.repeat(64)}`,
  files: 3,
  size: 4096,
  storedSize: 1024,
  params: {},
  metrics: {},
  metadata: {},
  inputs: [],
  run: { workflow: 'Train', branch: 'main', sha: 'b'.repeat(40) },
  ...changes
})

const saved = (changes: Partial<VersionMetadata> = {}, created = true): string =>
  describeSave({
    result: { created, version: version(changes), storedSize: 1024, sharedSize: 3072 },
    store: '/mnt/store',
    aliases: ['production']
  })

const copied = (count: number, changes: Partial<VersionMetadata> = {}): string =>
  describeCopy({
    copied: Array.from({ length: count }, (_, at) => ({
      from: { name: 'team/model', number: at + 1 },
      version: version({ number: at + 12, ...changes }),
      created: at !== 1,
      storedSize: at === 1 ? 0 : 1024
    })),
    from: '/mnt/store',
    to: 's3://bucket/there'
  })

/** A summary as its reader gets it: Markdown rendered, then parsed as a browser does. */
interface Rendered {
  readonly elements: ReadonlySet<string>
  readonly attributes: ReadonlySet<string>
  /** The cells of each row of each table. */
  readonly rows: readonly (readonly string[])[]
  readonly text: string
}

function render(markdown: string): Rendered {
  const elements = new Set<string>()
  const attributes = new Set<string>()
  const rows: string[][] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) {
      elements.add(node.tagName)
      for (const { name, value } of node.attrs) attributes.add(`${node.tagName} ${name}=${value}`)
      if (node.tagName === 'tr') rows.push(node.childNodes.map(textOf))
    }
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  const fragment = parseFragment(marked.parse(markdown, { async: false, gfm: true }))
  visit(fragment)
  return { elements, attributes, rows, text: textOf(fragment) }
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node && node.nodeName === '#text') return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

const cell = (markdown: string, label: string): string | undefined =>
  render(markdown).rows.find(([first]) => first === label)?.[1]

/** All that a summary is made of. */
const ELEMENTS = ['h3', 'p', 'table', 'tbody', 'tr', 'th', 'td', 'code']
const ATTRIBUTES = ['th colspan=2', 'th align=left']

describe('the summary of a save', () => {
  it('shows the version, where it is, and what it cost', () => {
    const summary = saved({ type: 'model', description: 'Nightly' })
    expect(render(summary).text).toContain('Saved team/model 1.4.0')
    expect(render(summary).text).toContain('Nightly')
    expect(cell(summary, 'Version')).toBe('team/model@v12')
    expect(cell(summary, 'Type')).toBe('model')
    expect(cell(summary, 'Content')).toBe('3 files, 4 KiB')
    expect(cell(summary, 'New in the store')).toBe('1 KiB')
    expect(cell(summary, 'Shared with earlier versions')).toBe('3 KiB')
    expect(cell(summary, 'Aliases')).toBe('production')
    expect(cell(summary, 'Digest')).toBe(`sha256:${'a'.repeat(64)}`)
    expect(cell(summary, 'Store')).toBe('/mnt/store')
  })

  it('says that nothing changed', () => {
    const { text } = render(saved({}, false))
    expect(text).toContain('Unchanged: team/model 1.4.0')
    expect(text).toContain('no new one was made')
  })

  it('shows metrics, parameters and metadata as tables, and none that is empty', () => {
    const summary = saved({ metrics: { accuracy: 0.91, loss: NaN }, params: { layers: [64, 32], name: 'a' } })
    const { rows } = render(summary)
    expect(rows).toEqual(
      expect.arrayContaining([
        ['Metrics'],
        ['accuracy', '0.91'],
        ['loss', 'NaN'],
        ['Parameters'],
        ['layers', '[64,32]'],
        ['name', 'a']
      ])
    )
    expect(rows).not.toContainEqual(['Metadata'])
  })
})

describe('the summary of a restore', () => {
  const restored = (changes: { files?: number; size?: number; removed?: number } = {}): string =>
    describeRestore({
      result: {
        version: version(),
        matched: 'production',
        files: 3,
        size: 4096,
        bytesRead: 4000,
        removed: 0,
        ...changes
      },
      store: '/mnt/store',
      destination: '/work space/out'
    })

  it('shows the version, its origin, and where it went', () => {
    const summary = restored()
    expect(render(summary).text).toContain('Restored team/model 1.4.0')
    expect(cell(summary, 'Version')).toBe('team/model@v12, as production')
    expect(cell(summary, 'Content')).toBe('3 files, 4 KiB')
    expect(cell(summary, 'Into')).toBe('/work space/out')
    expect(cell(summary, 'Saved')).toBe(
      `2026-11-22T23:00:00.000Z by workflow Train on branch main at commit ${'b'.repeat(12)}`
    )
    expect(cell(summary, 'Removed there')).toBeUndefined()
  })

  it('tells a part from the whole, and what was removed', () => {
    const summary = restored({ files: 1, size: 10, removed: 2 })
    expect(cell(summary, 'Content')).toBe('1 file, 10 B of 3 files, 4 KiB')
    expect(cell(summary, 'Removed there')).toBe('2 paths')
  })
})

describe('hostile text', () => {
  const markup = fc
    .array(
      fc.constantFrom(
        ...[
          '<',
          '>',
          '</td>',
          '</table>',
          '<script>alert(1)</script>',
          '<img src=x onerror=y>',
          '<!--',
          ']]>',
          '&lt;',
          '&',
          '"',
          "'"
        ],
        ...[
          '|',
          '`',
          '```',
          '*',
          '_',
          '[x](y)',
          '![x](y)',
          '\n',
          '\n\n',
          '\r\n',
          '# ',
          '- ',
          '~~~',
          '\\',
          '\u0000',
          '\u202e',
          'http://x.y',
          '@user',
          'a'
        ]
      ),
      { maxLength: 12 }
    )
    .map((parts) => parts.join(''))
  const hostile = fc.oneof(markup, fc.string({ unit: 'binary' }))
  const key = hostile.filter((text) => text !== '__proto__')

  it('stays in its cell and adds no element, wherever it is', () => {
    fc.assert(
      fc.property(fc.record({ key, text: hostile, run: hostile }), ({ key, text, run }) => {
        const changes = {
          name: text,
          version: text,
          type: text,
          description: text,
          metrics: { [key]: 0.5 },
          params: { [key]: text },
          metadata: { [key]: [text] },
          run: { workflow: run, branch: run, sha: run }
        }
        const save = describeSave({
          result: { created: true, version: version(changes), storedSize: 1, sharedSize: 1 },
          store: text,
          aliases: [text]
        })
        const restore = describeRestore({
          result: { version: version(changes), matched: text, files: 1, size: 1, bytesRead: 1, removed: 1 },
          store: text,
          destination: text
        })
        for (const summary of [save, restore, describeMiss(text)]) {
          const { elements, attributes, rows } = render(summary)
          expect([...elements].filter((name) => !ELEMENTS.includes(name))).toEqual([])
          expect([...attributes].filter((name) => !ATTRIBUTES.includes(name))).toEqual([])
          expect(
            rows.filter((cells) => cells.length !== 2 && !['Metrics', 'Parameters', 'Metadata'].includes(cells[0]))
          ).toEqual([])
        }
        expect(render(save).rows).toEqual(
          expect.arrayContaining([
            [inert(key), '0.5'],
            [inert(key), inert(text)],
            ['Store', inert(text)]
          ])
        )
        expect(render(describeMiss(text)).text.trimEnd()).toBe(inert(text).trimEnd())
      }),
      { numRuns: 300 }
    )
  })
})

describe('the size of a summary', () => {
  const MAX_BYTES = 768 * 1024

  it.each<[string, string]>([
    ['quotes', '"'],
    ['wide characters', '漢'],
    ['control characters', '\u0000']
  ])('is bounded whatever is recorded: %s', (_, character) => {
    const text = character.repeat(5000)
    const rows: JsonObject = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`${index}${text}`, text]))
    const metrics: Metrics = Object.fromEntries(Object.keys(rows).map((name) => [name, 1]))
    const summary = saved({ params: rows, metadata: rows, metrics, description: text.repeat(20), type: text })
    expect(Buffer.byteLength(summary)).toBeLessThan(MAX_BYTES)
    const { text: shown, elements } = render(summary)
    expect(shown).toMatch(/4,9\d\d more are in the version's record/)
    expect([...elements].filter((name) => !ELEMENTS.includes(name))).toEqual([])
  })

  it('shows a hundred rows and counts the others', () => {
    const metrics: Metrics = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`m${index}`, index]))
    const { rows, text } = render(saved({ metrics }))
    expect(rows.filter(([name]) => /^m\d+$/.test(name))).toHaveLength(100)
    expect(text).toContain("30 more are in the version's record.")
  })
})

describe('the summary of a copy', () => {
  it('tells what was copied, from where to where, and what was sent', () => {
    const { rows } = render(copied(3))
    expect(rows).toEqual([
      ['From', '/mnt/store'],
      ['To', 's3://bucket/there'],
      ['Already there', '1 version'],
      ['Sent', '2 KiB'],
      ['Version', 'In the other store', 'Content', 'Sent'],
      ['team/model@v1', 'team/model@v12 1.4.0', '3 files, 4 KiB', '1 KiB'],
      ['team/model@v2', 'team/model@v13 1.4.0', '3 files, 4 KiB', 'already there'],
      ['team/model@v3', 'team/model@v14 1.4.0', '3 files, 4 KiB', '1 KiB']
    ])
  })

  it('is bounded, whatever versions are called', () => {
    const text = copied(10_000, { name: '<img src=x>'.repeat(30), version: '[link](https://x)' })
    expect(Buffer.byteLength(text)).toBeLessThan(300_000)
    const { elements, text: shown } = render(text)
    expect([...elements]).not.toContain('img')
    expect([...elements]).not.toContain('a')
    expect(shown).toContain("9,900 more are in the output 'result'.")
    expect(render(copied(0)).text).toContain('Copied 0 versions')
  })
})

describe('the summary of a list', () => {
  const listed = (count: number, changes: Partial<VersionMetadata> = {}): string =>
    describeList({
      versions: Array.from({ length: count }, () => ({ ...version(changes), aliases: ['production', 'best'] })),
      store: '/mnt/store',
      name: 'team/model',
      where: 'files < 9'
    })

  it('has a row for each version', () => {
    const { rows } = render(listed(1, { metrics: { accuracy: 0.9, loss: NaN } }))
    expect(rows).toEqual([
      ['Artifact', 'team/model'],
      ['Where', 'files < 9'],
      ['Store', '/mnt/store'],
      ['Version', 'Label', 'Aliases', 'Type', 'Saved', 'Content', 'Metrics'],
      [
        'team/model@v12',
        '1.4.0',
        'production best',
        '',
        '2026-11-22T23:00:00.000Z',
        '3 files, 4 KiB',
        'accuracy=0.9 loss=NaN'
      ]
    ])
    expect(render(listed(0)).text).toContain('0 versions')
  })

  it('is bounded, whatever versions are called', () => {
    const hostile = '<img src=x>\u0000'.repeat(100)
    const text = listed(1000, { version: hostile, type: hostile, metrics: { [hostile]: 1 } })
    expect(Buffer.byteLength(text)).toBeLessThan(300_000)
    const { elements, text: shown } = render(text)
    expect([...elements].filter((name) => !ELEMENTS.includes(name))).toEqual([])
    expect(shown).toMatch(/9\d\d more are in the output 'result'\./)
  })
})
