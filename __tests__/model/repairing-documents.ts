/**
 * What `repair` makes anew of documents, killed at each step and run again, from a store that is a backup or another
 * series of that name: H6, H7 and H8. The last version's record, the last move of an alias and a condemned list are
 * damaged. A save and a mover take the next number meanwhile; a prune that read the list before destroys its pack.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const SAME = 'a number means one version for ever'
const POINTS = 'an alias points where it did, or at nothing that can be read'
const LOST = 'a version that was reported as saved has its pack'

const MISSING = 0
const DAMAGED = 1
const PLACEHOLDER = 2
const FIRST = 3
const LAST = 4
/** What a save or a mover made meanwhile, and what is in another series under that number. */
const NEW = 5
const FOREIGN = 6

const RUNS = [0, 1]
const SAVER = 2
const PRUNE = 3

interface State extends Processes {
  records: number[]
  moves: number[]
  /** Whether the store that it takes from is a backup of this one. */
  isBackup: boolean
  list: number
  pack: boolean
  /** Whether the version that was saved rests on the listed pack. */
  rests: boolean
}

/** The index of what is damaged in a series. */
const UNDER_REPAIR = 1

export const repairingDocuments = protocolModel(
  'documents that are made anew',
  {
    placeholder: { rule: 'H6', what: 'above the highest number a placeholder is created first', breaks: SAME },
    beside: { rule: 'H6', what: 'the records beside it are the same in the other store', breaks: SAME },
    movesAgain: { rule: 'H7', what: 'the last of a series is appended once more before it is removed', breaks: POINTS },
    listsStay: { rule: 'H8', what: 'nothing but the very list may stand for one', breaks: LOST }
  },
  (without): Model<State> => {
    const append = (series: number[], what: number): void => {
      series[series.findLastIndex((each) => each !== MISSING) + 1] = what
    }

    function turns(who: number): readonly Turn<State>[] {
      return [
        {
          'looks what can be taken from the other store': (next) => {
            if (!next.isBackup && !without('beside')) next.at[who] = DEAD
          }
        },
        {
          'creates a placeholder above the damaged record': ({ records }) => {
            const isLast = records[UNDER_REPAIR + 1] === MISSING
            if (isLast && !without('placeholder')) records[UNDER_REPAIR + 1] = PLACEHOLDER
          }
        },
        {
          'removes the damaged record': ({ records }) => {
            if (records[UNDER_REPAIR] === DAMAGED) records[UNDER_REPAIR] = MISSING
          }
        },
        {
          'creates the record under its number': ({ records, isBackup }) => {
            if (records[UNDER_REPAIR] === MISSING) records[UNDER_REPAIR] = isBackup ? LAST : FOREIGN
          }
        },
        {
          'appends the last move once more': ({ moves, at }) => {
            if (moves[UNDER_REPAIR] !== DAMAGED) at[who] = 7
            else if (moves[UNDER_REPAIR + 1] === MISSING && !without('movesAgain')) moves[UNDER_REPAIR + 1] = LAST
          }
        },
        {
          'removes the damaged move': ({ moves }) => {
            moves[UNDER_REPAIR] = MISSING
          }
        },
        {
          'creates the move under its number': ({ moves }) => {
            if (moves[UNDER_REPAIR] === MISSING) moves[UNDER_REPAIR] = LAST
          }
        },
        {
          'looks at the list': (next) => {
            if (next.list === DAMAGED && without('listsStay')) next.list = MISSING
            next.at[who] = DONE
          }
        }
      ]
    }

    const save: readonly Turn<State>[] = [
      {
        '3 reads condemned/': ({ list, at }) => {
          if (list === DAMAGED) at[SAVER] = DEAD
        }
      },
      {
        '4 finds the pack sound': (next) => {
          next.rests = next.list === MISSING && next.pack
        }
      },
      {
        '6 creates the record': ({ records }) => {
          append(records, NEW)
        }
      },
      {
        '7 reads condemned/ again': (next) => {
          if (next.list === DAMAGED) next.at[SAVER] = DEAD
        }
      },
      {
        '9 moves the alias': (next) => {
          append(next.moves, NEW)
          next.at[SAVER] = DONE
        }
      }
    ]

    const prune: readonly Turn<State>[] = [
      {
        '6 destroys the pack': (next) => {
          next.pack = false
          next.at[PRUNE] = DONE
        }
      }
    ]

    return {
      initial: {
        at: [0, 0, 0, 0],
        records: [FIRST, DAMAGED, MISSING, MISSING, MISSING],
        moves: [FIRST, DAMAGED, MISSING, MISSING, MISSING],
        isBackup: true,
        list: DAMAGED,
        pack: true,
        rests: false
      },
      steps(state, step) {
        for (const who of RUNS) {
          if (who > 0 && state.at[who - 1] < DEAD) continue
          take(state, step, who, `repair ${who + 1}`, turns(who))
          kill(state, step, who, `repair ${who + 1}`)
        }
        take(state, step, SAVER, 'saver', save)
        take(state, step, PRUNE, 'prune', prune)
        if (state.at[0] === 0 && state.isBackup) {
          step('the other store holds another series of that name', (next) => {
            next.isBackup = false
          })
        }
        if (state.list === DAMAGED) {
          step('somebody puts the list back from a backup', (next) => {
            next.list = LAST
          })
        }
      },
      broken({ at, records, moves, pack, rests }) {
        if (records[UNDER_REPAIR] === NEW || records[UNDER_REPAIR] === FOREIGN) return SAME
        if (moves[moves.findLastIndex((each) => each !== MISSING)] === FIRST) return POINTS
        return at[SAVER] === DONE && rests && !pack ? LOST : undefined
      },
      reaches: {
        'all is mended': ({ at, records, moves }) => at[0] === DONE && records[1] === LAST && moves[1] === LAST,
        'mended by the next run': ({ at, records }) => at[0] === DEAD && at[1] === DONE && records[1] === LAST,
        'saved meanwhile': ({ at, records }) => at[SAVER] === DONE && records.includes(NEW)
      }
    }
  }
)
