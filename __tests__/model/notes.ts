/**
 * Two that record notes of a version, each of which may be killed, where an interrupted create can tear; and who reads
 * the version, decides by it, or removes it meanwhile: N1 to N4.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const KEPT = 'a note that was reported stays'
const SEEN = 'who reads a version gets the notes that were reported before'
const LIVES = 'a note is reported of a version that was there after it was written'
const RESTORED = 'no note keeps a version from being restored'
const DECIDED = 'nothing is decided by a part of the notes'
const GOES_ON = 'a note that was never finished hinders nobody'

const FREE = 0
const TORN = 1
const WHOLE = 2
const DAMAGED = 3

const WRITERS = [0, 1]
const NUMBERS = [1, 2, 3]
const turn = { creates: 1 }

interface Note {
  is: number
  /** Who wrote it, and one. */
  by: number
}

interface State extends Processes {
  notes: Note[]
  tries: number[]
  gone: boolean
}

export const notes = protocolModel(
  'notes',
  {
    takesNext: { rule: 'N1', what: 'who is told that the number exists takes the next', breaks: KEPT },
    creates: { rule: 'N1', what: 'a note is published by `create`', breaks: KEPT },
    merged: { rule: 'N2', what: 'whoever reads a version reads its notes', breaks: SEEN },
    torn: { rule: 'N3', what: 'a torn note never was', breaks: GOES_ON },
    damaged: { rule: 'N3', what: 'a damaged one is left out by who restores', breaks: RESTORED },
    decides: { rule: 'N3', what: 'and is an error to what decides', breaks: DECIDED },
    looksForGone: { rule: 'N4', what: '`record` looks for `gone` after it wrote', breaks: LIVES }
  },
  (without): Model<State> => {
    const wrote = ({ notes: all, tries }: State, who: number): boolean => all[tries[who]].by === who + 1

    function turns(who: number): readonly Turn<State>[] {
      return [
        {
          'lists the notes': (next) => {
            next.tries[who] = next.notes.findLastIndex(({ is }) => is !== FREE) + 1
          }
        },
        {
          'creates its note': (next) => {
            const isTaken = next.notes[next.tries[who]].is !== FREE
            if (!isTaken || without('creates')) next.notes[next.tries[who]] = { is: TORN, by: who + 1 }
            else if (!without('takesNext')) {
              next.tries[who]++
              next.at[who] = turn.creates
            }
          }
        },
        {
          'writes it to its end': (next) => {
            if (wrote(next, who)) next.notes[next.tries[who]].is = WHOLE
          }
        },
        {
          'looks for gone': (next) => {
            next.at[who] = next.gone && !without('looksForGone') ? DEAD : DONE
            return next.gone && without('looksForGone') ? LIVES : undefined
          }
        }
      ]
    }

    return {
      initial: {
        at: WRITERS.map(() => 0),
        notes: NUMBERS.map(() => ({ is: FREE, by: 0 })),
        tries: WRITERS.map(() => 0),
        gone: false
      },
      steps(state, step) {
        for (const who of WRITERS) {
          take(state, step, who, `record ${who + 1}`, turns(who))
          kill(state, step, who, `record ${who + 1}`)
        }
        const isHarmed = state.notes.some(({ is }) => is === DAMAGED)
        for (const [index, { is }] of state.notes.entries()) {
          if (is !== WHOLE || isHarmed) continue
          step(`note ${index + 1} is damaged`, (next) => {
            next.notes[index].is = DAMAGED
          })
        }
        step(state.gone ? 'somebody brings the version back' : 'somebody removes the version', (next) => {
          next.gone = !next.gone
        })
        step('reader: restores the version', () => (isHarmed && without('damaged') ? RESTORED : undefined))
        step('reader: shows the version', () => {
          const isReported = WRITERS.some((who) => state.at[who] === DONE)
          return isReported && without('merged') ? SEEN : undefined
        })
        step('gate: judges the version', () => {
          if (isHarmed) return without('decides') ? DECIDED : undefined
          const isTorn = state.notes.some(({ is }) => is === TORN)
          return isTorn && without('torn') ? GOES_ON : undefined
        })
      },
      broken(state) {
        return WRITERS.some((who) => state.at[who] === DONE && !wrote(state, who)) ? KEPT : undefined
      },
      reaches: {
        'both are recorded': ({ at }) => at.every((each) => each === DONE),
        'recorded behind a torn one': ({ at, notes: all }) =>
          at[0] === DEAD && at[1] === DONE && all[0].is === TORN && all[1].is === WHOLE,
        'the version went meanwhile': ({ at, gone, notes: all }) => at[0] === DEAD && gone && all[0].is === WHOLE
      }
    }
  }
)
