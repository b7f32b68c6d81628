/** What a worker thread runs: takes tasks from its port, one after another, and answers. */
import { parentPort } from 'node:worker_threads'
import { ArtifactStoreError, type ErrorCode } from '../errors.js'
import type { ReadChunksResult } from './read-chunks.js'
import { releaseBuffer } from './release.js'
import { createTaskContext, runTask, type CompressResult, type ReadFilesResult, type Task } from './tasks.js'

export interface TaskMessage {
  readonly id: number
  readonly task: Task
}

export type TaskAnswer =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number
      readonly error: { readonly code?: ErrorCode; readonly message: string; readonly stack?: string }
    }

if (parentPort !== null) {
  const port = parentPort
  const context = createTaskContext()
  port.on('message', ({ id, task }: TaskMessage) => {
    try {
      const value = runTask(task, context)
      port.postMessage({ id, value } satisfies TaskAnswer, transferable(task, value))
      // Nobody else has these bytes, unless they are shared, and then they stay.
      if (task.type === 'hash-update') releaseBuffer(task.bytes)
    } catch (error) {
      port.postMessage({ id, error: describeError(error) } satisfies TaskAnswer)
    }
  })
}

/** Buffers that go back without a copy. */
function transferable(task: Task, value: unknown): ArrayBuffer[] {
  if (task.type === 'verify') return [task.bytes.buffer]
  if (task.type === 'read-chunks') return [(value as ReadChunksResult).content.buffer]
  if (task.type === 'read-files') return [(value as ReadFilesResult).bytes.buffer]
  if (task.type === 'compress') {
    const { frames, bytes } = value as CompressResult
    const buffers = frames.flatMap((frame) => (frame === undefined ? [] : [frame.buffer]))
    // The bytes came by transfer and go back so, unless they are shared and never moved.
    return bytes.buffer instanceof ArrayBuffer ? [...buffers, bytes.buffer] : buffers
  }
  return []
}

function describeError(error: unknown): { code?: ErrorCode; message: string; stack?: string } {
  if (error instanceof ArtifactStoreError) return { code: error.code, message: error.message }
  if (error instanceof Error)
    return { message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) }
  return { message: String(error) }
}
