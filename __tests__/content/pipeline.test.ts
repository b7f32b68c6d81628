import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { OrderedPipeline } from '../../src/content/pipeline.js'
import { reasonOf, unhandledRejections, within } from './support.js'

const ignore = (): void => undefined
const failure = new Error('the first failure')

/** A promise, and how it is settled. */
function open<T>(): { readonly promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  promise.then(
    () => (settled = true),
    () => (settled = true)
  )
  await delay(5)
  return settled
}

describe('an ordered pipeline', () => {
  test('uses pieces in the order in which they were pushed, whichever is ready first, one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 12 }), async (scheduler, count) => {
        const pipeline = new OrderedPipeline(100, ignore)
        const used: number[] = []
        let using = 0
        for (let piece = 0; piece < count; piece++) {
          pipeline.push(scheduler.schedule(Promise.resolve(piece)), async (value) => {
            expect(++using).toBe(1)
            await scheduler.schedule(Promise.resolve())
            used.push(value)
            using--
          })
        }
        const drained = pipeline.drain()
        await scheduler.waitFor(drained)
        expect(used).toEqual(Array.from({ length: count }, (_, piece) => piece))
      }),
      { numRuns: 50 }
    )
  })

  test('has room for so many pieces as its limit, less one', async () => {
    const pipeline = new OrderedPipeline(3, ignore)
    const pieces = [open(), open(), open(), open()]
    const rooms = pieces.slice(0, 3).map(({ promise }) => pipeline.push(promise, ignore).room)
    expect(await Promise.all(rooms.map(isSettled))).toEqual([true, true, false])
    // A later piece that is ready makes no room: it is used after the first.
    pieces[1].resolve(undefined)
    expect(await isSettled(rooms[2])).toBe(false)
    pieces[0].resolve(undefined)
    expect(await isSettled(rooms[2])).toBe(true)
    pieces[2].resolve(undefined)
    await within(1000, pipeline.drain())
  })

  test('tells when a piece was used', async () => {
    const pipeline = new OrderedPipeline(3, ignore)
    const using = open<undefined>()
    const { done } = pipeline.push(Promise.resolve(), () => using.promise)
    expect(await isSettled(done)).toBe(false)
    using.resolve(undefined)
    expect(await isSettled(done)).toBe(true)
  })

  test('drains also what is pushed while it drains', async () => {
    const pipeline = new OrderedPipeline(5, ignore)
    let used = 0
    pipeline.push(delay(1), () => {
      used++
      pipeline.push(delay(5), () => {
        used++
      })
    })
    await pipeline.drain()
    expect(used).toBe(2)
    await pipeline.drain()
  })
})

describe('the first failure in a pipeline', () => {
  test.each(['what is produced', 'how it is used', 'how it is used, at once'])('ends it: %s', async (where) => {
    const told: unknown[] = []
    const unhandled = await unhandledRejections(async () => {
      const pipeline = new OrderedPipeline(3, (error) => told.push(error))
      const used: number[] = []
      const push = (piece: number, fails: boolean): { room: Promise<void>; done: Promise<void> } =>
        pipeline.push(
          fails && where === 'what is produced' ? delay(5).then(() => Promise.reject(failure)) : Promise.resolve(),
          () => {
            used.push(piece)
            if (!fails) return
            if (where.endsWith('once')) throw failure
            return delay(1).then(() => Promise.reject(failure))
          }
        )
      const pushed = [push(0, false), push(1, true), push(2, false), push(3, true), push(4, false)]
      const reasons = await within(2000, Promise.all(pushed.map(({ done }) => reasonOf(done))))
      expect(reasons).toEqual([undefined, failure, failure, failure, failure])
      expect(used.filter((piece) => piece > 1)).toEqual([])
      expect(await reasonOf(within(1000, pushed[4].room))).toBe(failure)
      expect(await reasonOf(within(1000, pipeline.drain()))).toBe(failure)

      // What comes later fails with it, too, unused.
      const late = push(5, false)
      expect(await reasonOf(within(1000, late.done))).toBe(failure)
      expect(await reasonOf(within(1000, late.room))).toBe(failure)
      expect(used).not.toContain(5)
    })
    expect(told).toEqual([failure])
    expect(unhandled).toEqual([])
  })

  test('wakes who waits for room behind a piece that never comes', async () => {
    const unhandled = await unhandledRejections(async () => {
      const pipeline = new OrderedPipeline(2, ignore)
      pipeline.push(Promise.reject(failure), ignore)
      const never = pipeline.push(new Promise(ignore), ignore)
      expect(await reasonOf(within(1000, never.room))).toBe(failure)
      // Not even waited for: nothing could be done with it.
      expect(await reasonOf(within(1000, pipeline.drain()))).toBe(failure)
    })
    expect(unhandled).toEqual([])
  })

  test('is nobody else’s unhandled rejection, also where nobody looks at the piece', async () => {
    const unhandled = await unhandledRejections(async () => {
      const pipeline = new OrderedPipeline(1, ignore)
      pipeline.push(Promise.reject(failure), ignore).done.catch(ignore)
      await delay(5)
      pipeline.push(Promise.reject(new Error('later')), ignore).done.catch(ignore)
    })
    expect(unhandled).toEqual([])
  })
})
