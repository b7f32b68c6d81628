/**
 * What prune clears, beside a save that stands still and a run that is run again: P7. Time goes by in ticks of which G
 * is two, and a run may be run again for three.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, take, type Processes, type Turn } from './turns.js'

const SAVED = 'a save that does not stand still for G is not disturbed'
const WHOLE = 'a pack that has its name is whole'
const LINEAGE = 'a run that is run again knows what it restored'

const G = 2
const RERUN = 3
const OLDEST = 5

const turn = { writes: 0, names: 1, runsAgain: 0 }
const SAVER = 0
const RUN = 1

interface State extends Processes {
  temporary: boolean
  age: number
  pack: boolean
  run: { there: boolean; age: number }
}

export const clearing = protocolModel(
  'what prune clears',
  {
    oldFiles: { rule: 'P7', what: '`tmp/` is cleared of what is older than G alone', breaks: SAVED },
    fails: { rule: 'P7', what: 'a save that stood still for longer fails', breaks: WHOLE },
    oldRuns: { rule: 'P7', what: '`runs/` is cleared when no run can be run again', breaks: LINEAGE }
  },
  (without): Model<State> => {
    const save: readonly Turn<State>[] = [
      {
        '5 writes a temporary file': (next) => {
          next.temporary = true
        }
      },
      {
        '5 gives it its name': (next) => {
          const isThere = next.temporary
          next.at[SAVER] = isThere ? DONE : DEAD
          next.pack = isThere || without('fails')
          if (!isThere && next.age <= G) return SAVED
          return next.pack && !isThere ? WHOLE : undefined
        }
      }
    ]
    const run: readonly Turn<State>[] = [
      {
        'is run again': (next) => {
          next.at[RUN] = DONE
          return next.run.there ? undefined : LINEAGE
        }
      }
    ]
    return {
      initial: {
        at: [turn.writes, turn.runsAgain],
        temporary: false,
        age: 0,
        pack: false,
        run: { there: true, age: 0 }
      },
      steps(state, step) {
        take(state, step, SAVER, 'saver', save)
        if (state.run.age <= RERUN) take(state, step, RUN, 'run', run)
        if (state.temporary && state.at[SAVER] === turn.names && (state.age > G || without('oldFiles'))) {
          step('prune: clears tmp/', (next) => {
            next.temporary = false
          })
        }
        if (state.run.there && (state.run.age > RERUN || without('oldRuns'))) {
          step('prune: clears runs/', (next) => {
            next.run.there = false
          })
        }
        if (state.run.age >= OLDEST) return
        step('time passes', (next) => {
          next.run.age++
          if (next.temporary) next.age++
        })
      },
      reaches: {
        saved: ({ pack }) => pack,
        'a save that stood still fails': ({ at }) => at[SAVER] === DEAD,
        'what was restored is cleared': ({ run: { there } }) => !there
      }
    }
  }
)
