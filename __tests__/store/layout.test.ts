import fc from 'fast-check'
import { checkKey, checkPrefix, isKey } from '../../src/storage/index.js'
import * as layout from '../../src/store/layout.js'
import { checkArtifactName, checkLabel, NAME_MAXIMUM } from '../../src/store/names.js'

const PACK = 'ab'.repeat(32)

function accepts(check: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      check(text)
      return true
    } catch {
      return false
    }
  }
}

/** Made of few characters, so that the odd ones meet: dots at each end, long runs of slashes. */
const artifactName = fc
  .string({ unit: fc.constantFrom(...Array.from('ab./-_A0')), minLength: 1, maxLength: NAME_MAXIMUM })
  .filter(accepts(checkArtifactName))
const label = fc
  .string({ unit: fc.constantFrom(...Array.from('ab.-_A0')), minLength: 1, maxLength: NAME_MAXIMUM })
  .filter(accepts(checkLabel))

/** All keys that hold a name, a label and an alias. */
function keysOf(name: string, word: string): string[] {
  return [
    layout.versionKey(name, 1),
    layout.versionKey(name, 9_999_999_999),
    layout.labelKey(name, word),
    layout.aliasKey(name, word, 3),
    layout.goneKey(name, 12, 1)
  ]
}

test('where objects lie', () => {
  expect(layout.STORE_KEY).toBe('store.json')
  expect(layout.packKey(PACK)).toBe(`packs/ab/${PACK}.pack`)
  expect(layout.versionKey('team/model', 12)).toBe('artifacts/team%2Fmodel/versions/0000000012.json')
  expect(layout.labelKey('model', '1.4.0')).toBe('artifacts/model/labels/1.4.0.json')
  expect(layout.aliasKey('model', 'best', 2)).toBe('artifacts/model/aliases/best/0000000002.json')
  expect(layout.goneKey('model', 3, 1)).toBe('artifacts/model/gone/0000000003/0000000001.json')
  expect(layout.runPrefix('https://github.com/acme/x/42')).toBe('runs/https%3A%2F%2Fgithub.com%2Facme%2Fx%2F42/')
})

test('a leading dot is written out, since no segment of a key has one', () => {
  expect(layout.versionKey('.config', 1)).toBe('artifacts/%2Econfig/versions/0000000001.json')
  expect(layout.versionKey('a/.config', 1)).toBe('artifacts/a%2F.config/versions/0000000001.json')
  expect(layout.labelKey('a', '.x')).toBe('artifacts/a/labels/%2Ex.json')
  expect(layout.aliasKey('a', '.x', 1)).toBe('artifacts/a/aliases/%2Ex/0000000001.json')
})

test('every name and label that is taken makes keys that every storage takes', () => {
  fc.assert(
    fc.property(artifactName, label, (name, word) => {
      for (const key of keysOf(name, word)) checkKey(key)
      for (const prefix of [layout.versionsPrefix(name), layout.aliasPrefix(name, word), layout.gonePrefix(name)]) {
        checkPrefix(prefix)
      }
    }),
    { numRuns: 500 }
  )
})

test.each([
  ['slashes', `${'a/'.repeat(63)}aa`],
  ['a leading dot and slashes', `.${'a/'.repeat(62)}aaa`],
  ['one segment', 'x'.repeat(NAME_MAXIMUM)]
])('the longest names fit into segments of 254 bytes: %s', (_, name) => {
  expect(name).toHaveLength(NAME_MAXIMUM)
  expect(checkArtifactName(name)).toBe(name)
  for (const key of keysOf(name, 'y'.repeat(NAME_MAXIMUM))) {
    expect(isKey(key)).toBe(true)
    for (const segment of key.split('/')) expect(segment.length).toBeLessThanOrEqual(254)
  }
})

test('the name is read back from any key of an artifact', () => {
  fc.assert(
    fc.property(artifactName, label, (name, word) => {
      for (const key of keysOf(name, word)) expect(layout.artifactOfKey(key)).toBe(name)
    })
  )
  expect(layout.artifactOfKey('store.json')).toBeUndefined()
  expect(layout.artifactOfKey('artifacts/')).toBeUndefined()
})

test('an alias is read back from its key', () => {
  fc.assert(
    fc.property(artifactName, label, (name, word) => {
      expect(layout.aliasOfKey(name, layout.aliasKey(name, word, 7))).toBe(word)
    })
  )
})

test('different names, different keys', () => {
  fc.assert(
    fc.property(artifactName, artifactName, (one, other) => {
      if (one !== other) expect(layout.artifactPrefix(one)).not.toBe(layout.artifactPrefix(other))
    })
  )
})

test('numbers list in order and are read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), fc.integer({ min: 1, max: 9_999_999_999 }), (a, b) => {
      const [keyA, keyB] = [layout.versionKey('m', a), layout.versionKey('m', b)]
      expect(layout.numberOfKey(keyA)).toBe(a)
      expect(keyA < keyB).toBe(a < b)
    })
  )
  for (const stray of [
    'artifacts/m/versions/12.json',
    'artifacts/m/versions/0000000012.json.tmp',
    'artifacts/m/versions/README'
  ]) {
    expect(layout.numberOfKey(stray)).toBeUndefined()
  }
})

describe('keys of runs', () => {
  test('any text is a segment', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ minLength: 1, unit: 'binary' }),
          fc.string({ unit: fc.constantFrom('.', '/', '%', 'é'), minLength: 1, maxLength: 400 })
        ),
        (run) => {
          checkPrefix(layout.runPrefix(run))
          expect(layout.runPrefix(run).split('/')).toHaveLength(3)
        }
      )
    )
  })

  test('long ones keep their end, which tells runs apart', () => {
    const start = `https://github.example.com/${'o'.repeat(300)}/repo/`
    const [one, other] = [layout.runPrefix(`${start}101`), layout.runPrefix(`${start}102`)]
    expect(one).not.toBe(other)
    expect(one.length).toBeLessThanOrEqual('runs//'.length + 254)
  })
})
