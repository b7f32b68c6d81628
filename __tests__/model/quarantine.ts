/**
 * Runs of pull requests, of this repository and of forks, beside a trusted save, a restore of `latest` and a prune: V1
 * and V3 to V5. All of them save the same bytes or others, in any order.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DONE, take, type Processes, type Turn } from './turns.js'

const TRUSTED = 'whoever restores `latest` gets what no pull request saved'
const OWN = 'a trusted save is what `latest` gives then'
const APART = 'the run of a fork changes nothing but its quarantine'
const LOST = 'a version that was reported has its packs'
const SHARES = 'a trusted version rests on nothing that a fork saved, unless it was named'

const NOBODY = 0
const TRUNK = 1
const PULL_REQUEST = 2
const FORK = 3

const RUN = 0
const FORKED = 1
const TRUSTING = 2

interface State extends Processes {
  /** By number: who saved the versions of the artifact. */
  versions: number[]
  /** Whether the fork has a version in its quarantine, and whether its pack is there. */
  forked: boolean
  pack: boolean
  /** Whether a note of the first version is by the fork. */
  noted: boolean
}

export const quarantine = protocolModel(
  'pull requests and forks',
  {
    latest: { rule: 'V1', what: '`latest` leaves out what pull requests saved', breaks: TRUSTED },
    standsFor: { rule: 'V1', what: 'what is left out stands for no unchanged content', breaks: OWN },
    saves: { rule: 'V3', what: 'the run of a fork saves in its quarantine alone', breaks: APART },
    records: { rule: 'V3', what: 'and records there alone', breaks: APART },
    selectors: { rule: 'V4', what: 'selectors of the artifact leave the quarantine out', breaks: TRUSTED },
    prunes: { rule: 'V4', what: 'prune does not', breaks: LOST },
    parents: { rule: 'V5', what: 'a version of the quarantine is no parent unless it was named', breaks: SHARES }
  },
  (without): Model<State> => {
    function latest({ versions, forked }: State): number {
      if (without('selectors') && forked) return FORK
      return versions.findLast((by) => by === TRUNK || (by !== NOBODY && without('latest'))) ?? NOBODY
    }

    const run: readonly Turn<State>[] = [
      {
        'saves a version': ({ versions, at }) => {
          versions.push(PULL_REQUEST)
          at[RUN] = DONE
        }
      }
    ]
    const fork: readonly Turn<State>[] = [
      {
        'saves a version': (next) => {
          if (without('saves')) next.versions.push(FORK)
          else next.forked = true
          next.pack = true
        }
      },
      {
        'records a note of the first version': (next) => {
          if (without('records')) next.noted = true
          next.at[FORKED] = DONE
        }
      }
    ]
    const trusted: readonly Turn<State>[] = [
      {
        'looks for a version that stands for its content': (next) => {
          const newest = next.versions.at(-1)
          if (newest !== TRUNK && !(newest === PULL_REQUEST && without('standsFor'))) return undefined
          next.at[TRUSTING] = DONE
          return newest === TRUNK ? undefined : OWN
        },
        'finds that its content is another': () => undefined
      },
      {
        'looks for parents': (next) => {
          return next.forked && without('parents') ? SHARES : undefined
        }
      },
      {
        'saves a version': (next) => {
          next.versions.push(TRUNK)
          next.at[TRUSTING] = DONE
        }
      }
    ]

    return {
      initial: { at: [0, 0, 0], versions: [TRUNK], forked: false, pack: false, noted: false },
      steps(state, step) {
        take(state, step, RUN, 'pull request', run)
        take(state, step, FORKED, 'fork', fork)
        take(state, step, TRUSTING, 'trusted save', trusted)
        step('reader: restores latest', () => (latest(state) === TRUNK ? undefined : TRUSTED))
        if (state.pack) {
          step('prune: destroys what no version uses', (next) => {
            next.pack = next.forked && !without('prunes')
          })
        }
      },
      broken({ versions, forked, pack, noted }) {
        if (versions.includes(FORK) || noted) return APART
        return forked && !pack ? LOST : undefined
      },
      reaches: {
        'all have saved': ({ at }) => at.every((each) => each === DONE),
        'a pull request saved last': ({ versions }) => versions.at(-1) === PULL_REQUEST,
        'a trusted version is reused': ({ at, versions }) => at[TRUSTING] === DONE && versions.length === 1
      }
    }
  }
)
