import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compressChunk } from '../../src/content/compression.js'
import { createTaskContext, runTask, type TaskContext, type WriteChunksTask } from '../../src/content/tasks.js'
import { hashOf, KIB, noise, prose, thrownBy, withFolder } from './support.js'

interface ChunkToWrite {
  readonly content: Buffer
  readonly stored?: Uint8Array
  /** Where it belongs. */
  readonly targets: readonly {
    readonly path: string
    readonly position?: number
    readonly whole?: boolean
    readonly mode?: number
  }[]
}

/** The task in columns, of a span that holds these chunks with a gap between them. */
function writing(chunks: readonly ChunkToWrite[]): WriteChunksTask {
  const gap = noise('gap', 10)
  const bytes: Uint8Array[] = []
  const columns: number[] = []
  const targets: number[] = []
  const paths: string[] = []
  const modes: number[] = []
  const whole: number[] = []
  let offset = 0
  chunks.forEach(({ content, stored = content, targets: belongs }, chunk) => {
    bytes.push(gap, stored)
    columns.push(offset + gap.length, stored.length, content.length)
    offset += gap.length + stored.length
    for (const { path, position = 0, whole: isWhole = true, mode = 0o644 } of belongs) {
      targets.push(chunk, paths.push(path) - 1, position)
      modes.push(mode)
      whole.push(isWhole ? 1 : 0)
    }
  })
  return {
    type: 'write-chunks',
    bytes: new Uint8Array(Buffer.concat(bytes)),
    describe: 'the pack under test',
    chunks: Uint32Array.from(columns),
    hashes: Buffer.concat(chunks.map(({ content }) => Buffer.from(hashOf(content), 'hex'))),
    targets: Float64Array.from(targets),
    files: { absolutePaths: paths, modes: Uint16Array.from(modes), whole: Uint8Array.from(whole) }
  }
}

/** Runs with a folder and the state of a thread, whose files are closed afterwards. */
async function withThread(act: (folder: string, context: TaskContext) => void): Promise<void> {
  await withFolder((folder) => {
    const context = createTaskContext()
    try {
      act(folder, context)
    } finally {
      runTask({ type: 'reset' }, context)
    }
  })
}

const contentOf = (path: string): Buffer => readFileSync(path)

describe('writing chunks', () => {
  test('puts each where it belongs: whole files, pieces of files, one chunk in several', () =>
    withThread((folder, context) => {
      const [a, b, c] = [noise('a', 1000), prose('b', 50 * KIB), noise('c', 3)]
      const at = (name: string): string => join(folder, name)
      runTask(
        writing([
          {
            content: a,
            targets: [
              { path: at('one'), mode: 0o751 },
              { path: at('two'), mode: 0o400 }
            ]
          },
          {
            content: b,
            stored: compressChunk(b, 3)!,
            targets: [
              { path: at('whole-b') },
              { path: at('pieces'), position: 3, whole: false },
              { path: at('pieces'), position: 3 + b.length, whole: false }
            ]
          },
          { content: c, targets: [{ path: at('pieces'), position: 0, whole: false }] }
        ]),
        context
      )
      runTask({ type: 'reset' }, context)
      expect(contentOf(at('one'))).toEqual(a)
      expect(contentOf(at('two'))).toEqual(a)
      expect([statSync(at('one')).mode & 0o7777, statSync(at('two')).mode & 0o7777]).toEqual([0o751, 0o400])
      expect(Buffer.compare(contentOf(at('whole-b')), b)).toBe(0)
      expect(Buffer.compare(contentOf(at('pieces')), Buffer.concat([c, b, b]))).toBe(0)
      expect(context.openFiles.size).toBe(0)
    }))

  test('writes nothing of a chunk that is not what its hash says', () =>
    withThread((folder, context) => {
      const good = noise('good', 500)
      const text = prose('text', 5000)
      const frame = compressChunk(text, 3)!
      const flipped = Buffer.from(good)
      flipped[77] ^= 1
      const bad: ChunkToWrite[] = [
        { content: good, stored: flipped, targets: [] },
        {
          content: text,
          stored: Buffer.concat([frame.subarray(0, 50), Buffer.from('x'), frame.subarray(51)]),
          targets: []
        },
        { content: text, stored: frame.subarray(0, frame.length - 1), targets: [] },
        { content: text, stored: compressChunk(prose('other', 5000), 3)!, targets: [] }
      ]
      bad.forEach((chunk, number) => {
        const before = join(folder, `before-${number}`)
        const path = join(folder, `file-${number}`)
        const task = writing([
          { content: good, targets: [{ path: before }] },
          { ...chunk, targets: [{ path }, { path: `${path}-piece`, whole: false }] }
        ])
        const { message } = thrownBy('DAMAGED', () => runTask(task, context))
        expect(message).toContain('the pack under test')
        expect([existsSync(before), existsSync(path), existsSync(`${path}-piece`)]).toEqual([true, false, false])
      })
    }))

  test('overwrites no file and follows no link', () =>
    withThread((folder, context) => {
      const outside = join(folder, 'outside')
      writeFileSync(outside, 'precious')
      symlinkSync(outside, join(folder, 'link'))
      for (const target of [
        { path: outside },
        { path: join(folder, 'link') },
        { path: join(folder, 'link'), whole: false },
        { path: join(folder, 'missing', 'file') }
      ]) {
        const { message } = thrownBy('DESTINATION', () =>
          runTask(writing([{ content: noise(1, 9), targets: [target] }]), context)
        )
        expect(message).toContain(target.path)
      }
      expect(contentOf(outside).toString()).toBe('precious')
    }))

  test('keeps a bounded number of files open', () =>
    withThread((folder, context) => {
      const content = noise('open', 10)
      for (let turn = 0; turn < 2; turn++) {
        for (let number = 0; number < 50; number++) {
          const target = { path: join(folder, String(number)), position: turn * 10, whole: false }
          runTask(writing([{ content, targets: [target] }]), context)
          expect(context.openFiles.size).toBeLessThanOrEqual(16)
        }
      }
      runTask({ type: 'reset' }, context)
      for (let number = 0; number < 50; number++) {
        expect(contentOf(join(folder, String(number)))).toEqual(Buffer.concat([content, content]))
      }
    }))

  test('gives the memory of the span back', () =>
    withThread((folder, context) => {
      const task = writing([{ content: noise('span', 200_000), targets: [{ path: join(folder, 'a') }] }])
      runTask(task, context)
      expect(task.bytes.length).toBe(0)
    }))
})

describe('making files', () => {
  test('makes empty ones, and gives complete ones their mode', () =>
    withThread((folder, context) => {
      const complete = join(folder, 'complete')
      writeFileSync(complete, 'all of it')
      chmodSync(complete, 0o600)
      const empty = join(folder, 'empty')
      runTask(
        {
          type: 'make-files',
          files: [
            { absolutePath: complete, mode: 0o555, exists: true },
            { absolutePath: empty, mode: 0o751, exists: false }
          ]
        },
        context
      )
      expect(statSync(complete).mode & 0o7777).toBe(0o555)
      expect([statSync(empty).mode & 0o7777, statSync(empty).size]).toEqual([0o751, 0])
    }))

  test('names the file that it cannot make', () =>
    withThread((folder, context) => {
      for (const exists of [true, false]) {
        const absolutePath = join(folder, 'missing', 'file')
        const { message } = thrownBy('DESTINATION', () =>
          runTask({ type: 'make-files', files: [{ absolutePath, mode: 0o644, exists }] }, context)
        )
        expect(message).toContain(absolutePath)
      }
    }))
})

test('verifying chunks finds the one that is damaged', () => {
  const chunks = [noise(1, 100), noise(2, 200), noise(3, 300)]
  const bytes = new Uint8Array(Buffer.concat(chunks))
  const listed = chunks.map((chunk, number) => ({
    offset: [0, 100, 300][number],
    stored: chunk.length,
    size: chunk.length,
    hash: Buffer.from(hashOf(chunk), 'hex')
  }))
  const verify = (): unknown =>
    runTask({ type: 'verify', bytes, chunks: listed, describe: 'pack x' }, createTaskContext())
  expect(verify()).toBe(bytes)
  bytes[599] ^= 0x80
  expect(thrownBy('DAMAGED', verify).message).toContain('pack x')
})

test('a running hash goes on over several pieces, and files do not mix', () => {
  const context = createTaskContext()
  const pieces = [noise(1, 100), noise(2, 70), noise(3, 1)]
  for (const piece of pieces) {
    runTask({ type: 'hash-update', file: 1, bytes: piece }, context)
    runTask({ type: 'hash-update', file: 2, bytes: piece.subarray(1) }, context)
  }
  const finish = (file: number): string => Buffer.from(runTask({ type: 'hash-finish', file }, context)).toString('hex')
  expect(finish(1)).toBe(hashOf(Buffer.concat(pieces)))
  expect(finish(2)).toBe(hashOf(Buffer.concat(pieces.map((piece) => piece.subarray(1)))))
  expect(finish(1)).toBe(hashOf(''))
  expect(context.runningHashes.size).toBe(0)
})
