/** A proxy between an S3 client and a server, at which requests and answers go wrong by plan. */
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, listen } from './http.js'

export type ProxyEffect =
  /** The connection breaks; `after`: the server has acted, and the answer is lost. */
  | { readonly kind: 'drop'; readonly after: boolean }
  /** An error instead of the answer; `after`: the server has acted all the same. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly code: string
      readonly after?: boolean
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Half of the answer's body, and then the connection breaks, or nothing more comes. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'stall' }
  /** No answer at all. */
  | { readonly kind: 'silence' }
  /** One bit in the middle is another one. */
  | { readonly kind: 'flip'; readonly of: 'request' | 'answer' }

export interface ProxyFault {
  readonly method?: string
  /** What the path, percent-encoded as it came, must match. */
  readonly path?: RegExp
  /** Which of the requests that match, counted from 1. Default: all. */
  readonly calls?: readonly number[]
  readonly effect: ProxyEffect
}

export interface S3Proxy {
  readonly endpoint: string
  /** What went wrong so far: no test passes because nothing did. */
  readonly fired: { readonly method: string; readonly path: string; readonly effect: ProxyEffect }[]
  /** How many requests came. */
  readonly passed: number
  close(): Promise<void>
}

interface Message {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export async function startS3Proxy(target: string, faults: readonly ProxyFault[]): Promise<S3Proxy> {
  const fired: S3Proxy['fired'] = []
  const counts = new Map<ProxyFault, number>()
  const { hostname, port } = new URL(target)
  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy())
  })
  const endpoint = await listen(server)
  let passed = 0
  return {
    endpoint,
    fired,
    get passed() {
      return passed
    },
    close: () => closeServer(server)
  }

  function effectOn(method: string, path: string): ProxyEffect | undefined {
    let effect: ProxyEffect | undefined
    for (const fault of faults) {
      if (fault.method !== undefined && fault.method !== method) continue
      if (fault.path !== undefined && !fault.path.test(path)) continue
      const call = (counts.get(fault) ?? 0) + 1
      counts.set(fault, call)
      if (fault.calls === undefined || fault.calls.includes(call)) effect ??= fault.effect
    }
    if (effect) fired.push({ method, path, effect })
    return effect
  }

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    passed++
    const sent = await bodyOf(request)
    const effect = effectOn(request.method!, request.url!)
    if (effect?.kind === 'drop' && !effect.after) return void request.socket.destroy()
    if (effect?.kind === 'silence') return
    if (effect?.kind === 'answer' && effect.after !== true) return refuse(response, effect)
    const body = effect?.kind === 'flip' && effect.of === 'request' ? flipped(sent) : sent
    const answer = await forward(request, body)
    switch (effect?.kind) {
      case 'drop':
        return void request.socket.destroy()
      case 'answer':
        return refuse(response, effect)
      case 'cut':
      case 'stall':
        response.writeHead(answer.status, answer.headers)
        // Handed over before it goes on: a connection that breaks takes along what still waits.
        await new Promise((resolve) => response.write(answer.body.subarray(0, answer.body.length / 2), resolve))
        if (effect.kind === 'cut') request.socket.end()
        return
      case 'flip':
      case undefined:
        response.writeHead(answer.status, answer.headers)
        response.end(effect?.of === 'answer' ? flipped(answer.body) : answer.body)
        return
    }
  }

  /** With the name that the client signed: the server takes it for its own. */
  async function forward(request: IncomingMessage, body: Buffer): Promise<Message> {
    return new Promise((resolve, reject) => {
      const { method, url: path, headers } = request
      const forwarded = httpRequest({ hostname, port, method, path, headers, agent: false }, (answer) => {
        bodyOf(answer).then((received) => {
          resolve({ status: answer.statusCode!, headers: withoutConnection(answer.headers), body: received })
        }, reject)
      })
      forwarded.on('error', reject)
      forwarded.end(body)
    })
  }
}

function withoutConnection(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding'].includes(name))
  )
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}

function refuse(response: ServerResponse, { status, code, headers }: ProxyEffect & { kind: 'answer' }): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers })
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}

function flipped(body: Buffer): Buffer {
  const copy = Buffer.from(body)
  if (copy.length > 0) copy[copy.length >> 1] ^= 1
  return copy
}
