import { afterAll, describe, expect, test } from '@jest/globals'
import { bisectVersions } from '../../src/store/bisect.js'
import { bisectToJson, bisectToText, type BisectRequest, type VersionMetadata } from '../../src/store/index.js'
import { failure, memoryStore, plantGone, removeFolders, save, tree } from './support.js'

afterAll(removeFolders)

function versions(values: readonly (number | undefined)[]): VersionMetadata[] {
  return values.map((value, at) => ({
    name: 'model',
    number: at + 1,
    version: `v${at + 1}`,
    createdAt: '2026-11-01T12:00:00.000Z',
    digest: `sha256:${'0'.repeat(64)}`,
    files: 1,
    size: 1,
    storedSize: 1,
    params: {},
    metrics: value === undefined ? {} : { m: value },
    metadata: {},
    inputs: [],
    run: { workflow: false }
  }))
}

/** The number of the version that fell. */
function fell(values: readonly (number | undefined)[], request: Partial<BisectRequest> = {}): number | undefined {
  return bisectVersions({ name: 'model', metric: 'm', ...request }, versions(values)).fallen?.version.number
}

describe('the first version that fell', () => {
  test.each([
    ['is worse than the best before it, not than the one before', [0.9, 0.895, 0.889, 0.95], { drop: 0.01 }, 3],
    ['must be worse by the drop', [0.9, 0.895, 0.893], { drop: 0.01 }, undefined],
    ['is any that is worse where no drop is given', [1, 1, 0.999], {}, 3],
    ['is not one that is as good', [1, 1, 1], {}, undefined],
    ['is that with the higher value where lower is better', [5, 4, 4.5], { direction: 'lower' as const, drop: 0.5 }, 3],
    ['is the drop itself, whatever the last digits say', [0.3, 0.2], { drop: 0.1 }, 2],
    ['is one that is NaN', [1, NaN, 2], { drop: 0.5 }, 2],
    ['is no NaN before there is a best', [NaN, NaN, 1, 0], {}, 4],
    ['is one at the worst infinity', [1, -Infinity], { drop: 100 }, 2],
    ['does not come of the best infinity', [1, Infinity, 2, 1.9], {}, 4],
    ['is looked for among versions with the metric', [1, undefined, undefined, 0], {}, 4],
    ['is looked for from a version on', [1, 0, 2, 1.5], { since: 2 }, 4]
  ])('%s', (_, values, request, expected) => {
    expect(fell(values, request)).toBe(expected)
  })
})

test('it comes with its run, its commit, its inputs and the version before', async () => {
  const { store } = memoryStore()
  const run = { server: 'https://github.example', repository: 'owner/name', workflow: 'train' }
  const folder = tree({ data: '1' })
  await save(store, folder, { name: 'data' })
  await save(store, tree({ a: '1' }), { metrics: { accuracy: 0.9 }, run: { ...run, sha: '1'.repeat(40), runId: '11' } })
  await save(store, tree({ a: '2' }), { run: { ...run, sha: '2'.repeat(40), runId: '12' } })
  await store.restore({ name: 'data', destination: `${folder}-restored`, runKey: 'k' })
  await save(store, tree({ a: '3' }), {
    metrics: { accuracy: 0.85 },
    run: { ...run, sha: '3'.repeat(40), runId: '13' },
    runKey: 'k'
  })
  const result = await store.bisect({ name: 'model', metric: 'accuracy', drop: 0.01 })
  expect(result).toMatchObject({
    checked: 2,
    without: 1,
    fallen: { version: { number: 3 }, before: { version: { number: 1 } }, inputs: { added: [{ name: 'data' }] } }
  })
  expect(bisectToText(result)).toBe(`model@v3: accuracy fell to 0.85 (-0.05 against the best before)
  saved    2026-11-01T12:00:00.000Z
  best     0.9 at v1
  before   0.9 at v1, saved 2026-11-01T12:00:00.000Z
  run      https://github.example/owner/name/actions/runs/13
  commit   https://github.example/owner/name/commit/${'3'.repeat(40)}
  compare  https://github.example/owner/name/compare/${'1'.repeat(40)}...${'3'.repeat(40)}
  inputs   data@v1
           + data@v1
`)
  expect(bisectToJson(result)).toMatchObject({ fallen: { value: 0.85, inputsAdded: [{ name: 'data', number: 1 }] } })
})

test('where it fell at none this is said, with what was looked at', async () => {
  const { store, objects } = memoryStore()
  await save(store, tree({ a: '1' }), { metrics: { accuracy: 0.9 } })
  await save(store, tree({ a: '2' }), { metrics: { accuracy: 0.1 } })
  await save(store, tree({ a: '3' }))
  plantGone(objects, 'model', 2)
  const result = await store.bisect({ name: 'model', metric: 'accuracy' })
  expect(result.fallen).toBeUndefined()
  expect(bisectToText(result)).toBe('model: accuracy did not fall (1 version with it; 1 version without it)\n')
  expect(bisectToJson(result)).not.toHaveProperty('fallen')
})

test.each([
  [{ metric: '' }, /metric/],
  [{ drop: -1 }, /drop: '-1'/],
  [{ drop: NaN }, /drop: 'NaN'/],
  [{ since: 0 }, /since: '0'/]
])('a request that means nothing is refused: %p', async (request, message) => {
  const { store } = memoryStore()
  await save(store, tree({ a: '1' }))
  const { code, message: text } = await failure(store.bisect({ name: 'model', metric: 'm', ...request }))
  expect(code).toBe('INVALID_INPUT')
  expect(text).toMatch(message)
})
