/**
 * A prune that keeps one version, beside a save that may have to withdraw its own, and a run that destroys what was
 * listed before that version was there: P6 and S4. What else lets the older version stay may come about at any moment
 * before the run looks, but for what D2 is about.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DONE, kill, take, type Processes, type Turn } from './turns.js'

const ONE = 'a version that was reported stays, or a newer one that is whole'
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
  newer: { there: boolean; gone: boolean; whole: boolean }
  /** Whether the content of the newer one has another record, of packs that no list names. */
  anew: boolean
  olderGone: boolean
  listed: boolean
  /** Whether the list was there before the record: who destroys by it may have overlooked that. */
  early: boolean
  /** What the run read of the lists. */
  seen: boolean
  reason: number
  /** What the run found. */
  removes: boolean
}

export const retention = protocolModel(
  'what prune lets stay',
  {
    anewFirst: { rule: 'S4', what: 'a version is withdrawn once its content has another record', breaks: ONE },
    listsAgain: { rule: 'P6', what: 'lists are read again, after the records', breaks: ONE },
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

    const savesAnew: Turn<State> = {
      '6 creates another record': (next) => {
        next.anew = true
      }
    }
    const withdraws: Turn<State> = {
      '7 makes its first version gone': (next) => {
        next.newer.gone = true
      }
    }
    const save: readonly Turn<State>[] = [
      {
        '6 creates the record': (next) => {
          next.newer.there = true
        }
      },
      {
        '7 reads condemned/ again': (next) => {
          if (!next.listed) next.at[SAVER] = DONE
        }
      },
      ...(without('anewFirst') ? [withdraws, savesAnew] : [savesAnew, withdraws])
    ]

    const counts = ({ newer }: State, listed: boolean): boolean =>
      newer.there && !newer.gone && (!listed || without('listedTakesNoPlace'))
    const prune: readonly Turn<State>[] = [
      {
        '1 reads condemned/': (next) => {
          next.seen = next.listed
        }
      },
      {
        '2 reads the records, and plans': (next) => {
          const { seen, reason, anew } = next
          next.removes = (counts(next, seen) || anew) && (reason === NO_REASON || ignored[reason])
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
          const listed = without('listsAgain') ? next.seen : next.listed
          // Where it is the newest by now, the step is taken back (D2).
          if (!counts(next, listed) && !next.anew) next.olderGone = false
          next.at[PRUNE] = DONE
        }
      }
    ]

    return {
      initial: {
        at: [0, 0],
        newer: { there: false, gone: false, whole: true },
        anew: false,
        olderGone: false,
        listed: false,
        early: false,
        seen: false,
        reason: NO_REASON,
        removes: false
      },
      steps(state, step) {
        take(state, step, SAVER, 'saver', save)
        take(state, step, PRUNE, 'prune', prune)
        kill(state, step, SAVER, 'saver')
        if (!state.listed && state.at[SAVER] <= 1) {
          step('an older prune lists a pack of the save', (next) => {
            next.listed = true
            next.early = !next.newer.there
          })
        }
        if (state.early && state.newer.whole) {
          step('a run that read the records before the save destroys the pack', (next) => {
            next.newer.whole = false
          })
        }
        if (state.at[PRUNE] > 1 || state.reason !== NO_REASON) return
        for (const reason of [INPUT, LABEL, BROUGHT_BACK, PULL_REQUEST, DAMAGED_NOTE]) {
          step(REASONS[reason], (next) => {
            next.reason = reason
          })
        }
      },
      broken({ at, newer, anew, olderGone, reason }) {
        if (!olderGone || at[PRUNE] !== DONE) return undefined
        const stays = newer.there && !newer.gone && newer.whole
        if (!stays && !anew) return ONE
        return reason === NO_REASON ? undefined : PROMISES[reason]
      },
      reaches: {
        'the older one is removed': ({ at, olderGone }) => olderGone && at[PRUNE] === DONE,
        'the newer one is withdrawn': ({ newer }) => newer.gone,
        'the older one stays, since the newer one is not whole': ({ at, newer, olderGone }) =>
          at[PRUNE] === DONE && !newer.whole && newer.there && !olderGone,
        'the older one stays for a reason': ({ at, reason, newer }) =>
          at[PRUNE] === DONE && reason === DAMAGED_NOTE && newer.there
      }
    }
  }
)
