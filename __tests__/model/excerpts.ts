/**
 * An excerpt of the notes of a version, which are added, removed and exchanged after it was made: *Excerpts*. The
 * clock is coarse: what is put in a note's place may have its time.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'

const SAME = 'who asks for values gets what the notes say'
const PICKED = 'a version that is picked says what its notes say'
const DECIDED = 'nothing is decided by an excerpt'

const NONE = 0

interface Note {
  says: number
  time: number
}

interface State {
  clock: number
  notes: Note[]
  excerpt: Note[]
  made: boolean
  damaged: boolean
}

export const excerpts = protocolModel(
  'excerpts that are wrong',
  {
    listed: { rule: 'E1', what: 'which notes there are is told by their keys', breaks: SAME },
    times: { rule: 'E1', what: 'a line tells only of a note with its time', breaks: SAME },
    checked: { rule: 'E2', what: 'an excerpt that is wrong counts as absent', breaks: SAME },
    picked: { rule: 'E3', what: 'the notes of a version that is picked are read', breaks: PICKED },
    decides: { rule: 'E3', what: 'what decides reads notes', breaks: DECIDED }
  },
  (without): Model<State> => {
    /** What the excerpt makes of a note. */
    function told({ notes, excerpt, made, damaged }: State, index: number): number {
      const note = notes[index]
      if (!made || (damaged && !without('checked'))) return note.says
      if (damaged) return NONE
      if (without('listed')) return excerpt[index].says
      if (note.says === NONE || excerpt[index].says === NONE) return note.says
      return note.time === excerpt[index].time || without('times') ? excerpt[index].says : note.says
    }

    /** What the times do not tell: a note that was put in another's place within one tick of the clock. */
    const isHidden = ({ notes, excerpt, made }: State, index: number): boolean =>
      made && notes[index].says !== NONE && excerpt[index].says !== NONE && notes[index].time === excerpt[index].time

    return {
      initial: {
        clock: 0,
        notes: [0, 1].map(() => ({ says: NONE, time: 0 })),
        excerpt: [0, 1].map(() => ({ says: NONE, time: 0 })),
        made: false,
        damaged: false
      },
      steps(state, step) {
        if (state.clock < 2) {
          step('the clock ticks', (next) => {
            next.clock++
          })
        }
        for (const [index, { says }] of state.notes.entries()) {
          if (says === NONE) {
            step(`note ${index + 1} is added`, (next) => {
              next.notes[index] = { says: 1, time: next.clock }
            })
          } else {
            step(`note ${index + 1} is removed`, (next) => {
              next.notes[index] = { says: NONE, time: 0 }
            })
          }
          if (says !== NONE && says < 3) {
            step(`another one is put in the place of note ${index + 1}`, (next) => {
              next.notes[index] = { says: says + 1, time: next.clock }
            })
          }
        }
        if (!state.made) {
          step('the excerpt is made', (next) => {
            next.excerpt = next.notes.map((note) => ({ ...note }))
            next.made = true
          })
        } else if (!state.damaged) {
          step('the excerpt is damaged', (next) => {
            next.damaged = true
          })
        }
        for (const [index, { says }] of state.notes.entries()) {
          const isWrong = told(state, index) !== says
          const hidden = isHidden(state, index)
          step(`reader: asks for the value of note ${index + 1}`, () => (isWrong && !hidden ? SAME : undefined))
          step(`reader: picks the version of note ${index + 1}`, () =>
            isWrong && without('picked') && hidden ? PICKED : undefined
          )
          step(`gate: judges by note ${index + 1}`, () =>
            isWrong && without('decides') && hidden ? DECIDED : undefined
          )
        }
      },
      reaches: {
        'an excerpt hides what a note says': (state) => isHidden(state, 0) && told(state, 0) !== state.notes[0].says,
        'a note is added after': ({ made, notes, excerpt }) =>
          made && notes[0].says !== NONE && excerpt[0].says === NONE,
        'a note is removed after': ({ made, notes, excerpt }) =>
          made && notes[0].says === NONE && excerpt[0].says !== NONE
      }
    }
  }
)
