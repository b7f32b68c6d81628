/**
 * A `verify` beside whoever removes, prunes and saves what it looks at: M3, M4 and M5. The store is sound, or one object
 * of it is not; and the storage may be out of reach for a while.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, take, type Processes, type Turn } from './turns.js'

const NONE = 'no damage is told of what was removed, never finished, or out of reach'
const TOLD = 'damage is told'

const SOUND = 0
const MISSING = 1
/** There, with its size, and of other bytes. */
const CHANGED = 2
/** There, and the storage does not give it while it gives others. */
const UNREADABLE = 3

const turn = { reads: 0, looks: 1, looksAgain: 2 }

interface State extends Processes {
  gone: boolean
  pack: number
  /** Whether it was lost, and by nobody's will. */
  lost: boolean
  listed: boolean
  reachable: boolean
  told: boolean
}

export const verifying = protocolModel(
  'a verify beside others',
  {
    hashed: { rule: 'M3', what: 'what is read is not believed for its name', breaks: TOLD },
    looksAgain: { rule: 'M4', what: 'damage is looked at again before it is told', breaks: NONE },
    listed: { rule: 'M4', what: 'a missing pack that a list names is no damage', breaks: NONE },
    unreadable: { rule: 'M5', what: 'what is not given, while others are, is damaged', breaks: TOLD },
    outOfReach: { rule: 'M5', what: 'a storage that is out of reach says nothing of the store', breaks: NONE }
  },
  (without): Model<State> => {
    function isWrong({ pack, reachable }: State): boolean {
      if (!reachable) return without('outOfReach')
      if (pack === CHANGED) return !without('hashed')
      return pack === MISSING || (pack === UNREADABLE && !without('unreadable'))
    }

    function tell(next: State): string | undefined {
      next.told = true
      next.at[0] = DONE
      return next.lost && next.reachable ? undefined : NONE
    }

    const turns: readonly Turn<State>[] = [
      {
        'reads the records': (next) => {
          if (next.gone) next.at[0] = DONE
          if (!next.reachable) next.at[0] = DEAD
        }
      },
      {
        'looks at the pack': (next) => {
          if (!isWrong(next)) {
            next.at[0] = next.reachable ? DONE : DEAD
            return next.lost && next.reachable ? TOLD : undefined
          }
          return without('looksAgain') ? tell(next) : undefined
        }
      },
      {
        'looks again at the version, the pack and condemned/': (next) => {
          const isExcused = next.gone || !isWrong(next) || (next.listed && next.pack === MISSING && !without('listed'))
          if (!isExcused) return tell(next)
          next.at[0] = DONE
          return undefined
        }
      }
    ]

    return {
      initial: {
        at: [turn.reads],
        gone: false,
        pack: SOUND,
        lost: false,
        listed: false,
        reachable: true,
        told: false
      },
      steps(state, step) {
        take(state, step, 0, 'verify', turns)
        step(state.reachable ? 'the storage is out of reach' : 'the storage is back', (next) => {
          next.reachable = !next.reachable
        })
        if (!state.gone) {
          step('somebody removes the version', (next) => {
            next.gone = true
          })
        }
        if (state.pack === SOUND && !state.listed) {
          step('prune lists the pack, whose saver is held up', (next) => {
            next.listed = true
          })
          for (const damage of [MISSING, CHANGED, UNREADABLE]) {
            step(['', 'the pack is lost', 'a byte of the pack changes', 'the pack cannot be read'][damage], (next) => {
              next.pack = damage
              next.lost = true
            })
          }
        }
        if (state.pack === SOUND && (state.listed || state.gone)) {
          step('prune destroys the pack', (next) => {
            next.pack = MISSING
          })
        }
        if (state.pack === MISSING && !state.lost && state.gone) {
          step('a save writes the pack again', (next) => {
            next.pack = SOUND
          })
        }
      },
      reaches: {
        'damage is told': ({ told }) => told,
        'a version goes while it is looked at': ({ at, gone, pack }) =>
          at[0] === turn.looksAgain && gone && pack === MISSING,
        'one that was never finished is no damage': ({ at, gone, listed, pack, told }) =>
          at[0] === DONE && !gone && listed && pack === MISSING && !told
      }
    }
  }
)
