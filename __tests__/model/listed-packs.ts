/**
 * Prunes one after the other, and a save after them of what they list: S3 and P2. The clock may be set back between two
 * prunes, and each lists the pack of the content that is there and that no list names.
 */
import type { Model } from './explore.js'
import { bit, has } from './masks.js'
import { protocolModel } from './protocol-model.js'
import { DONE, take, type Processes, type Turn } from './turns.js'

const AT_ONCE = 'a save is not withdrawn for a list that was there when it began'
const RARELY = 'a save that runs each day does not begin again for a prune'

/** Ids of lists are moments of the pruner's clock; here they sort as these numbers. */
const IDS = [1, 2, 3, 4]
const PRUNES = 2
const G = 2

const turn = { reads: 0, stores: 1, looks: 2 }

interface State extends Processes {
  clock: number
  /** Ids of the lists, as a mask, and the packs that they name. A pack is named by the newest list that its save knew. */
  lists: number
  named: number
  packs: number
  /** The age of the pack that was put last. */
  age: number
  pruned: number
  /** What the save read. */
  seen: number
  seenNamed: number
  pack: number
}

export const listedPacks = protocolModel(
  'packs that are listed',
  {
    absent: { rule: 'S3', what: 'a pack that a list names is not referred to', breaks: AT_ONCE },
    otherName: { rule: 'S3', what: 'nor is its name created again', breaks: AT_ONCE },
    sortsBehind: { rule: 'P2', what: 'the id of a list sorts behind those that were read', breaks: AT_ONCE },
    oldPacks: { rule: 'P2', what: 'a list names packs that are older than G', breaks: RARELY }
  },
  (without): Model<State> => {
    const newest = (lists: number): number => IDS.findLast((id) => has(lists, id)) ?? 0

    const save: readonly Turn<State>[] = [
      {
        '3 reads condemned/': (next) => {
          next.seen = next.lists
          next.seenNamed = next.named
        }
      },
      {
        '4 finds a pack of the content, or 5 writes one': (next) => {
          const usable = next.packs & (without('absent') ? ~0 : ~next.seenNamed)
          const found = [0, ...IDS].find((pack) => has(usable, pack))
          next.pack = found ?? (without('otherName') ? 0 : newest(next.seen))
          if (found !== undefined) return
          next.packs |= bit(next.pack)
          next.age = 0
        }
      },
      {
        '7 reads condemned/ again': (next) => {
          next.at[0] = DONE
          if (!has(next.named, next.pack)) return undefined
          if (has(next.seenNamed, next.pack)) return AT_ONCE
          // By a list that came meanwhile: then it has to begin again, but not for what it has just put.
          return next.age <= G && without('oldPacks') ? RARELY : undefined
        }
      }
    ]

    return {
      initial: {
        at: [turn.reads],
        clock: 1,
        lists: 0,
        named: 0,
        packs: bit(0),
        age: G + 1,
        pruned: 0,
        seen: 0,
        seenNamed: 0,
        pack: 0
      },
      steps(state, step) {
        take(state, step, 0, 'saver', save)
        const packs = state.packs & ~state.named
        const isOld = state.age > G || without('oldPacks')
        if (state.pruned < PRUNES && packs !== 0 && isOld) {
          const behind = without('sortsBehind') ? 0 : newest(state.lists)
          const id = Math.max(state.clock, behind + 1)
          if (!has(state.lists, id) && IDS.includes(id)) {
            step(`prune: creates list ${id}`, (next) => {
              next.lists |= bit(id)
              next.named |= packs
              next.pruned++
            })
          }
        }
        if (state.age <= G) {
          step('a day passes', (next) => {
            next.age++
          })
        }
        for (const clock of [1, 2]) {
          if (clock === state.clock) continue
          step(clock < state.clock ? 'the clock is set back' : 'the clock goes on', (next) => {
            next.clock = clock
          })
        }
        if (state.at[0] === turn.reads && !has(state.packs, newest(state.lists))) {
          step('another save puts the content anew', (next) => {
            next.packs |= bit(without('otherName') ? 0 : newest(next.lists))
            next.age = 0
          })
        }
      },
      reaches: {
        'saved behind two lists': ({ at, seen, pack, named }) =>
          at[0] === DONE && seen !== 0 && newest(seen) > 1 && !has(named, pack),
        'withdrawn for a list that came meanwhile': ({ at, named, pack, seen }) =>
          at[0] === DONE && seen === 0 && has(named, pack)
      }
    }
  }
)
