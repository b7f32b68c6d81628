import { OUTPUT_NAMES, setOutputs } from '../../src/action/outputs.js'
import { FakeRunner } from '../support/fake-runner.js'

describe('setOutputs', () => {
  it('sets every output, with text for each kind of value', () => {
    const runner = new FakeRunner()
    setOutputs(runner, { found: true, number: 3, name: 'a', metadata: { b: [1, null] }, matched: null })
    expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
    expect(runner.outputs).toMatchObject({
      found: 'true',
      created: 'false',
      number: '3',
      name: 'a',
      metadata: '{"b":[1,null]}',
      matched: '',
      result: ''
    })
  })

  it('says what was not found or made, and leaves the rest empty', () => {
    const runner = new FakeRunner()
    setOutputs(runner, {})
    const { found, created, ...others } = runner.outputs
    expect([found, created]).toEqual(['false', 'false'])
    expect(new Set(Object.values(others))).toEqual(new Set(['']))
  })
})
