import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { isStoreError } from '../../src/errors.js'
import { createMemoryStorage } from '../../src/storage/index.js'
import {
  decodeDocument,
  DOCUMENT_MAXIMUM,
  encodeDocument,
  expectDocument,
  readDocument
} from '../../src/store/documents.js'
import { failure, newFolder, observed, removeFolders, sha256, START } from './support.js'

afterAll(removeFolders)

const sample = encodeDocument({ name: 'model', number: 3, text: 'ünï "quoted"\n', list: [1, 2, { a: null }] })

function thrown(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** A document of any text, with the right checksum. */
function withChecksum(body: string): Buffer {
  return Buffer.from(`${body}  "checksum": "${sha256(body)}"\n}\n`)
}

test('any JSON object comes back as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const given = JSON.parse(JSON.stringify({ ...fields, format: 1 })) as Record<string, unknown>
      const { checksum, ...rest } = expectDocument(encodeDocument(given), 'it')
      expect(typeof checksum).toBe('string')
      delete given['checksum']
      expect(JSON.stringify(rest)).toBe(JSON.stringify({ format: 1, ...given }))
    })
  )
})

test('it reads as JSON, two spaces deep, checksum last', () => {
  expect(encodeDocument({ a: [1] }).toString()).toMatch(
    /^\{\n {2}"format": 1,\n {2}"a": \[\n {4}1\n {2}\],\n {2}"checksum": "[0-9a-f]{64}"\n\}\n$/
  )
  expect(decodeDocument(encodeDocument({}), 'it').state).toBe('whole')
})

test('head -n -2 FILE | sha256sum is the checksum', () => {
  const file = join(newFolder(), 'document.json')
  writeFileSync(file, sample)
  const told = execFileSync('sh', ['-c', 'head -n -2 "$0" | sha256sum', file], { encoding: 'utf8' })
  expect(told.slice(0, 64)).toBe(expectDocument(sample, 'it')['checksum'])
})

test('every flipped bit is noticed', () => {
  for (let bit = 0; bit < sample.length * 8; bit++) {
    const bytes = Buffer.from(sample)
    bytes[bit >> 3] ^= 1 << (bit & 7)
    expect([bit, decodeDocument(bytes, 'it').state]).not.toEqual([bit, 'whole'])
  }
})

test('every truncation is noticed, and told as torn unless its end looks like one', () => {
  for (let length = 0; length < sample.length; length++) {
    const { state } = decodeDocument(sample.subarray(0, length), 'it')
    expect([length, state]).toEqual([length, 'torn'])
  }
})

test('what is added at either end is noticed', () => {
  for (const bytes of [
    Buffer.concat([sample, Buffer.from('\n')]),
    Buffer.concat([sample, sample]),
    Buffer.concat([Buffer.from(' '), sample])
  ]) {
    expect(decodeDocument(bytes, 'it').state).not.toBe('whole')
  }
})

test.each([
  ['no JSON', '{\n  "format": 1,,\n', 'it is not JSON'],
  ['no format', '{\n  "a": 1,\n', 'it has no known format'],
  ['a format that is no number', '{\n  "format": "1",\n', 'it has no known format'],
  ['format 0', '{\n  "format": 0,\n', 'it has no known format'],
  ['an array', '[\n', 'it is not JSON']
])('%s, with the right checksum, is damage', (_, body, reason) => {
  const error = thrown(() => expectDocument(withChecksum(body), 'the record'))
  expect(isStoreError(error, 'DAMAGED') && error.message).toBe(`the record is damaged: ${reason}`)
})

test('a newer format is UNSUPPORTED and says so', () => {
  const error = thrown(() => decodeDocument(withChecksum('{\n  "format": 2,\n'), 'the record'))
  expect(isStoreError(error, 'UNSUPPORTED') && error.message).toBe(
    'the record is of format 2, and this version of Artifact Store knows format 1: use a newer version'
  )
})

test('a newer format whose checksum is wrong is damage: nothing in it is believed', () => {
  const bytes = withChecksum('{\n  "format": 2,\n')
  bytes[12] ^= 1
  expect(
    isStoreError(
      thrown(() => expectDocument(bytes, 'it')),
      'DAMAGED'
    )
  ).toBe(true)
})

test('fields that nobody knows are no error', () => {
  expect(expectDocument(encodeDocument({ invented: { later: true } }), 'it')['invented']).toEqual({ later: true })
})

test('__proto__ is a field like any other', () => {
  const fields = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}') as Record<string, unknown>
  const decoded = expectDocument(encodeDocument({ ...fields, params: fields }), 'it')
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
  expect(Object.hasOwn(decoded['params'] as object, '__proto__')).toBe(true)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

describe('the size limit', () => {
  test('what is larger is not written', () => {
    const room = DOCUMENT_MAXIMUM - encodeDocument({ text: '' }).length
    expect(encodeDocument({ text: 'x'.repeat(room) })).toHaveLength(DOCUMENT_MAXIMUM)
    const error = thrown(() => encodeDocument({ text: 'x'.repeat(room + 1) }))
    expect(isStoreError(error, 'INVALID_INPUT') && error.message).toContain(`${DOCUMENT_MAXIMUM + 1} bytes`)
  })

  test('and not read', async () => {
    const memory = createMemoryStorage()
    memory.objects.set('a.json', { bytes: new Uint8Array(DOCUMENT_MAXIMUM + 1), modifiedAt: new Date(START) })
    memory.objects.set('b.json', { bytes: encodeDocument({ a: 1 }), modifiedAt: new Date(START) })
    const told = await failure(readDocument(memory, 'a.json'))
    expect(told.code).toBe('DAMAGED')
    expect(told.message).toContain('a.json')
    expect(Buffer.from(await readDocument(memory, 'b.json'))).toEqual(encodeDocument({ a: 1 }))
    expect((await failure(readDocument(memory, 'c.json'))).code).toBe('NOT_FOUND')
  })

  test('and asked for in one call', async () => {
    const calls: string[] = []
    const memory = createMemoryStorage()
    memory.objects.set('b.json', { bytes: encodeDocument({ a: 1 }), modifiedAt: new Date(START) })
    const storage = observed(memory, ({ operation }) => void calls.push(operation))
    await readDocument(storage, 'b.json')
    expect(calls).toEqual(['read'])
  })
})

test('what is nested without end is damaged, and is not written', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
  expect(decodeDocument(encodeDocument({ metadata: nested(999) }), 'it').state).toBe('whole')
  expect(() => encodeDocument({ metadata: nested(5000) })).toThrow(/^the record of this version would be nested more/)
  const body = `{\n  "format": 1,\n  "metadata": ${'['.repeat(5000)}${']'.repeat(5000)},\n`
  const bytes = Buffer.from(`${body}  "checksum": "${sha256(body)}"\n}\n`)
  expect(decodeDocument(bytes, 'it')).toEqual({ state: 'damaged', reason: 'it is nested more than 1000 levels deep' })
})
