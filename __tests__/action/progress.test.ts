import { jest } from '@jest/globals'
import { describeProgress, PROGRESS_INTERVAL_MS, startProgressLines } from '../../src/action/progress.js'
import { FakeRunner } from '../support/fake-runner.js'

describe('progress lines', () => {
  it('come with each tick, once there is something to tell, until they are stopped', () => {
    const runner = new FakeRunner()
    let tick = (): void => undefined
    const cancel = jest.fn()
    const lines = startProgressLines(runner, (callback, milliseconds) => {
      expect(milliseconds).toBe(PROGRESS_INTERVAL_MS)
      tick = callback
      return cancel
    })
    tick()
    expect(runner.log).toEqual([])
    lines.listener({ phase: 'save', files: 1, bytes: 10 })
    lines.listener({ phase: 'save', files: 2, bytes: 2048 })
    expect(runner.log).toEqual([])
    tick()
    expect(runner.log).toEqual(['Read 2 files, 2 KiB'])
    lines.stop()
    expect(cancel).toHaveBeenCalledTimes(1)
  })

  it('tell how far it is where that is known', () => {
    expect(describeProgress({ phase: 'restore', files: 1200, bytes: 1024, totalFiles: 3000, totalBytes: 4096 })).toBe(
      'Restored 1,200 of 3,000 files, 1 KiB of 4 KiB (25 %)'
    )
    expect(describeProgress({ phase: 'restore', files: 0, bytes: 0, totalFiles: 1, totalBytes: 0 })).toBe(
      'Restored 0 of 1 file, 0 B of 0 B (100 %)'
    )
    expect(describeProgress({ phase: 'copy', files: 3, bytes: 5 })).toBe('Copied 3 files, 5 B')
  })
})
