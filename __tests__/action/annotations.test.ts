import { MAX_ANNOTATIONS, Warnings } from '../../src/action/annotations.js'
import { FakeRunner } from '../support/fake-runner.js'

const warn = (messages: readonly string[]): FakeRunner => {
  const runner = new FakeRunner()
  const warnings = new Warnings(runner)
  for (const message of messages) warnings.warn(message)
  warnings.flush()
  return runner
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index}`)

describe('Warnings', () => {
  it('are annotations, each once', () => {
    expect(warn(['a', 'b', 'a']).annotations).toEqual([
      ['warning', 'a'],
      ['warning', 'b']
    ])
    expect(warn([]).annotations).toEqual([])
  })

  it('stay within what the runner shows, and count the rest', () => {
    const few = warn(many(MAX_ANNOTATIONS - 1))
    expect(few.warnings()).toEqual(many(MAX_ANNOTATIONS - 1))
    expect(few.log).toEqual([])

    const lots = warn(many(50))
    expect(lots.annotations).toHaveLength(MAX_ANNOTATIONS)
    expect(lots.warnings().at(-1)).toBe('41 more warnings: see the log of this step')
    expect(lots.log).toHaveLength(41)
    expect(lots.log.at(-1)).toBe('Warning: w49')
  })

  it('count a tenth that is the only one more', () => {
    expect(warn(many(10)).warnings().at(-1)).toBe('1 more warning: see the log of this step')
  })
})
