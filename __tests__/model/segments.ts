/**
 * A segment of two numbers, of a series that grows, that is begun anew by somebody, or of which a record is exchanged:
 * *The index*. The segment may be damaged, or of a newer program. Readers go by it, in one step each.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DONE, take, type Processes, type Turn } from './turns.js'

const LISTED = 'a list says of each version what its record says'
const PICKED = 'a version that is picked is the one of its record'
const NEWEST = 'the newest number that is told is the newest that there is'
const LEFT = 'what a newer program made is left'

const MISSING = 0
/** Records of the first series have the ids 1 to 3, those of the second one 4 to 6. */
const SECOND_SERIES = 3
const EXCHANGED = 7
const SPAN = 2
const NUMBERS = [0, 1, 2]

interface State extends Processes {
  records: number[]
  /** Which series the records are of. */
  series: number
  /** Whether a record was exchanged, as by damage, after the segment was made. */
  exchanged: boolean
  /** What the maker has read, and what the segment tells. */
  read: number[]
  segment: number[]
  made: boolean
  damaged: boolean
  newer: boolean
}

export const segments = protocolModel(
  'segments that are wrong',
  {
    allTaken: { rule: 'I1', what: 'a segment is made when its numbers are all taken', breaks: LISTED },
    picked: { rule: 'I3', what: 'a version that is picked is read as its record', breaks: PICKED },
    checksums: { rule: 'I4', what: 'the checksums of a segment are checked', breaks: LISTED },
    compared: { rule: 'I4', what: 'the record of its last number is compared', breaks: LISTED },
    withIt: { rule: 'I5', what: 'the newest number is looked for from its last one on, and with it', breaks: NEWEST },
    newer: { rule: 'I6', what: 'one of a newer format is left', breaks: LEFT }
  },
  (without): Model<State> => {
    const count = (records: readonly number[]): number => records.findLastIndex((id) => id !== MISSING) + 1

    const maker: readonly Turn<State>[] = [
      {
        'reads the first record': (next) => {
          next.read[0] = next.records[0]
          if (next.read[0] === MISSING) next.at[0] = 0
        }
      },
      {
        'reads the second record': (next) => {
          next.read[1] = next.records[1]
          if (next.read[1] === MISSING && !without('allTaken')) next.at[0] = 0
        }
      },
      {
        'creates the segment': (next) => {
          next.at[0] = DONE
          if (next.made) return
          next.segment = [...next.read]
          next.made = true
        }
      }
    ]

    /** Whether the segment is believed, by who wants to know its lines. */
    function isBelieved({ records, segment, made, damaged, newer }: State): boolean {
      if (!made || newer || (damaged && !without('checksums'))) return false
      const last = count(segment) - 1
      return records[last] === segment[last] || without('compared')
    }

    function list(state: State): string | undefined {
      if (!isBelieved(state) || state.exchanged) return undefined
      const { records, segment, damaged } = state
      const told = NUMBERS.map((index) => (index < SPAN ? segment[index] : records[index]))
      return damaged || told.some((id, index) => id !== records[index]) ? LISTED : undefined
    }

    /** Of the first version, as its record or as the segment says. */
    function pick(state: State): string | undefined {
      if (state.records[0] === MISSING || !isBelieved(state)) return undefined
      return without('picked') && state.segment[0] !== state.records[0] ? PICKED : undefined
    }

    function newest(state: State): string | undefined {
      const { records, made } = state
      const from = made && (records[SPAN - 1] !== MISSING || without('withIt')) ? SPAN : 0
      return Math.max(from, count(records)) === count(records) ? undefined : NEWEST
    }

    return {
      initial: {
        at: [0],
        records: NUMBERS.map(() => MISSING),
        series: 0,
        exchanged: false,
        read: [MISSING, MISSING],
        segment: [MISSING, MISSING],
        made: false,
        damaged: false,
        newer: false
      },
      steps(state, step) {
        take(state, step, 0, 'maker', maker)
        const taken = count(state.records)
        if (taken < NUMBERS.length) {
          step('a version is saved', (next) => {
            next.records[taken] = next.series * SECOND_SERIES + taken + 1
          })
        }
        // Not while a segment is being made: it would be of both series, and its last line be right.
        if (state.series === 0 && taken > 0 && (state.at[0] === 0 || state.at[0] === DONE)) {
          step('somebody removes the versions, to begin anew', (next) => {
            next.records = NUMBERS.map(() => MISSING)
            next.series = 1
          })
        }
        if (taken >= SPAN && state.made && !state.exchanged) {
          step('the first record is exchanged', (next) => {
            next.records[0] = EXCHANGED
            next.exchanged = true
          })
        }
        if (state.made && !state.damaged && !state.newer) {
          step('the segment is damaged', (next) => {
            next.damaged = true
          })
          step('the segment is one of a newer program', (next) => {
            next.newer = true
          })
        }
        if (state.made && (state.damaged || state.newer || !isBelieved(state))) {
          step('reader: finds the segment of no use', (next) => {
            if (next.newer && !without('newer')) return undefined
            Object.assign(next, { made: false, damaged: false, segment: [MISSING, MISSING], read: [MISSING, MISSING] })
            next.at[0] = 0
            return next.newer ? LEFT : undefined
          })
        }
        step('reader: lists the versions', () => list(state))
        step('reader: picks the first version', () => pick(state))
        step('reader: looks for the newest number', () => newest(state))
      },
      reaches: {
        'a segment is believed': isBelieved,
        'a segment of the series before is there': ({ made, segment, records }) =>
          made && segment[0] === 1 && records[0] === 1 + SECOND_SERIES,
        'a segment tells of numbers that are not there': ({ made, records }) => made && records[0] === MISSING
      }
    }
  }
)
