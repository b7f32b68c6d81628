/**
 * A restore beside a save of what it restores, over an older version, killed at any moment: R1, R2 and R3. The version
 * has two files of one chunk each and a link, and one of its bytes may be damaged; the second file lies in a folder,
 * where somebody may have put a link that leads elsewhere.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const FOUND = 'a version whose record is there can be restored, unless it is damaged'
const EXACT = 'a restore that succeeds gives what was saved'
const SOUND = 'no damaged byte reaches the destination'
const WHOLE = 'a file of the destination is whole, whenever the restore is killed'
const UNTOUCHED = 'a restore that finds damage leaves the destination as it was'
const INSIDE = 'nothing outside of the destination is written'

const FILES = [0, 1]
const OLD = 0
const NEW = 1
const HALF = 2
const WRONG = 3

const NOTHING = 0
/** Else of the file of that number and one. */
const TREE = 3

const SAVER = 0
const READER = 1
const turn = { readsFirst: 0 }

interface State extends Processes {
  packs: boolean
  tree: boolean
  record: boolean
  packsSeen: boolean
  damaged: number
  /** What is in the destination, and in the folder beside it. */
  files: number[]
  staged: number[]
  /** What the chunk that was read last makes of its file. */
  read: number
  /** Whether the tree that was read lacks a file. */
  misled: boolean
  links: { made: boolean; planted: boolean }
  outside: boolean
  /** Whether the restore ended for damage. */
  refused: boolean
}

export const restoring = protocolModel(
  'a restore',
  {
    recordFirst: { rule: 'R1', what: 'it reads from the record to the packs', breaks: FOUND },
    chunksHashed: { rule: 'R2', what: 'each chunk is hashed before a byte of it is written', breaks: SOUND },
    treeHashed: { rule: 'R2', what: 'the tree is held against the digest', breaks: EXACT },
    staged: { rule: 'R3', what: 'files are written beside the destination', breaks: WHOLE },
    allWhole: { rule: 'R3', what: 'and renamed when all are whole', breaks: UNTOUCHED },
    linksLast: { rule: 'R3', what: 'links are made last', breaks: INSIDE },
    neverFollowed: { rule: 'R3', what: 'and none is followed', breaks: INSIDE }
  },
  (without): Model<State> => {
    const save: readonly Turn<State>[] = [
      {
        '5 stores the packs': (next) => {
          next.packs = true
        }
      },
      {
        '5 stores the tree': (next) => {
          next.tree = true
        }
      },
      {
        '6 creates the record': (next) => {
          next.record = true
        }
      }
    ]

    function refuse(next: State): void {
      next.refused = true
      next.at[READER] = DEAD
    }

    function place(next: State, file: number, is: number): void {
      const leadsAway = next.links.made || (next.links.planted && without('neverFollowed'))
      if (file === 1 && leadsAway) next.outside = true
      else if (file === 1 && next.links.planted) next.at[READER] = DEAD
      else next.files[file] = is
    }

    function write(file: number): readonly Turn<State>[] {
      const put = (next: State, is: number): void => {
        if (without('staged')) place(next, file, is)
        else next.staged[file] = is
      }
      return [
        {
          [`reads the chunk of file ${file + 1}, and writes half of it`]: (next) => {
            if (next.damaged === file + 1 && !without('chunksHashed')) refuse(next)
            else {
              next.read = next.damaged === file + 1 ? WRONG : NEW
              put(next, HALF)
            }
          }
        },
        {
          [`writes the rest of file ${file + 1}`]: (next) => {
            put(next, next.read)
            if (without('allWhole')) place(next, file, next.staged[file])
          }
        }
      ]
    }

    function rename(file: number): Turn<State> {
      return {
        [`renames file ${file + 1}`]: (next) => {
          if (file === 1 && next.misled) return
          if (!without('staged')) place(next, file, next.staged[file])
        }
      }
    }

    const nothing: Turn<State> = { 'goes on': () => undefined }
    const readRecord: Turn<State> = {
      'reads the record': (next) => {
        if (!next.record) next.at[READER] = turn.readsFirst
      }
    }
    const readPacks: Turn<State> = {
      'looks for the packs': (next) => {
        next.packsSeen = next.packs
      }
    }
    const link: Turn<State> = {
      'makes the link': (next) => {
        next.links.made = true
      }
    }
    const restore: readonly Turn<State>[] = [
      ...(without('recordFirst') ? [readPacks, readRecord] : [readRecord, readPacks]),
      {
        'reads the tree': (next) => {
          if (!next.packsSeen || !next.tree) return FOUND
          next.misled = next.damaged === TREE
          if (next.misled && !without('treeHashed')) refuse(next)
          return undefined
        }
      },
      ...write(0),
      ...write(1),
      without('linksLast') ? link : nothing,
      rename(0),
      rename(1),
      without('linksLast') ? nothing : link,
      {
        'tells success': (next) => {
          next.at[READER] = DONE
          return next.misled ? EXACT : undefined
        }
      }
    ]

    return {
      initial: {
        at: [0, turn.readsFirst],
        packs: false,
        tree: false,
        record: false,
        packsSeen: false,
        damaged: NOTHING,
        files: FILES.map(() => OLD),
        staged: FILES.map(() => OLD),
        read: NEW,
        misled: false,
        links: { made: false, planted: false },
        outside: false,
        refused: false
      },
      steps(state, step) {
        take(state, step, SAVER, 'saver', save)
        kill(state, step, SAVER, 'saver')
        take(state, step, READER, 'reader', restore)
        kill(state, step, READER, 'reader')
        if (state.damaged === NOTHING && state.record) {
          for (const what of [...FILES.map((file) => file + 1), TREE]) {
            step(what === TREE ? 'the tree is damaged' : `the chunk of file ${what} is damaged`, (next) => {
              next.damaged = what
            })
          }
        }
        if (!state.links.planted) {
          step('somebody puts a link where the folder of file 2 is', (next) => {
            next.links.planted = true
          })
        }
      },
      broken({ files, outside, refused }) {
        if (outside) return INSIDE
        if (files.includes(WRONG)) return SOUND
        if (files.includes(HALF)) return WHOLE
        return refused && files.some((file) => file !== OLD) ? UNTOUCHED : undefined
      },
      reaches: {
        'restored beside a save': ({ at }) => at[READER] === DONE,
        'killed between two files': ({ at, files }) => at[READER] === DEAD && files[0] === NEW && files[1] === OLD,
        'damage is found': ({ refused, staged }) => refused && staged[0] === NEW
      }
    }
  }
)
