/**
 * Two calls of `promote`, each of two aliases of which the second may be refused, and a save with a gate that moves the
 * first: A1 and A5. Each of them may be killed.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const HISTORY = 'a move that was made is in the history'
const NONE = 'a call that is refused moves no alias'
const GATED = 'no alias is moved to a version that is worse than the one before'

const NOWHERE = 0
/** What the calls move to, by number and one; and the version of the save, which is worse than these. */
const WORSE = 3
const CALLS = [0, 1]
const SAVER = 2
const MOVES = [1, 2, 3, 4]

const turn = { creates: 2 }

interface State extends Processes {
  /** The versions that the moves point at, of the first alias. */
  moves: number[]
  tries: number[]
  /** Whether a call has moved the first alias. */
  moved: boolean[]
  /** Whether the second alias is protected from the calls. */
  refused: boolean
}

export const moves = protocolModel(
  'moves of aliases',
  {
    appended: { rule: 'A1', what: 'a move is appended under the next number', breaks: HISTORY },
    checkedFirst: { rule: 'A1', what: 'all checks of a call come before its first move', breaks: NONE },
    judgedFirst: { rule: 'A5', what: 'a version is judged before an alias is moved to it', breaks: GATED },
    failsGate: { rule: 'A5', what: 'one that fails gets no alias', breaks: GATED }
  },
  (without): Model<State> => {
    const newest = ({ moves: all }: State): number => all.findLast((to) => to !== NOWHERE) ?? NOWHERE

    function move(who: number, again: number): Turn<State> {
      return {
        'moves the alias': (next) => {
          const index = next.tries[who]
          if (next.moves[index] !== NOWHERE && !without('appended')) {
            next.tries[who]++
            next.at[who] = again
            return
          }
          next.moves[index] = who + 1
          next.moved[who] = true
        }
      }
    }

    function look(who: number): Turn<State> {
      return {
        'looks where the alias points': (next) => {
          next.tries[who] = next.moves.findLastIndex((to) => to !== NOWHERE) + 1
        }
      }
    }

    function call(who: number): readonly Turn<State>[] {
      const check: Turn<State> = {
        'checks the second alias': (next) => {
          if (!next.refused) return undefined
          next.at[who] = DEAD
          return next.moved[who] ? NONE : undefined
        }
      }
      const end: Turn<State> = {
        'moves the second alias': ({ at }) => {
          at[who] = DONE
        }
      }
      const begin: Turn<State> = { 'checks the first alias': () => undefined }
      return without('checkedFirst')
        ? [begin, look(who), move(who, turn.creates), check, end]
        : [check, look(who), move(who, turn.creates), end]
    }

    const judge: Turn<State> = {
      '9 judges the version by where the alias points': (next) => {
        const isWorse = newest(next) !== WORSE && newest(next) !== NOWHERE
        if (isWorse && !without('failsGate')) next.at[SAVER] = DEAD
      }
    }
    const record: Turn<State> = { '6 creates its record': () => undefined }
    const done: Turn<State> = {
      'tells success': ({ at }) => {
        at[SAVER] = DONE
      }
    }
    const save: readonly Turn<State>[] = without('judgedFirst')
      ? [record, look(SAVER), move(SAVER, turn.creates), judge, done]
      : [record, judge, look(SAVER), move(SAVER, turn.creates + 1), done]

    return {
      initial: {
        // The alias points at a version of the first call.
        at: [0, 0, 0],
        moves: [1, ...MOVES.map(() => NOWHERE)],
        tries: [0, 0, 0],
        moved: [false, false, false],
        refused: false
      },
      steps(state, step) {
        for (const who of CALLS) {
          take(state, step, who, `promote ${who + 1}`, call(who))
          kill(state, step, who, `promote ${who + 1}`)
        }
        take(state, step, SAVER, 'saver', save)
        kill(state, step, SAVER, 'saver')
        if (state.at.every((each) => each === 0) && !state.refused) {
          step('the second alias is protected', (next) => {
            next.refused = true
          })
        }
      },
      broken(state) {
        const { moves: all, moved } = state
        if (all.includes(WORSE)) return GATED
        return CALLS.some((who) => moved[who] && !all.slice(1).includes(who + 1)) ? HISTORY : undefined
      },
      reaches: {
        'both have moved it': ({ at }) => at[0] === DONE && at[1] === DONE,
        'a call is refused': ({ at, refused }) => refused && at[0] === DEAD,
        'the gate fails': ({ at }) => at[SAVER] === DEAD
      }
    }
  }
)
