/** `npm run test:fuzz`: hostile stores that nobody thought of. FUZZ_INPUTS says how many, FUZZ_SEED where to begin. */
import { invent, type Mutation } from './mutations.js'
import { Random } from './random.js'
import { Runner, shrink } from './runner.js'

const inputs = Number(process.env['FUZZ_INPUTS'] ?? 200)
const seed = Number(process.env['FUZZ_SEED'] ?? 1)

test(`${inputs} stores from seed ${seed} on`, async () => {
  const runner = new Runner()
  await runner.open()
  const outcomes: Record<string, number> = {}
  const wrong: string[] = []
  for (let at = seed; at < seed + inputs; at++) {
    const random = new Random(at)
    const mutations = Array.from({ length: 1 + random.below(3) }, () => invent(random, runner.objects))
    const verdict = await runner.judge(mutations)
    for (const [kind, count] of Object.entries(verdict.outcomes)) outcomes[kind] = (outcomes[kind] ?? 0) + count
    if (verdict.failures.length > 0) wrong.push(await describe(runner, at, mutations, verdict.failures))
  }
  await runner.close()
  process.stdout.write(`seed ${seed}, ${inputs} inputs, operations by outcome: ${JSON.stringify(outcomes)}\n`)
  if (wrong.length > 0) throw new Error(wrong.slice(0, 20).join('\n\n'))
  expect(outcomes['done']).toBeGreaterThan(0)
}, 3_600_000)

async function describe(
  runner: Runner,
  at: number,
  mutations: readonly Mutation[],
  failures: readonly string[]
): Promise<string> {
  const small = await shrink(mutations, async (fewer) => (await runner.judge(fewer)).failures.length > 0)
  return [
    `FUZZ_SEED=${at} FUZZ_INPUTS=1:`,
    ...new Set(failures),
    'To keep it, add this to a file of __tests__/fuzz/corpus/, under a name that says what is wrong with the store:',
    JSON.stringify(small)
  ].join('\n')
}
