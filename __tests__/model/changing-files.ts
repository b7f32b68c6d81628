/**
 * A file of two halves that others change while a save reads it, on a file system whose clock is coarse: S8. A change
 * is of both halves at once, and the save reads one after the other. Whoever changes it may set its time back after.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, take, type Processes, type Turn } from './turns.js'

const ONE_MOMENT = 'what is saved of a file was its content at one moment'

const ATTEMPTS = 3
const CHANGES = 4
const TICKS = 4

const turn = { looks: 0 }

interface Times {
  /** What any program may set. */
  modified: number
  /** What the file system alone sets. */
  changed: number
}

interface State extends Processes {
  /** Counts up with each change. */
  content: number
  times: Times
  clock: number
  seen: Times
  halves: number[]
  attempt: number
}

export const changingFiles = protocolModel(
  'files that change while they are read',
  {
    looksAgain: { rule: 'S8', what: 'a file is looked at again after it was read', breaks: ONE_MOMENT },
    bothTimes: { rule: 'S8', what: 'at all of its times', breaks: ONE_MOMENT },
    waits: { rule: 'S8', what: 'one that changed within the tick of the first look is waited for', breaks: ONE_MOMENT },
    fails: { rule: 'S8', what: 'after the third time the save fails', breaks: ONE_MOMENT }
  },
  (without): Model<State> => {
    function turns({ times, clock }: State): readonly Turn<State>[] {
      const isSettled = times.changed < clock || without('waits')
      const readHalf = (half: number): Turn<State> => ({
        [`reads half ${half + 1}`]: (next) => {
          next.halves[half] = next.content
        }
      })
      return [
        isSettled
          ? {
              'looks at the file': (next) => {
                next.seen = { ...next.times }
              }
            }
          : {},
        readHalf(0),
        readHalf(1),
        {
          'looks at the file again': (next) => {
            const { modified, changed } = next.times
            const isSame = modified === next.seen.modified && (changed === next.seen.changed || without('bothTimes'))
            const isLast = next.attempt + 1 === ATTEMPTS
            if (isSame || without('looksAgain') || (isLast && without('fails'))) next.at[0] = DONE
            else if (isLast) next.at[0] = DEAD
            else {
              next.attempt++
              next.at[0] = turn.looks
            }
          }
        }
      ]
    }
    return {
      initial: {
        at: [turn.looks],
        content: 0,
        times: { modified: 0, changed: 0 },
        clock: 0,
        seen: { modified: 0, changed: 0 },
        halves: [0, 0],
        attempt: 0
      },
      steps(state, step) {
        take(state, step, 0, 'saver', turns(state))
        if (state.clock < TICKS) {
          step('the clock ticks', (next) => {
            next.clock++
          })
        }
        if (state.content < CHANGES) {
          step('the file is changed', (next) => {
            next.content++
            next.times = { modified: next.clock, changed: next.clock }
          })
          step('the file is changed, and its time set back', (next) => {
            next.content++
            next.times = { modified: next.times.modified, changed: next.clock }
          })
        }
      },
      broken: ({ at, halves: [first, second] }) => (at[0] === DONE && first !== second ? ONE_MOMENT : undefined),
      reaches: {
        'saved after a change': ({ at, halves }) => at[0] === DONE && halves[0] === 1,
        'saved at the third time': ({ at, attempt }) => at[0] === DONE && attempt === 2,
        'a save gives up': ({ at }) => at[0] === DEAD
      }
    }
  }
)
