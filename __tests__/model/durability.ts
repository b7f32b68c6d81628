/**
 * Two that save the same on a disk that keeps what is flushed alone, and a machine that fails at any moment: rule 1 of
 * the storage, S1, S7 and A1. Either saver may be killed, and one flush may fail: then the system takes the bytes for
 * flushed from there on, although they never were.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const KEPT = 'a version that was reported is there after the machine failed'
const SOUND = 'a record that is there has its packs'
const WHOLE = 'what has a name is whole'
const POINTS = 'an alias that was reported to be moved points there after the machine failed'

const NONE = 0
const VOLATILE = 1
const DURABLE = 2

interface Named {
  name: number
  /** Whether its bytes are on the disk. */
  flushed: boolean
  torn: boolean
}
const nothing: Named = { name: NONE, flushed: false, torn: false }

const turn = { looks: 0, namesRecord: 4, reuses: 6, moves: 8, again: 11 }

interface State extends Processes {
  pack: Named
  record: Named
  move: Named
  /** By saver: whether the bytes of its temporary file are on the disk. */
  flushed: boolean[]
  /** Which savers were told that a flush failed, and flush again. */
  failed: boolean
  saved: boolean
  moved: boolean
  crashed: boolean
}

export const durability = protocolModel(
  'a machine that fails',
  {
    bytesFirst: { rule: '1', what: 'bytes are flushed before they get their name', breaks: WHOLE },
    failsToFlush: { rule: '1', what: 'a flush that fails fails the create', breaks: WHOLE },
    notAgain: { rule: '1', what: 'what could not be flushed is not flushed again', breaks: WHOLE },
    folder: { rule: '1', what: 'the folder is flushed before success is told', breaks: KEPT },
    packsFirst: { rule: 'S1', what: 'packs are durable before the record is there', breaks: SOUND },
    packThatExists: { rule: 'S1', what: 'so is one that another save has put there', breaks: SOUND },
    reused: { rule: 'S7', what: 'a record that stands for a save is made durable', breaks: KEPT },
    pointsThere: { rule: 'A1', what: 'a move that is there already is made durable', breaks: POINTS }
  },
  (without): Model<State> => {
    function turns(who: number, { failed }: State): readonly Turn<State>[] {
      const namePack: Turn<State> = {
        '5 names the pack': ({ pack, flushed, at }) => {
          if (pack.name === NONE) Object.assign(pack, { name: VOLATILE, flushed: flushed[who] })
          else if (without('packThatExists')) at[who]++
          flushed[who] = false
        }
      }
      const flushPack: Turn<State> = {
        '5 flushes the folder of the pack': ({ pack }) => {
          if (pack.name !== NONE) pack.name = DURABLE
        }
      }
      const nameRecord: Turn<State> = {
        '6 names the record': (next) => {
          if (next.record.name === NONE) next.record = { name: VOLATILE, flushed: true, torn: false }
          else next.at[who] = turn.reuses
        }
      }
      const nothingToDo: Turn<State> = { 'goes on': () => undefined }
      const fail = (next: State): void => {
        next.failed = true
        if (without('notAgain')) next.at[who] = turn.again
        else if (!without('failsToFlush')) next.at[who] = DEAD
      }
      return [
        {
          '4 looks for the version': (next) => {
            if (next.record.name !== NONE) next.at[who] = turn.reuses
          }
        },
        {
          '5 writes and flushes the bytes of the pack': ({ flushed }) => {
            flushed[who] = !without('bytesFirst')
          },
          ...(failed ? {} : { '5 writes the bytes of the pack, and is told that the flush failed': fail })
        },
        namePack,
        without('packsFirst') ? nothingToDo : flushPack,
        nameRecord,
        {
          '6 flushes the folder of the record': (next) => {
            if (!without('folder')) next.record.name = DURABLE
            if (without('packsFirst')) next.pack.name = DURABLE
            next.saved = true
            next.at[who] = turn.moves
          },
          ...(failed
            ? {}
            : {
                '6 is told that the folder could not be flushed': (next) => {
                  next.failed = true
                  next.at[who] = DEAD
                }
              })
        },
        {
          '4 makes the record durable that stands for the save': ({ record }) => {
            if (!without('reused')) record.name = DURABLE
          }
        },
        {
          'tells that it is saved': (next) => {
            next.saved = true
          }
        },
        {
          '9 moves the alias, if it does not point there': ({ move, at }) => {
            if (move.name === NONE) Object.assign(move, { name: VOLATILE, flushed: true })
            else if (without('pointsThere')) at[who]++
          }
        },
        {
          '9 flushes the folder of the move': ({ move }) => {
            move.name = DURABLE
          }
        },
        {
          '9 tells that the alias is moved': (next) => {
            next.moved = true
            next.at[who] = DONE
          }
        },
        {
          '5 flushes the bytes again, and is told that they are': (next) => {
            next.at[who] = turn.looks + 2
          }
        }
      ]
    }

    function crash(next: State, kept: readonly boolean[]): void {
      for (const [index, object] of [next.pack, next.record, next.move].entries()) {
        if (object.name === VOLATILE && !kept[index]) Object.assign(object, nothing)
        if (object.name !== NONE && !object.flushed) object.torn = true
        if (object.name === VOLATILE) object.name = DURABLE
      }
      next.at.fill(DEAD)
      next.crashed = true
    }

    return {
      initial: {
        at: [turn.looks, turn.looks],
        pack: { ...nothing },
        record: { ...nothing },
        move: { ...nothing },
        flushed: [false, false],
        failed: false,
        saved: false,
        moved: false,
        crashed: false
      },
      steps(state, step) {
        if (state.crashed) return
        for (const who of [0, 1]) {
          take(state, step, who, `saver ${who + 1}`, turns(who, state))
          kill(state, step, who, `saver ${who + 1}`)
        }
        for (const kept of [0, 1, 2, 3, 4, 5, 6, 7]) {
          const names = ['pack', 'record', 'move'].filter((_, index) => (kept & (1 << index)) !== 0)
          step(`the machine fails, and of names that were not flushed keeps: ${names.join(', ') || 'none'}`, (next) => {
            crash(
              next,
              [0, 1, 2].map((index) => (kept & (1 << index)) !== 0)
            )
          })
        }
      },
      broken({ crashed, pack, record, move, saved, moved }) {
        if (!crashed) return undefined
        if (pack.torn || record.torn) return WHOLE
        if (saved && record.name === NONE) return KEPT
        if (record.name !== NONE && pack.name === NONE) return SOUND
        return moved && move.name === NONE ? POINTS : undefined
      },
      reaches: {
        'both are saved': ({ at }) => at.every((each) => each === DONE),
        'saved after the other one was killed': ({ at }) => at[0] === DEAD && at[1] === DONE,
        'a flush fails and the other one saves': ({ failed, at }) => failed && at[1] === DONE,
        'the machine fails after a save': ({ crashed, moved }) => crashed && moved
      }
    }
  }
)
