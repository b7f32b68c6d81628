/**
 * What docs/PROTOCOL.md promises holds in every state that its models can reach; and of the rules that are in a model
 * each statement is needed: without it there is a state in which a promise is broken, which is told by its steps.
 */
import { explore, type Exploration } from './explore.js'
import { MODELS } from './rules.js'

/** One that says what a model is, found to be broken by one step after the other. */
const summary: string[] = []

function row(cells: readonly (string | number)[]): string {
  const widths = [34, 9, 12, 6, 8]
  return cells
    .map((cell, index) => (index === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[index] ?? 0)))
    .join(' ')
}

afterAll(() => {
  const omissions = MODELS.flatMap((model) => Object.values(model.omissions))
  const rules = new Set(omissions.map(({ rule }) => rule))
  const lines = [row(['model', 'states', 'transitions', 'depth', 'seconds']), ...summary]
  process.stdout.write(
    `\n${lines.join('\n')}\n${omissions.length} statements of ${rules.size} rules were left out in turn, and broke what they should: ${[...rules].sort().join(' ')}\n\n`
  )
})

describe.each(MODELS.map((model) => [model.name, model] as const))('%s', (name, model) => {
  test('with all rules no promise is broken', () => {
    const started = performance.now()
    const { states, transitions, depth, unreached, counterexample } = explore(model.build())
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    summary.push(row([name, states, transitions, depth, seconds]))
    expect(counterexample).toBeUndefined()
    expect(unreached).toEqual([])
  })

  test.each(Object.entries(model.omissions).map(([key, { rule, what, breaks }]) => ({ key, rule, what, breaks })))(
    'without $rule: $what',
    ({ key, rule, what, breaks }) => {
      const { counterexample }: Exploration = explore(model.build(key))
      expect(counterexample?.broken).toBe(breaks)
      const steps = counterexample!.steps.map((step, index) => `  ${index + 1}. ${step}`)
      process.stdout.write(`\n${name}, without ${rule}, ${what}:\n${steps.join('\n')}\n  Broken: ${breaks}\n`)
    }
  )
})
