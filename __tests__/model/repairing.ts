/**
 * A pack of three chunks that is mended by `repair`, which may be killed at each step and is run again then, beside a
 * save that writes the same pack where it is missing: *Repairing* 1 to 6, H1 to H5, and M2. Of the first chunk there is a copy elsewhere, which
 * may be damaged; the second is sound in the pack alone; of the third there is no copy.
 */
import type { Model } from './explore.js'
import { bit, has } from './masks.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const LOST = 'no good chunk is lost'
const REGAINED = 'what is told as regained is sound'
const NAMED = 'a pack that was mended has the trailer that its name is of'
const MARKED = 'a mended pack with a chunk that is lost is marked'
const GONE = 'a pack that prune destroyed is not made again'
const MEANT = 'a mark is taken away from a sound pack alone'

/** Chunks, as bits of a mask. The third is in none but that of a save. */
const COPIED = 0
const OWN = 1
const ALL = 7

const RUNS = [0, 1]
const SAVER = 2

const turn = { looks: 0 }

interface Pack {
  there: boolean
  /** Which chunks are sound. */
  sound: number
}

interface State extends Processes {
  pack: Pack
  /** Whether the pack is one that a repair created. */
  mended: boolean
  staged: Pack
  copySound: boolean
  /** Whether the pack has lost its trailer, and what would pass for it is another pack's. */
  trailerLost: boolean
  trailerWrong: boolean
  marked: boolean
  listed: boolean
  destroyed: boolean
  /** By run: what it has brought together, and what of that it takes for sound. */
  together: number[]
  believed: number[]
  /** By run: whether a list named the pack when it looked. */
  sawList: boolean[]
  /** By run: whether the pack was there then. */
  sawPack: boolean[]
  /** Whether the save has stored all chunks. */
  saved: boolean
}

export const repairing = protocolModel(
  'a pack that is mended',
  {
    hashedCopies: { rule: 'H1', what: 'a copy of a chunk is hashed before it is used', breaks: REGAINED },
    trailer: { rule: 'H2', what: 'the trailer has the hash that is the name', breaks: NAMED },
    staged: { rule: 'H2', what: 'what is good of a pack is staged before that is removed', breaks: LOST },
    stagedStays: { rule: 'H2', what: 'and stays until the pack is mended', breaks: LOST },
    listed: { rule: 'H3', what: 'what a list names is not created again', breaks: GONE },
    marksBefore: { rule: 'H4', what: 'a pack with a chunk that stays lost is marked before', breaks: MARKED },
    creates: { rule: 'H5', what: 'the pack is created, and replaces none', breaks: LOST },
    allHashed: { rule: 'M2', what: 'a mark is taken away when all of the pack was hashed', breaks: MEANT }
  },
  (without): Model<State> => {
    function turns(who: number): readonly Turn<State>[] {
      return [
        {
          '1 brings the chunks together': (next) => {
            const { pack, staged, copySound } = next
            const own = (pack.there ? pack.sound : 0) | (staged.there ? staged.sound : 0)
            next.together[who] = own | (copySound ? bit(COPIED) : 0)
            next.believed[who] = next.together[who] | (without('hashedCopies') ? bit(COPIED) : 0)
            next.sawPack[who] = pack.there
            next.sawList[who] = next.listed && !without('listed')
            if (next.trailerLost && !without('trailer')) next.at[who] = DEAD
            // It mends what others regain only; the rest is to be read as it is.
            else if (pack.there && (pack.sound & next.believed[who]) === next.believed[who]) next.at[who] = 5
          }
        },
        {
          '2 marks the pack, if chunks stay lost': (next) => {
            if (next.believed[who] !== ALL && !without('marksBefore')) next.marked = true
          }
        },
        {
          '3 stages what is good': (next) => {
            if (next.pack.there && !without('staged')) next.staged = { there: true, sound: next.together[who] }
          }
        },
        {
          '4 removes the damaged pack': (next) => {
            if (next.sawList[who]) next.at[who] = DEAD
            else if (next.sawPack[who]) next.pack = { there: false, sound: 0 }
            if (without('stagedStays')) next.staged = { there: false, sound: 0 }
          }
        },
        {
          '5 creates it': (next) => {
            if (next.pack.there && !without('creates')) return undefined
            next.pack = { there: true, sound: next.together[who] }
            next.mended = true
            if (next.trailerLost) next.trailerWrong = true
            if (next.believed[who] !== next.together[who]) return REGAINED
            return next.destroyed ? GONE : undefined
          }
        },
        {
          '6 removes the staged pack': (next) => {
            const isMended = next.pack.there && (next.pack.sound & next.staged.sound) === next.staged.sound
            if (isMended) next.staged = { there: false, sound: 0 }
          }
        },
        {
          '6 takes the mark away, if nothing is lost': (next) => {
            const isSound = next.pack.there && (next.pack.sound === ALL || without('allHashed'))
            next.at[who] = DONE
            if (!isSound || !next.marked) return undefined
            next.marked = false
            return next.pack.sound === ALL ? undefined : MEANT
          }
        }
      ]
    }

    const save: readonly Turn<State>[] = [
      {
        '4 finds that the pack is of no use': (next) => {
          if (next.pack.there || next.listed) next.at[SAVER] = DEAD
        }
      },
      {
        '5 puts the whole pack': (next) => {
          if (next.pack.there) return
          next.pack = { there: true, sound: ALL }
          next.mended = false
          next.saved = true
        }
      }
    ]

    return {
      initial: {
        at: [turn.looks, turn.looks, 0],
        pack: { there: true, sound: bit(OWN) },
        mended: false,
        staged: { there: false, sound: 0 },
        copySound: true,
        trailerLost: false,
        trailerWrong: false,
        marked: false,
        listed: false,
        destroyed: false,
        together: RUNS.map(() => 0),
        believed: RUNS.map(() => 0),
        sawList: RUNS.map(() => false),
        sawPack: RUNS.map(() => false),
        saved: false
      },
      steps(state, step) {
        for (const who of RUNS) {
          if (who > 0 && state.at[who - 1] < DEAD) continue
          take(state, step, who, `repair ${who + 1}`, turns(who))
          kill(state, step, who, `repair ${who + 1}`)
        }
        take(state, step, SAVER, 'saver', save)
        if (state.at[0] === turn.looks && state.copySound && !state.trailerLost && !state.listed) {
          step('the copy elsewhere is damaged as well', (next) => {
            next.copySound = false
          })
          step('the trailer of the pack is lost', (next) => {
            next.trailerLost = true
          })
          step('prune lists the pack', (next) => {
            next.listed = true
          })
        }
        if (state.listed && state.pack.there && state.at[0] === turn.looks) {
          step('prune destroys the pack', (next) => {
            next.pack = { there: false, sound: 0 }
            next.destroyed = true
          })
        }
      },
      broken({ pack, staged, mended, marked, trailerWrong, destroyed, saved }) {
        if (trailerWrong) return NAMED
        const sound = (pack.there ? pack.sound : 0) | (staged.there ? staged.sound : 0)
        if (!destroyed && !(saved ? sound === ALL : has(sound, OWN))) return LOST
        return pack.there && mended && pack.sound !== ALL && !marked ? MARKED : undefined
      },
      reaches: {
        'mended as far as can be': ({ at, pack }) => at[0] === DONE && pack.sound === (bit(COPIED) | bit(OWN)),
        'mended by the next run': ({ at, pack, mended }) => at[0] === DEAD && at[1] === DONE && mended && pack.there,
        'a save writes it meanwhile': ({ at, pack, marked }) => at[0] === DONE && pack.sound === ALL && !marked,
        'what was staged goes': ({ at, staged }) => at[0] === DONE && !staged.there
      }
    }
  }
)
