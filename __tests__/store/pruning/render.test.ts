/** What a prune run is told to have done, in lines and as JSON. */
import { freedText, pruneToJson, pruneToText, type PruneResult } from '../../../src/store/index.js'

const none = { objects: 0, bytes: 0 }

function result(more: Partial<PruneResult> = {}): PruneResult {
  return {
    dryRun: false,
    artifacts: [],
    broughtBack: [],
    packs: { destroyed: none, condemned: none, waiting: none, young: none },
    runs: none,
    temporary: none,
    freed: { now: 0, later: 0, laterFrom: undefined },
    ...more
  }
}

const versions = (...numbers: number[]) => numbers.map((number) => ({ number, createdAt: '2026-11-01T00:00:00.000Z' }))

const full: Partial<PruneResult> = {
  artifacts: [
    {
      name: 'model',
      kept: 5,
      reasons: { newest: 1, label: 2, 'keep-last': 1, input: 1 },
      removed: versions(1, 2, 3, 5, 9, 10)
    },
    { name: 'data', kept: 1, reasons: { newest: 1 }, removed: [] },
    { name: 'one', kept: 2, reasons: { 'no-rule': 2 }, removed: [] },
    { name: 'two', kept: 1, reasons: { 'no-rule': 1 }, removed: [] }
  ],
  broughtBack: [{ name: 'model', number: 4 }],
  packs: {
    destroyed: { objects: 1200, bytes: 3 * 1024 ** 3 },
    condemned: { objects: 1, bytes: 2048 },
    waiting: { objects: 2, bytes: 10 },
    young: { objects: 3, bytes: 20 }
  },
  runs: { objects: 1, bytes: 300 },
  temporary: { objects: 2, bytes: 5 },
  freed: { now: 3 * 1024 ** 3, later: 2078, laterFrom: '2026-11-08T00:00:00.000Z' }
}

test('of a run: what was done', () => {
  expect(pruneToText(result(full)).split('\n')).toEqual([
    'model: 11 versions, 6 removed (v1-v3, v5, v9-v10), 5 stay (1 newest, 2 labelled, 1 by keep-last, 1 input of what stays)',
    'data: 1 version, 1 stays (1 newest)',
    '2 artifacts: no rule of retention: all versions stay',
    'model: v4 was brought back: an alias points at it',
    'packs: 1,200 (3 GiB) that no version uses, condemned long enough ago: destroyed',
    'packs: 1 (2 KiB) that no version uses: condemned, destroyed by a later run',
    'packs: 2 (10 B) condemned by an earlier run, and not long enough ago',
    'packs: 3 (20 B) that no version uses, too young to be condemned',
    'runs: 1 object (300 B) of what runs restored that are over: cleared',
    'tmp: 2 objects (5 B) that saves left that were killed: cleared',
    'Freed 3 GiB; later runs free 2.03 KiB, from 2026-11-08T00:00:00.000Z on',
    ''
  ])
})

test('of a dry run: what would be done', () => {
  const text = pruneToText(result({ ...full, dryRun: true }))
  expect(text).toContain('6 would be removed (v1-v3')
  expect(text).toContain('v4 would be brought back')
  expect(text).toContain('would be destroyed')
  expect(text).toContain('would be condemned, destroyed by a later run')
  expect(text.match(/would be cleared/g)).toHaveLength(2)
  expect(text).toContain('It would free 3 GiB; later runs free')
})

test('of nothing', () => {
  expect(pruneToText(result())).toBe('There is nothing to prune\nFreed 0 B\n')
  expect(freedText(result({ dryRun: true }))).toBe('It would free 0 B')
})

test('what a thousand scattered numbers are is bounded', () => {
  const removed = versions(...Array.from({ length: 1000 }, (_, at) => at * 2 + 1))
  const text = pruneToText(result({ artifacts: [{ name: 'm', kept: 1, reasons: { newest: 1 }, removed }] }))
  expect(text).toContain('v37, v39 and 980 more)')
  expect(text.length).toBeLessThan(300)
})

test('a name cannot break out of its line', () => {
  const artifacts = [{ name: 'a\n::error::x\u001b[2J', kept: 1, reasons: { newest: 1 }, removed: [] }]
  expect(pruneToText(result({ artifacts }))).toMatch(/^a\\n::error::x\\u001b\[2J: 1 version, 1 stays/)
})

test('as JSON it is all of it, and what is not there is left out', () => {
  expect(JSON.parse(JSON.stringify(pruneToJson(result(full))))).toEqual(JSON.parse(JSON.stringify(result(full))))
  expect(pruneToJson(result())['freed']).toEqual({ now: 0, later: 0 })
})
