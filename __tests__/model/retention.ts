/**
 * A prune that keeps one version, beside a save that may have to withdraw its own: P6. What else lets the older version
 * stay may come about at any moment before the run looks, but for what D2 is about. A list that comes after the run has
 * planned is known to leave none, if the save is killed before it has saved anew (docs/PROTOCOL.md, *The model*).
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, take, type Processes, type Turn } from './turns.js'

const ONE = 'of versions that were reported the newest stays'
const INPUTS = 'what a version was made of stays as long as that'
const NAMED = 'a version that has a label or an alias stays'
const BACK = 'a version that was brought back stays'
const TRUSTED = 'what `latest` gives stays'
const UNKNOWN = 'a version stays where it is not known whether a rule keeps it'

const NO_REASON = 0
const INPUT = 1
const LABEL = 2
const BROUGHT_BACK = 3
const PULL_REQUEST = 4
const DAMAGED_NOTE = 5
const REASONS = [
  '',
  'the newer version is made of the older one',
  'the older version has a label',
  'the older version was brought back',
  'the newer version is of a pull request',
  'a note of the older version is damaged'
]
const PROMISES = ['', INPUTS, NAMED, BACK, TRUSTED, UNKNOWN]

const SAVER = 0
const PRUNE = 1

interface State extends Processes {
  newer: { there: boolean; gone: boolean }
  olderGone: boolean
  listed: boolean
  /** Whether the list came after the run had planned. */
  late: boolean
  reason: number
  /** What the run found. */
  removes: boolean
}

export const retention = protocolModel(
  'what prune lets stay',
  {
    listedTakesNoPlace: { rule: 'P6', what: 'one that uses a listed pack takes no place', breaks: ONE },
    inputs: { rule: 'P6', what: 'inputs stay', breaks: INPUTS },
    labels: { rule: 'P6', what: 'labelled versions stay', breaks: NAMED },
    broughtBack: { rule: 'P6', what: 'versions that were brought back stay', breaks: BACK },
    newestTrusted: { rule: 'P6', what: 'the newest that no pull request saved stays', breaks: TRUSTED },
    unreadable: { rule: 'P6', what: 'one of which something cannot be read stays', breaks: UNKNOWN }
  },
  (without): Model<State> => {
    const ignored = [
      false,
      without('inputs'),
      without('labels'),
      without('broughtBack'),
      without('newestTrusted'),
      without('unreadable')
    ]

    const save: readonly Turn<State>[] = [
      {
        '6 creates the record': (next) => {
          next.newer.there = true
        }
      },
      {
        '7 reads condemned/ again': (next) => {
          next.at[SAVER] = next.listed ? 2 : DONE
        }
      },
      {
        '7 makes its version gone': (next) => {
          next.newer.gone = true
          next.at[SAVER] = DEAD
        }
      }
    ]

    const prune: readonly Turn<State>[] = [
      {
        '3 plans': (next) => {
          const { newer, listed, reason } = next
          const counts = newer.there && !newer.gone && (!listed || without('listedTakesNoPlace'))
          next.removes = counts && (reason === NO_REASON || ignored[reason])
          if (!next.removes) next.at[PRUNE] = DONE
        }
      },
      {
        '4 makes the older version gone': (next) => {
          next.olderGone = true
        }
      },
      {
        '4 looks again': (next) => {
          // Where it is the newest by now, the step is taken back (D2).
          if (next.newer.gone) next.olderGone = false
          next.at[PRUNE] = DONE
        }
      }
    ]

    return {
      initial: {
        at: [0, 0],
        newer: { there: false, gone: false },
        olderGone: false,
        listed: false,
        late: false,
        reason: NO_REASON,
        removes: false
      },
      steps(state, step) {
        take(state, step, SAVER, 'saver', save)
        take(state, step, PRUNE, 'prune', prune)
        if (!state.listed && state.at[SAVER] <= 1) {
          step('an older prune lists a pack of the save', (next) => {
            next.listed = true
            next.late = next.at[PRUNE] > 0
          })
        }
        if (state.at[PRUNE] !== 0 || state.reason !== NO_REASON) return
        for (const reason of [INPUT, LABEL, BROUGHT_BACK, PULL_REQUEST, DAMAGED_NOTE]) {
          step(REASONS[reason], (next) => {
            next.reason = reason
          })
        }
      },
      broken({ at, newer, olderGone, reason, late }) {
        if (!olderGone || at[PRUNE] !== DONE) return undefined
        if (newer.gone) return late ? undefined : ONE
        return reason === NO_REASON ? undefined : PROMISES[reason]
      },
      reaches: {
        'the older one is removed': ({ at, olderGone }) => olderGone && at[PRUNE] === DONE,
        'the newer one is withdrawn': ({ newer }) => newer.gone,
        'known: both are gone': ({ at, newer, olderGone, late }) =>
          at[PRUNE] === DONE && newer.gone && olderGone && late,
        'the older one stays for a reason': ({ at, reason, newer }) =>
          at[PRUNE] === DONE && reason === DAMAGED_NOTE && newer.there
      }
    }
  }
)
