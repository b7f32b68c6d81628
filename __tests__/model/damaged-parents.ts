/**
 * Saves of what a pack holds already that is damaged at some moment: S5, S9, M1 and M2. One of them has the version for a
 * parent that the pack is of; the other one is of another artifact, and comes upon the pack by its name. Both chunks of the
 * pack are needed; where its chunks are damaged, it is the first one.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, take, type Processes, type Turn } from './turns.js'

const SPREADS = 'no save rests on damage that a look at the pack and its trailer tells'
const LOOKED = 'no save rests on damage that it looked at'
const MARKED = 'no save rests on damage that was marked before it began'
const HINDERS = 'a save does not fail for the damage of others'
const READ = 'a version whose pack is sound can be restored'

const SOUND = 0
const GONE = 1
const CUT = 2
const TRAILER = 3
/** Only who hashes the chunk finds out. */
const CHUNK = 4
const DAMAGES = ['sound', 'gone', 'shorter than it was', 'damaged in its trailer', 'damaged in its first chunk']

const SAVERS = [0, 1]
const WITHOUT_PARENT = 1

const turn = { looks: 0, samples: 1, marks: 2, stores: 3, records: 4 }

interface Saver {
  /** What the pack was when it was looked at, and whether it was marked. */
  found: number
  marked: boolean
  /** Whether it hashed the chunk when that was damaged. */
  looked: boolean
  distrusts: boolean
  /** Whether what it stored is in a pack of another name. */
  anew: boolean
}

interface State extends Processes {
  pack: number
  /** Whether it comes whole with its trailer. */
  small: boolean
  marked: boolean
  /** Whether somebody who found the damage could have marked it, and went on. */
  told: boolean
  savers: Saver[]
}

export const damagedParents = protocolModel(
  'damage that must not spread',
  {
    sizes: { rule: 'S5', what: 'a pack of a parent is looked at', breaks: SPREADS },
    trailers: { rule: 'S5', what: 'its trailer is held against its name', breaks: SPREADS },
    small: { rule: 'S5', what: 'a small one is hashed', breaks: SPREADS },
    existing: { rule: 'S5', what: 'a pack that turns out to exist is checked as one of a parent', breaks: SPREADS },
    salt: { rule: 'S5', what: 'what is stored anew gets another name', breaks: HINDERS },
    noneMarked: { rule: 'S5', what: 'a pack that is marked counts as one that fails', breaks: MARKED },
    sample: { rule: 'S9', what: 'where what it looked at is wrong, the save begins again without it', breaks: LOOKED },
    marks: { rule: 'M1', what: 'a save that finds damage marks it', breaks: MARKED },
    nothingElse: { rule: 'M1', what: 'nothing but saves and repair goes by marks', breaks: READ },
    markFails: { rule: 'M2', what: 'a mark that cannot be written fails nothing', breaks: HINDERS }
  },
  (without): Model<State> => {
    /** Whether a look at the pack tells that it is of no use. */
    function fails({ pack, small, marked }: State): boolean {
      if ((pack === GONE || pack === CUT) && !without('sizes')) return true
      if (pack === TRAILER && !without('trailers')) return true
      if (pack === CHUNK && small && !without('small')) return true
      return marked && !small && !without('noneMarked')
    }

    function turns(who: number): readonly Turn<State>[] {
      const look = (next: State): boolean => {
        const one = next.savers[who]
        one.found = next.pack
        one.marked = next.marked || next.told
        one.distrusts = fails(next) && !(who === WITHOUT_PARENT && without('existing'))
        return one.distrusts
      }
      return [
        {
          '4 looks at the pack of its parent': (next) => {
            if (who === WITHOUT_PARENT || look(next)) next.at[who] = turn.stores
          }
        },
        {
          '5 hashes the first chunk': (next) => {
            const one = next.savers[who]
            if (next.pack !== CHUNK) next.at[who] = turn.records
            else {
              one.looked = true
              if (without('sample')) next.at[who] = turn.records
              else one.distrusts = true
            }
          },
          '5 hashes the second chunk': (next) => {
            next.at[who] = turn.records
          }
        },
        {
          '5 marks the pack': (next) => {
            next.marked ||= !without('marks')
            next.told = true
          },
          '5 may not mark the pack': (next) => {
            if (without('markFails')) next.at[who] = DEAD
            return without('markFails') ? HINDERS : undefined
          }
        },
        {
          '5 stores what the pack held': (next) => {
            const one = next.savers[who]
            if (one.distrusts && !without('salt')) one.anew = true
            else if (next.pack === GONE) one.anew = true
            else if (one.distrusts) {
              // It exists, and fails again, as often as the save begins anew.
              next.at[who] = DEAD
              return HINDERS
            } else if (look(next)) next.at[who] = turn.stores
            else next.at[who] = turn.samples
            return undefined
          }
        },
        {
          '6 creates the record': (next) => {
            next.at[who] = DONE
            const { anew, found, looked, marked } = next.savers[who]
            if (anew) return undefined
            if (found !== SOUND && (found !== CHUNK || next.small)) return SPREADS
            if (looked) return LOOKED
            return marked && found === CHUNK ? MARKED : undefined
          }
        }
      ]
    }

    return {
      initial: {
        at: SAVERS.map(() => turn.looks),
        pack: SOUND,
        small: false,
        marked: false,
        told: false,
        savers: SAVERS.map(() => ({ found: SOUND, marked: false, looked: false, distrusts: false, anew: false }))
      },
      steps(state, step) {
        for (const who of SAVERS) {
          take(state, step, who, `saver ${who + 1}`, turns(who))
        }
        if (state.pack === SOUND) {
          for (const damage of [GONE, CUT, TRAILER, CHUNK]) {
            step(`the pack is ${DAMAGES[damage]}`, (next) => {
              next.pack = damage
            })
          }
        }
        if (state.at.every((each) => each === turn.looks) && !state.small) {
          step('the pack is a small one', (next) => {
            next.small = true
          })
        }
        if (!state.marked) {
          step('somebody marks the pack', (next) => {
            next.marked = true
          })
        }
        step('reader: restores the first version', ({ pack, marked }) =>
          pack === SOUND && marked && without('nothingElse') ? READ : undefined
        )
      },
      reaches: {
        'all are saved': ({ at }) => at.every((each) => each === DONE),
        'a save shares the pack': ({ at, savers }) => at[0] === DONE && !savers[0].anew,
        'a save stores anew what it found damaged': ({ at, savers }) =>
          at[0] === DONE && savers[0].looked && savers[0].anew,
        'one of another artifact does so': ({ at, savers }) => at[1] === DONE && savers[1].distrusts && savers[1].anew
      }
    }
  }
)
