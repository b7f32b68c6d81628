import { reportFailure } from '../../src/action/failure.js'
import { ArtifactStoreError } from '../../src/errors.js'
import { FakeRunner } from '../support/fake-runner.js'

const report = (error: unknown): FakeRunner => {
  const runner = new FakeRunner()
  reportFailure(error, runner)
  return runner
}

describe('reportFailure', () => {
  it('shows the message of a failure that is meant for people, and its causes to who debugs', () => {
    const cause = new Error('ENOSPC: no space left on device')
    const runner = report(new ArtifactStoreError('STORAGE', 'the disk is full', { cause }))
    expect(runner.annotations).toEqual([['error', 'the disk is full']])
    expect(runner.debugLog).toEqual([
      expect.stringMatching(/^ArtifactStoreError: the disk is full\n +at /),
      expect.stringMatching(/^Error: ENOSPC: no space left on device\n +at /)
    ])
  })

  it('tells a bug as one, on one line', () => {
    expect(report(new TypeError('x is not\na function')).annotations).toEqual([
      [
        'error',
        'unexpected failure, which is a bug in this action: TypeError: x is not\\na function (run again with debug logging to see where)'
      ]
    ])
    expect(report('thrown text').annotations[0][1]).toContain('bug in this action: thrown text (')
    expect(report(undefined).debugLog).toEqual([])
  })

  it('comes to an end where an error is its own cause', () => {
    const error = new Error('loop')
    error.cause = error
    expect(report(error).debugLog).toHaveLength(10)
  })
})
