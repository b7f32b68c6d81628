/**
 * A version that stands for the save of the same content, whose own saver may have to withdraw it, and which somebody
 * removes: S4 and S7. That it is withdrawn after it stood for another save is a state that can be reached, and that
 * nothing mends (docs/PROTOCOL.md, *The model*); but its content is that of another one by then.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DONE, kill, take, type Processes, type Turn } from './turns.js'

const THERE = 'a version that was gone before a save told of it stands for none'
const CONTENT = 'what was reported as saved, and nobody removed, is the content of a version that lives'

const SAVER = 0
const REUSER = 1
const turn = { looks: 0 }
/** The last turn of the saver. */
const AT_LABEL = 4

interface State extends Processes {
  recorded: boolean
  gone: boolean
  listed: boolean
  /** Whether a lower number has the label of the version. */
  lower: boolean
  /** Whether there is a second record, in packs of names that no list has. */
  anew: boolean
  removed: boolean
}

export const reusing = protocolModel(
  'a version that stands for a save',
  {
    looksForGone: { rule: 'S7', what: 'who reuses a version looks for `gone` after the decision', breaks: THERE },
    ownLabel: { rule: 'S7', what: 'one whose label is that of a lower number stands for none', breaks: CONTENT },
    anewFirst: { rule: 'S4', what: 'it is withdrawn once its content has another record', breaks: CONTENT }
  },
  (without): Model<State> => {
    const savesAnew: Turn<State> = {
      '6 creates another record': (next) => {
        next.anew = true
      }
    }
    const withdraws: Turn<State> = {
      '7 makes its first version gone': (next) => {
        next.gone = true
      }
    }
    const save: readonly Turn<State>[] = [
      {
        '6 creates the record': (next) => {
          next.recorded = true
        }
      },
      {
        '7 reads condemned/ again': (next) => {
          if (!next.listed) next.at[SAVER] = AT_LABEL
        }
      },
      ...(without('anewFirst') ? [withdraws, savesAnew] : [savesAnew, withdraws]),
      {
        '7 looks who holds its label': (next) => {
          next.at[SAVER] = DONE
          if (next.lower && !next.anew) next.gone = true
        }
      }
    ]
    const reuse: readonly Turn<State>[] = [
      {
        '4 finds the version': (next) => {
          // What rests on a listed pack is saved anew (S5).
          const isLabelled = next.lower && !without('ownLabel')
          if (!next.recorded || next.gone || next.listed || isLabelled) next.at[REUSER] = turn.looks
        }
      },
      { '5 finds that it holds the same': () => undefined },
      {
        '4 looks for gone, and tells that it is saved': (next) => {
          next.at[REUSER] = next.gone && !without('looksForGone') ? turn.looks : DONE
          return next.gone && without('looksForGone') ? THERE : undefined
        }
      }
    ]
    return {
      initial: {
        at: [0, turn.looks],
        recorded: false,
        gone: false,
        listed: false,
        lower: false,
        anew: false,
        removed: false
      },
      steps(state, step) {
        take(state, step, SAVER, 'saver', save)
        kill(state, step, SAVER, 'saver')
        take(state, step, REUSER, 'second saver', reuse)
        if (!state.recorded && !state.lower) {
          step('a save that took the label over has a lower number', (next) => {
            next.lower = true
          })
        }
        if (!state.listed) {
          step('prune, which read the records before, lists the pack', (next) => {
            next.listed = true
          })
        }
        if (state.at[SAVER] === DONE && !state.gone) {
          step('somebody removes the version', (next) => {
            next.gone = true
            next.removed = true
          })
        }
      },
      broken: ({ at, gone, removed, anew }) => (at[REUSER] === DONE && gone && !removed && !anew ? CONTENT : undefined),
      reaches: {
        'it stands for the save': ({ at, gone }) => at[REUSER] === DONE && !gone,
        'it is saved anew': ({ at, gone }) => at[REUSER] === turn.looks && gone,
        'known: it is withdrawn after it stood for the save': ({ at, gone, anew }) =>
          at[REUSER] === DONE && gone && anew
      }
    }
  }
)
