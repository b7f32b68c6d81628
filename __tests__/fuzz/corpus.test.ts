/** Hostile stores that were found once, or thought of: each is met by every operation. CONTRIBUTING.md, "Fuzzing". */
import { readCorpus } from './corpus.js'
import { Runner } from './runner.js'

const runner = new Runner()
beforeAll(async () => await runner.open())
afterAll(async () => await runner.close())

test('a store that nobody changed does everything', async () => {
  expect(await runner.judge([])).toEqual({ failures: [], outcomes: { done: expect.any(Number) } })
})

test.each(readCorpus())('all of the corpus: %s', async (_, mutations) => {
  expect((await runner.judge(mutations)).failures).toEqual([])
})
