/** Bugs that are planted on the runner's thread: what only somebody beside the thread can notice. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Wrap } from './judge.js'

export type Plant = 'hang' | 'wait' | 'bomb' | 'heap'

const MIB = 1024 * 1024

const BUGS: Record<Plant, () => unknown> = {
  hang: () => {
    for (;;);
  },
  wait: async () => await new Promise(() => setInterval(() => undefined, 1000)),
  // What lies outside of the heap has no limit of its own. It is held until somebody ends the thread.
  bomb: async () => {
    const held: Buffer[] = []
    for (let count = 0; count < 32; count++) {
      held.push(Buffer.alloc(32 * MIB, 1))
      await sleep(10)
    }
    await sleep(60_000)
    return held.length
  },
  heap: () => {
    const held: object[] = []
    for (;;) held.push({ held: held.length, more: [held.length] })
  }
}

/** One operation, listing, does what is planted. */
export function wrapOf(plant: Plant | undefined): Wrap | undefined {
  return plant && (async (name, run) => (name === 'list' ? await BUGS[plant]() : await run()))
}
