import { describeProgress, showProgress } from '../../src/cli/progress.js'
import { Collected } from './support.js'

test('off a terminal there is a line every five seconds of work, and none before', () => {
  const stream = new Collected()
  let time = 1000
  const progress = showProgress(stream, { quiet: false, now: () => time })
  const at = (seconds: number, bytes: number) => {
    time = 1000 + seconds * 1000
    progress.listener({ phase: 'save', files: 1, bytes })
  }
  at(0, 1024)
  at(4.9, 2048)
  expect(stream.text).toBe('')
  at(5, 3072)
  at(9, 4096)
  at(10.5, 5120)
  progress.stop()
  expect(stream.text).toBe('Saving: 1 file, 3 KiB\nSaving: 1 file, 5 KiB\n')
})

test('where only JSON is wanted there are no lines', () => {
  const stream = new Collected()
  let time = 0
  const progress = showProgress(stream, { quiet: true, now: () => (time += 60_000) })
  progress.listener({ phase: 'save', files: 1, bytes: 1 })
  progress.stop()
  expect(stream.text).toBe('')
})

test('a terminal gets a bar that is gone when it stops', () => {
  const stream = new Collected(true)
  const progress = showProgress(stream, { quiet: true, now: () => 0 })
  progress.listener({ phase: 'restore', files: 1, bytes: 512, totalFiles: 2, totalBytes: 1024 })
  progress.stop()
  progress.stop()
  expect(stream.text).toContain('████████████░░░░░░░░░░░░ Restoring: 1 of 2 files, 512 B of 1 KiB')
  // Cursor shown again, and the line cleared last.
  expect(stream.text).toContain('\u001b[?25h')
  expect(stream.text.endsWith('\u001b[2K')).toBe(true)
})

test('without a total there is no bar to be wrong', () => {
  const stream = new Collected(true)
  const progress = showProgress(stream, { quiet: false, now: () => 0 })
  progress.listener({ phase: 'save', files: 1200, bytes: 1024 ** 3 })
  progress.stop()
  expect(stream.text).toContain('Saving: 1,200 files, 1 GiB')
  expect(stream.text).not.toMatch(/[█░]/)
})

test('totals are told where they are known', () => {
  expect(describeProgress({ phase: 'save', files: 3, bytes: 5 })).toBe('Saving: 3 files, 5 B')
  expect(describeProgress({ phase: 'copy', files: 3, bytes: 5 })).toBe('Copying: 3 files, 5 B')
  expect(describeProgress({ phase: 'restore', files: 1, bytes: 5, totalFiles: 1, totalBytes: 5 })).toBe(
    'Restoring: 1 of 1 file, 5 B of 5 B'
  )
})
