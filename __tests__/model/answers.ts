/**
 * Two saves that create the record of one number in a storage whose answers get lost: rules 1 and 3 of the storage. A
 * request without an answer has acted, or it has not. The storage may also be one that replaces what exists.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, take, type Processes, type Turn } from './turns.js'

const ONCE = 'a save makes one version'
const OWN = 'a version that was reported is the one under its number'

const NUMBERS = [1, 2, 3]
const NOBODY = 0
/** How many answers each saver may have to do without. */
const LOST = 2

const ANSWERED = 0
const UNANSWERED = 1

const turn = { proves: 0, looks: 1, creates: 2, readsBack: 3 }

interface State extends Processes {
  replaces: boolean
  /** Whose record is there, by number. */
  records: number[]
  /** Which number each saver tries. */
  number: number[]
  /** Whether a request of the saver for its number got no answer. */
  unanswered: number[]
  lost: number[]
}

export const lostAnswers = protocolModel(
  'answers that are lost',
  {
    neverOverwrites: { rule: '1', what: '`create` never overwrites', breaks: OWN },
    neverLooksFirst: { rule: '1', what: 'the condition is in the request, and no look before it', breaks: OWN },
    proved: { rule: '1', what: 'a storage that replaces is refused before the first write', breaks: OWN },
    readBack: { rule: '3', what: 'after a lost answer, what exists is read back', breaks: ONCE },
    nonce: { rule: '3', what: 'and its nonce is compared, for two may write the same bytes', breaks: OWN }
  },
  (without): Model<State> => {
    function turns(who: number, state: State): readonly Turn<State>[] {
      const by = who + 1
      const next = (own: State): void => {
        own.number[who]++
        own.unanswered[who] = ANSWERED
        own.at[who] = own.number[who] < NUMBERS.length ? turn.looks : DEAD
      }
      const done = (own: State): void => {
        own.at[who] = DONE
      }
      /** Whether the request makes the object. */
      const act = (own: State): boolean => {
        const index = own.number[who]
        const unconditional = own.replaces || without('neverOverwrites') || without('neverLooksFirst')
        if (own.records[index] !== NOBODY && !unconditional) return false
        own.records[index] = by
        return true
      }
      const mayGetLost = state.lost[who] < LOST
      return [
        {
          'creates store.json once more': (own) => {
            if (own.replaces && !without('proved')) own.at[who] = DEAD
          }
        },
        {
          'goes on': (own) => {
            if (without('neverLooksFirst') && own.records[own.number[who]] !== NOBODY) next(own)
          }
        },
        {
          'creates its record': (own) => {
            if (act(own)) done(own)
            else if (own.unanswered[who] === ANSWERED) next(own)
          },
          ...(mayGetLost
            ? {
                'creates its record, and the answer is lost': (own) => {
                  act(own)
                  own.lost[who]++
                  own.unanswered[who] = UNANSWERED
                  own.at[who] = turn.creates
                },
                'creates its record, and the request is lost': (own) => {
                  own.lost[who]++
                  own.unanswered[who] = UNANSWERED
                  own.at[who] = turn.creates
                }
              }
            : {})
        },
        {
          'reads back what exists': (own) => {
            const isOwn = own.records[own.number[who]] === by || without('nonce')
            if (isOwn && !without('readBack')) done(own)
            else next(own)
          }
        }
      ]
    }
    return {
      initial: {
        at: [turn.proves, turn.proves],
        replaces: false,
        records: NUMBERS.map(() => NOBODY),
        number: [0, 0],
        unanswered: [ANSWERED, ANSWERED],
        lost: [0, 0]
      },
      steps(state, step) {
        for (const who of [0, 1]) take(state, step, who, `saver ${who + 1}`, turns(who, state))
        if (state.at.every((each) => each === turn.proves) && !state.replaces) {
          step('the storage is one that replaces', (next) => {
            next.replaces = true
          })
        }
      },
      broken({ at, records, number }) {
        const isOwn = (who: number): boolean => records[number[who]] === who + 1
        if ([0, 1].some((who) => at[who] === DONE && !isOwn(who))) return OWN
        return [1, 2].some((by) => records.filter((each) => each === by).length > 1) ? ONCE : undefined
      },
      reaches: {
        'both are saved': ({ at }) => at.every((each) => each === DONE),
        'all answers were lost': ({ lost }) => lost.every((each) => each === LOST),
        'a storage is refused': ({ at, replaces }) => replaces && at.every((each) => each === DEAD)
      }
    }
  }
)
