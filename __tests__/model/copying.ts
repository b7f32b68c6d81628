/**
 * A copy that may be killed at each step and is run again then, beside a save in the target: S2 and C1 to C7. The source
 * has two versions, numbered 3 and 5, of which the first has a label, a note and a signature, and an alias points at it.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const ONCE = 'a version is copied once'
const KEPT = 'a number that is free in the target is kept'
const DENSE = 'where a number is taken, the one below it is'
const GOES_ON = 'a copy is not hindered by one that was killed, nor by saves'
const SOUND = 'no damage of the source is copied'
const AGAIN = 'what a copy that was killed has stored, the next one finds'
const NOTES = 'a note comes once'
const SIGNATURES = 'a signature comes once'
const MEANT = 'what an alias of the target says stays'
const POINTS = 'an alias that was copied points at a version'

const FREE = 0
const PLACEHOLDER = 1
/** Of a save into the target. */
const OTHER = 2
const FIRST = 3
const SECOND = 4
/** The index of the number that a version has in the source. */
const wantedBy = (version: number): number => (version === FIRST ? 2 : 4)

const RUNS = [0, 1]
const SAVER = 2
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8]
const NOBODY = 0

const turn = {
  aliasFirst: 0,
  looks: 1,
  reserves: 2,
  stores: 3,
  fills: 4,
  records: 5,
  notes: 6,
  addsNote: 7,
  movesAlias: 11
}

interface Run {
  version: number
  noted: boolean
  signed: boolean
}

interface State extends Processes {
  numbers: number[]
  /** By whose nonce the label is reserved. */
  label: number
  /** In how many packs what the first version holds was stored. */
  packs: number
  notes: number
  signatures: number
  /** The version that it points at; OTHER where the target has one of that name. */
  alias: number
  damaged: boolean
  runs: Run[]
}

export const copying = protocolModel(
  'copies that are run again',
  {
    origin: { rule: 'C1', what: 'a version that is there, by its origin, is not copied again', breaks: ONCE },
    keptNumber: { rule: 'C2', what: 'a number is kept where it is free', breaks: KEPT },
    gaps: { rule: 'S2', what: 'a copy fills the gap below a number with placeholders', breaks: DENSE },
    oneByOne: { rule: 'C2', what: 'one after the other', breaks: DENSE },
    taken: { rule: 'C2', what: 'where the number is taken the next free one is used', breaks: GOES_ON },
    hashed: { rule: 'C3', what: 'each chunk is hashed before it is stored', breaks: SOUND },
    sameOrder: { rule: 'C3', what: 'chunks come in the order of the packs of the source', breaks: AGAIN },
    sameNonce: { rule: 'C4', what: "the nonce of a reservation is made of the origin's", breaks: GOES_ON },
    notes: { rule: 'C5', what: 'only notes come that the target does not have', breaks: NOTES },
    signatures: { rule: 'C6', what: 'only signatures come that the target does not have', breaks: SIGNATURES },
    aliasesLast: { rule: 'C7', what: 'aliases come last', breaks: POINTS },
    aliasesMissing: { rule: 'C7', what: 'and only those that the target does not have', breaks: MEANT }
  },
  (without): Model<State> => {
    const highest = (numbers: readonly number[]): number => numbers.findLastIndex((by) => by !== FREE)

    function moveAlias(next: State): string | undefined {
      if (next.alias !== FREE && !without('aliasesMissing')) return undefined
      const meant = next.alias
      next.alias = FIRST
      return meant === OTHER ? MEANT : undefined
    }

    function turns(who: number, { runs }: State): readonly Turn<State>[] {
      const { version } = runs[who]
      const wanted = wantedBy(version)
      const nonce = without('sameNonce') ? who + 1 : 1
      return [
        {
          begins: (next) => {
            if (without('aliasesLast')) return moveAlias(next)
            return undefined
          }
        },
        {
          [`looks whether version ${version - 2} is there`]: (next) => {
            if (next.numbers.includes(version) && !without('origin')) next.at[who] = turn.notes
            else if (version !== FIRST) next.at[who] = turn.stores
          }
        },
        {
          'C4 reserves its label': (next) => {
            if (next.label === NOBODY) next.label = nonce
            if (next.label === nonce) return undefined
            next.at[who] = DEAD
            return GOES_ON
          }
        },
        {
          'C3 stores its chunks': (next) => {
            const isDamaged = next.damaged && version === FIRST
            if (isDamaged && !without('hashed')) next.at[who] = DEAD
            else if (version === FIRST && (next.packs === 0 || without('sameOrder'))) next.packs++
            return isDamaged && without('hashed') ? SOUND : undefined
          }
        },
        {
          'C2 fills a number below, or none': (next) => {
            const newest = highest(next.numbers)
            const isGap = newest + 1 < wanted && !without('gaps') && !without('keptNumber')
            if (!isGap) return
            next.numbers[without('oneByOne') ? wanted - 1 : newest + 1] = PLACEHOLDER
            next.at[who] = turn.fills
          }
        },
        {
          '6 creates the record': (next) => {
            const isFree = next.numbers[wanted] === FREE
            if (!isFree && without('taken')) {
              next.at[who] = DEAD
              return GOES_ON
            }
            const isKept = isFree && !without('keptNumber')
            next.numbers[isKept ? wanted : highest(next.numbers) + 1] = version
            return isFree && next.numbers[wanted] !== version ? KEPT : undefined
          }
        },
        {
          'lists what the version has': (next) => {
            if (version !== FIRST) next.at[who] = turn.movesAlias
            next.runs[who].noted = next.notes > 0 && !without('notes')
            next.runs[who].signed = next.signatures > 0 && !without('signatures')
          }
        },
        {
          'C5 adds the note': (next) => {
            if (!next.runs[who].noted) next.notes++
          }
        },
        {
          'C6 adds the signature': (next) => {
            if (!next.runs[who].signed) next.signatures++
          }
        },
        {
          'goes on to version 2': (next) => {
            next.runs[who] = { version: SECOND, noted: false, signed: false }
            next.at[who] = turn.looks
          }
        },
        {},
        {
          'C7 moves the alias': (next) => {
            next.at[who] = DONE
            return moveAlias(next)
          }
        }
      ]
    }

    const save: Turn<State> = {
      '6 creates a record': ({ numbers }) => {
        numbers[highest(numbers) + 1] = OTHER
      }
    }

    return {
      initial: {
        at: [turn.aliasFirst, turn.aliasFirst, 0],
        numbers: NUMBERS.map(() => FREE),
        label: NOBODY,
        packs: 0,
        notes: 0,
        signatures: 0,
        alias: FREE,
        damaged: false,
        runs: RUNS.map(() => ({ version: FIRST, noted: false, signed: false }))
      },
      steps(state, step) {
        for (const who of RUNS) {
          // The same is copied again when the first run has come to its end, one way or the other.
          if (who > 0 && state.at[who - 1] < DEAD) continue
          take(state, step, who, `copy ${who + 1}`, turns(who, state))
          kill(state, step, who, `copy ${who + 1}`)
        }
        if (highest(state.numbers) < 4) take(state, step, SAVER, 'saver', [save, save])
        if (!state.damaged) {
          step('a chunk of the source is damaged', (next) => {
            next.damaged = true
          })
        }
        if (state.alias === FREE) {
          step('somebody moves an alias of that name in the target', (next) => {
            next.alias = OTHER
          })
        }
      },
      broken({ numbers, packs, notes, signatures, alias }) {
        if ([FIRST, SECOND].some((version) => numbers.filter((by) => by === version).length > 1)) return ONCE
        if (numbers.some((by, index) => by !== FREE && index > 0 && numbers[index - 1] === FREE)) return DENSE
        if (packs > 1) return AGAIN
        if (notes > 1) return NOTES
        if (signatures > 1) return SIGNATURES
        return alias === FIRST && !numbers.includes(FIRST) ? POINTS : undefined
      },
      reaches: {
        'copied with their numbers': ({ at, numbers }) =>
          at[0] === DONE && numbers[2] === FIRST && numbers[4] === SECOND,
        'copied beside a save': ({ at, numbers }) => at[0] === DONE && numbers[2] === OTHER,
        'copied after a kill': ({ at, alias }) => at[0] === DEAD && at[1] === DONE && alias === FIRST,
        'copied twice': ({ at }) => at[0] === DONE && at[1] === DONE
      }
    }
  }
)
