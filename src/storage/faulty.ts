/**
 * A storage that goes wrong as planned, for tests of whatever stands on one. The same plan and the same calls give the
 * same faults: nothing here is random.
 */
import { setTimeout } from 'node:timers/promises'
import type { Cleared, ObjectWriter, Storage, StorageKey } from './storage.js'

export type FaultyOperation =
  | 'create'
  | 'append'
  | 'commit'
  | 'read'
  | 'stat'
  | 'list'
  | 'flush'
  | 'remove'
  | 'now'
  | 'createMayTear'
  | 'clearAbandoned'

export type FaultEffect =
  /** The call fails and has done nothing. */
  | { readonly kind: 'fail-before'; readonly error?: Error }
  /** The call did what it should, and fails (a lost reply). A listing fails after its first entry. */
  | { readonly kind: 'fail-after'; readonly error?: Error }
  /** The call waits first; `milliseconds` may depend on the count of the matching call, from 1 on. */
  | { readonly kind: 'delay'; readonly milliseconds: number | ((call: number) => number) }
  /** A read gives so many bytes fewer than it should (default 1). */
  | { readonly kind: 'short-read'; readonly missing?: number }
  /** One bit of what is read, created or appended is another; `bit` counts from the start (default: in the middle). */
  | { readonly kind: 'flip-bit'; readonly bit?: number }

export interface Fault {
  readonly operation: FaultyOperation | readonly FaultyOperation[]
  /**
   * The keys it is about (of a listing: the prefix), all where it is not given. What is appended has no key yet and
   * matches only where this is not given.
   */
  readonly key?: string | RegExp
  /** Which of the matching calls, from 1 on; each where it is not given. */
  readonly calls?: readonly number[]
  readonly effect: FaultEffect
}

export interface FiredFault {
  readonly operation: FaultyOperation
  readonly key: string | undefined
  readonly effect: FaultEffect
}

export interface FaultyStorage extends Storage {
  /** What went wrong so far: a test that saw nothing go wrong shows nothing. */
  readonly fired: readonly FiredFault[]
}

const NOTHING: Cleared = { objects: 0, bytes: 0 }

const flippable: readonly FaultyOperation[] = ['read', 'create', 'append']

function operationsOf(fault: Fault): readonly FaultyOperation[] {
  return typeof fault.operation === 'string' ? [fault.operation] : fault.operation
}

function matches(fault: Fault, operation: FaultyOperation, key: string | undefined): boolean {
  if (!operationsOf(fault).includes(operation)) return false
  if (fault.key === undefined) return true
  if (key === undefined) return false
  // Not `test`: a pattern with the flag `g` remembers where it stopped.
  return typeof fault.key === 'string' ? fault.key === key : key.search(fault.key) !== -1
}

function injected(): Error {
  return Object.assign(new Error('connection reset (injected)'), { code: 'ECONNRESET' })
}

function flipped(bytes: Uint8Array, bit: number | undefined): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes)
  if (copy.length === 0) return copy
  const at = (bit ?? Math.floor(copy.length / 2) * 8) % (copy.length * 8)
  copy[at >> 3]! ^= 1 << (at & 7)
  return copy
}

/**
 * Wraps a storage so that calls go wrong by plan.
 * @param faults each with its own count of calls; several may hit one call
 */
export function withFaults(inner: Storage, faults: readonly Fault[]): FaultyStorage {
  for (const fault of faults) {
    const { kind } = fault.effect
    const able = kind === 'flip-bit' ? flippable : kind === 'short-read' ? (['read'] as const) : undefined
    for (const operation of operationsOf(fault)) {
      if (able?.every((one) => one !== operation)) throw new Error(`no ${kind} can happen to ${operation}`)
    }
  }
  const counts = new Map<Fault, number>()
  const fired: FiredFault[] = []

  /** The effects that hit this call, in the order of the plan. Waits for the delays and throws what fails before. */
  async function before(operation: FaultyOperation, key: string | undefined): Promise<FaultEffect[]> {
    const effects: FaultEffect[] = []
    let delay = 0
    for (const fault of faults) {
      if (!matches(fault, operation, key)) continue
      const call = (counts.get(fault) ?? 0) + 1
      counts.set(fault, call)
      if (fault.calls && !fault.calls.includes(call)) continue
      const { effect } = fault
      fired.push({ operation, key, effect })
      effects.push(effect)
      if (effect.kind === 'delay') {
        delay += typeof effect.milliseconds === 'number' ? effect.milliseconds : effect.milliseconds(call)
      }
    }
    if (delay > 0) await setTimeout(delay)
    for (const effect of effects) if (effect.kind === 'fail-before') throw effect.error ?? injected()
    return effects
  }

  function after(effects: readonly FaultEffect[]): void {
    for (const effect of effects) if (effect.kind === 'fail-after') throw effect.error ?? injected()
  }

  function spoiled(bytes: Uint8Array, effects: readonly FaultEffect[]): Uint8Array {
    let result = bytes
    for (const effect of effects) if (effect.kind === 'flip-bit') result = flipped(result, effect.bit)
    return result
  }

  async function run<T>(operation: FaultyOperation, key: string | undefined, act: () => Promise<T>): Promise<T> {
    const effects = await before(operation, key)
    const result = await act()
    after(effects)
    return result
  }

  async function* list(prefix: string, options: { readonly after?: StorageKey } | undefined) {
    const effects = await before('list', prefix)
    for await (const info of inner.list(prefix, options)) {
      yield info
      after(effects)
    }
    after(effects)
  }

  function writer(): ObjectWriter {
    const target = inner.writer()
    return {
      async append(parts) {
        const effects = await before('append', undefined)
        await target.append(parts.map((part) => spoiled(part, effects)))
        after(effects)
      },
      commit: (key) => run('commit', key, () => target.commit(key)),
      abort: () => target.abort()
    }
  }

  return {
    location: inner.location,
    fired,
    async create(key, bytes) {
      const effects = await before('create', key)
      const result = await inner.create(key, spoiled(bytes, effects))
      after(effects)
      return result
    },
    writer,
    async read(key, range, maximum) {
      const effects = await before('read', key)
      let bytes = await inner.read(key, range, maximum)
      for (const effect of effects) {
        if (effect.kind === 'flip-bit') bytes = flipped(bytes, effect.bit)
        if (effect.kind === 'short-read') bytes = bytes.slice(0, Math.max(0, bytes.length - (effect.missing ?? 1)))
      }
      after(effects)
      return bytes
    },
    stat: (key) => run('stat', key, () => inner.stat(key)),
    list,
    flush: (key) => run('flush', key, async () => inner.flush?.(key)),
    remove: (key) => run('remove', key, () => inner.remove(key)),
    now: () => run('now', undefined, () => inner.now()),
    createMayTear: () => run('createMayTear', undefined, () => inner.createMayTear()),
    clearAbandoned: (before, dryRun) =>
      run('clearAbandoned', undefined, async () => (await inner.clearAbandoned?.(before, dryRun)) ?? NOTHING)
  }
}
