import type { Readable } from 'node:stream'

/** An answer whose body broke off or stood still. */
class BrokenBody extends Error {
  readonly code: string

  constructor(code: 'ECONNRESET' | 'ETIMEDOUT', message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Reads a body into one buffer of its own.
 * @param length bytes that it must have
 * @param idleTimeout milliseconds that may pass between two pieces
 * @throws an error with the code `ECONNRESET` where the body has another length or breaks off, `ETIMEDOUT` where it
 *   stands still.
 */
export async function readBody(body: Readable, length: number, idleTimeout: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)
  let filled = 0
  const idle = setTimeout(() => {
    body.destroy(new BrokenBody('ETIMEDOUT', `no byte came for ${idleTimeout} ms`))
  }, idleTimeout)
  try {
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      idle.refresh()
      if (filled + piece.length > length) throw new BrokenBody('ECONNRESET', `more than ${length} bytes came`)
      bytes.set(piece, filled)
      filled += piece.length
    }
  } finally {
    clearTimeout(idle)
  }
  if (filled < length) throw new BrokenBody('ECONNRESET', `${filled} of ${length} bytes came`)
  return bytes
}
