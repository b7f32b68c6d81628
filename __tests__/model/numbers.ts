/**
 * Two saves of one artifact, one after the other or at the same time, and readers of `latest`, where an interrupted
 * create can tear and where it cannot: S2, R4 and what D1 says of records. A record may be damaged later.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const LATER = 'a version that is saved comes behind all that are there'
const SAME = 'a number means one version for ever'
const NEWEST = '`latest` gives the newest version that was saved, or an error'
const READABLE = 'a save that was killed hinders no reader'

const FREE = 0
/** Its bytes are still to come, or never will. */
const TORN = 1
const WHOLE = 2
const DAMAGED = 3
/** Was whole, and lost its end. */
const CUT = 4

const SAVERS = [0, 1]
const NUMBERS = [1, 2, 3, 4]
const NOBODY = 0

const turn = { looks: 0, creates: 1, writes: 2, looksAgain: 3, withdraws: 4 }

interface Numbered {
  is: number
  by: number
  gone: boolean
  /** Whose number it was first. */
  first: number
}

interface State extends Processes {
  /** Whether the storage has no hard links. */
  tears: boolean
  numbers: Numbered[]
  /** What each saver tries, as an index. */
  tries: number[]
  harmed: boolean
}

function newest(numbers: readonly Numbered[], counts: (one: Numbered) => boolean): number {
  return numbers.findLastIndex(counts)
}

export const numbers = protocolModel(
  'numbers and what is read as latest',
  {
    dense: { rule: 'S2', what: 'a number is not tried before the one below it exists', breaks: LATER },
    recordStays: {
      rule: 'D1',
      what: 'the record of a version that is removed stays, and its number is taken',
      breaks: SAME
    },
    damagedIsError: { rule: 'R4', what: 'a damaged record is an error for `latest`', breaks: NEWEST },
    tornIsSkipped: { rule: 'R4', what: 'a record without its end is skipped', breaks: READABLE },
    whereItTears: { rule: 'R4', what: 'but only where the storage can tear', breaks: NEWEST },
    nextAfterTorn: { rule: 'R4', what: 'savers take the next number after a torn one', breaks: SAME }
  },
  (without): Model<State> => {
    function turns(who: number, { numbers: [...all], tries }: State): readonly Turn<State>[] {
      const by = who + 1
      const isTaken = ({ is }: Numbered): boolean => is !== FREE && !(is === TORN && without('nextAfterTorn'))
      return [
        {
          '4 looks for the newest number': (next) => {
            next.tries[who] = newest(next.numbers, isTaken) + 1
          },
          ...(without('dense')
            ? {
                '4 looks for the newest number, and takes one more': (next) => {
                  next.tries[who] = newest(next.numbers, isTaken) + 2
                }
              }
            : {})
        },
        {
          '6 creates the record': (next) => {
            const one = next.numbers[next.tries[who]]
            if (isTaken(one)) {
              next.tries[who]++
              next.at[who] = turn.creates
              return undefined
            }
            one.is = next.tears ? TORN : WHOLE
            one.by = by
            if (one.first === NOBODY) one.first = by
            return newest(next.numbers, ({ is }) => is !== FREE) > next.tries[who] ? LATER : undefined
          }
        },
        {
          '6 writes it to its end': (next) => {
            // On a storage that does not tear it was whole at once, and may be damaged by now.
            const one = next.numbers[next.tries[who]]
            if (one.is === TORN) one.is = WHOLE
          }
        },
        {
          '7 is saved': ({ at }) => {
            at[who] = DONE
          },
          '7 finds that its pack was condemned': () => undefined
        },
        {
          '7 makes its version gone': (next) => {
            const removed = { is: FREE, by: NOBODY, gone: false, first: all[tries[who]].first }
            if (without('recordStays')) next.numbers[tries[who]] = removed
            else next.numbers[tries[who]].gone = true
            next.at[who] = DEAD
          }
        }
      ]
    }

    /** What a reader of `latest` gets, which changes nothing. */
    function read({ tears, numbers: all }: State): string | undefined {
      const isSkipped = ({ is }: Numbered): boolean => {
        if (is === DAMAGED) return without('damagedIsError')
        if (is === TORN || is === CUT) return (tears || without('whereItTears')) && !without('tornIsSkipped')
        return is === FREE
      }
      const found = newest(all, (one) => !one.gone && !isSkipped(one))
      if (found === -1) return undefined
      const isError = all[found].is !== WHOLE
      const wanted = newest(all, ({ is, gone }) => is !== FREE && is !== TORN && !gone)
      if (isError) return all[found].is === TORN ? READABLE : undefined
      // Nobody can tell one that lost its end from one that never had it, where both happen.
      return found !== wanted && !(tears && all[wanted].is === CUT) ? NEWEST : undefined
    }

    return {
      initial: {
        at: SAVERS.map(() => turn.looks),
        tears: false,
        numbers: NUMBERS.map(() => ({ is: FREE, by: NOBODY, gone: false, first: NOBODY })),
        tries: SAVERS.map(() => 0),
        harmed: false
      },
      steps(state, step) {
        if (state.at.every((each) => each === turn.looks) && !state.tears) {
          step('the storage has no hard links', (next) => {
            next.tears = true
          })
        }
        for (const who of SAVERS) {
          take(state, step, who, `saver ${who + 1}`, turns(who, state))
          kill(state, step, who, `saver ${who + 1}`)
        }
        for (const [index, { is }] of state.numbers.entries()) {
          if (is !== WHOLE || state.harmed) continue
          step(`the record of number ${index + 1} is damaged`, (next) => {
            next.numbers[index].is = DAMAGED
            next.harmed = true
          })
          step(`the record of number ${index + 1} loses its end`, (next) => {
            next.numbers[index].is = CUT
            next.harmed = true
          })
        }
        step('reader: restores latest', () => read(state))
      },
      broken({ at, numbers: all, tries }) {
        const isAnother = all.some(({ by, first }) => by !== NOBODY && by !== first)
        return isAnother || SAVERS.some((who) => at[who] === DONE && all[tries[who]].by !== who + 1) ? SAME : undefined
      },
      reaches: {
        'all are saved': ({ at }) => at.every((each) => each === DONE),
        'one is saved behind a torn one': ({ tears, numbers: all }) =>
          tears && all[0].is === TORN && all[1].is === WHOLE,
        'one is withdrawn and another one saved': ({ numbers: all }) => all[0].gone && all[1].is === WHOLE
      }
    }
  }
)
