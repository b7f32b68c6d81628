/** The method of ES2024, for memory that is not shared; Node.js 20 has it not, and then the garbage collector does it later. */
type Transferable = ArrayBufferLike & { transfer?: (length?: number) => ArrayBuffer }

/**
 * Gives memory back now. Large buffers are garbage that no heap limit sees: each thread would let tens of megabytes of
 * them lie before it collects any.
 *
 * The buffer, and every view of it, is empty afterwards. Shared memory is left alone, and what is so small that it may
 * lie in the pool that all of Node.js shares.
 */
export function releaseBuffer(view: ArrayBufferView): void {
  const { buffer } = view
  if (buffer.byteLength > Buffer.poolSize) (buffer as Transferable).transfer?.(0)
}
