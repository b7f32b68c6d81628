/**
 * Two that remove a version and one that brings it back, by appending: D1. Where its record cannot be read, it may be
 * given up, and prune goes on: D5 (and P1, without which prune does not stop for it).
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DONE, kill, take, type Processes, type Turn } from './turns.js'

const REMOVED = 'a version that was removed, and that nobody brings back, is gone'
const BACK = 'a version that is reported as brought back has its pack'
const NEVER = 'prune is not stopped for ever by a version that nobody needs'

const REMOVERS = [0, 1]
const UNDELETER = 2
const CHANGES = 5

interface State extends Processes {
  /** How often the version was removed or brought back: odd where it is gone. */
  changes: number
  /** What each saw of that. */
  seen: number[]
  readable: boolean
  /** Whether undelete could read the record. */
  known: boolean
  pack: boolean
  reported: boolean
}

export const changes = protocolModel(
  'removals that are appended',
  {
    doneAlready: { rule: 'D1', what: 'whoever finds it done already appends nothing', breaks: REMOVED },
    oddNumbers: { rule: 'D1', what: '`gone` is appended under an odd number', breaks: REMOVED },
    givenUp: { rule: 'D5', what: 'prune no longer waits for a version that was given up', breaks: NEVER },
    finalThen: { rule: 'D5', what: 'and it cannot be brought back', breaks: BACK }
  },
  (without): Model<State> => {
    const isGone = (state: { changes: number }): boolean => state.changes % 2 === 1

    function append(who: number): Turn<State> {
      return {
        'appends that the version is gone': (next) => {
          if (next.changes === next.seen[who]) next.changes++
          else if (isGone(next) && !without('doneAlready')) return
          else if (next.changes < CHANGES) {
            // Its number is taken: by one more it may mean the other thing.
            if (without('doneAlready') || without('oddNumbers')) next.changes++
            else next.at[who] = 0
          }
        }
      }
    }

    function remove(who: number): readonly Turn<State>[] {
      return [
        {
          'looks whether the version is gone': (next) => {
            next.seen[who] = next.changes
            const isDone = isGone(next) && !without('oddNumbers')
            if (isDone) next.at[who] = 2
          }
        },
        append(who),
        {
          'tells that it is removed': ({ at }) => {
            at[who] = DONE
          }
        }
      ]
    }

    const undelete: readonly Turn<State>[] = [
      {
        'appends that the version is back': (next) => {
          next.known = next.readable
          const isFinal = !next.known && !without('finalThen')
          if (!isGone(next) || isFinal || next.changes >= CHANGES) next.at[UNDELETER] = 0
          else next.changes++
        }
      },
      {
        'looks for its packs and tells that it is back': (next) => {
          // A record that cannot be read names none.
          const isSound = next.pack || !next.known
          if (isSound) next.reported = true
          else next.changes++
          next.at[UNDELETER] = DONE
        }
      }
    ]

    return {
      initial: { at: [0, 0, 0], changes: 0, seen: [0, 0], readable: true, known: true, pack: true, reported: false },
      steps(state, step) {
        for (const who of REMOVERS) {
          take(state, step, who, `remover ${who + 1}`, remove(who))
          kill(state, step, who, `remover ${who + 1}`)
        }
        take(state, step, UNDELETER, 'undelete', undelete)
        if (state.readable) {
          step('the record is damaged', (next) => {
            next.readable = false
          })
        }
        step('prune: goes over the records', (next) => {
          const stops = !next.readable && (!isGone(next) || without('givenUp'))
          if (stops) return isGone(next) && next.pack ? NEVER : undefined
          if (!isGone(next) || next.at[UNDELETER] !== 0) return undefined
          next.pack = false
          return undefined
        })
      },
      broken({ at, changes: all, pack, reported }) {
        const isGoneNow = isGone({ changes: all })
        if (reported && !pack && !isGoneNow) return BACK
        const isUndeleted = at[UNDELETER] !== 0
        return !isUndeleted && !isGoneNow && REMOVERS.every((who) => at[who] === DONE) ? REMOVED : undefined
      },
      reaches: {
        'both have removed it': ({ at }) => at[0] === DONE && at[1] === DONE,
        'brought back': ({ reported, changes: all }) => reported && all === 2,
        'given up, and its pack destroyed': ({ readable, pack }) => !readable && !pack
      }
    }
  }
)
