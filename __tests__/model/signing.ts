/**
 * A save that signs, killed at any moment, and restores that ask for a signature, in a store that somebody else may write
 * to as well: G1 to G4. He can exchange records and files, lie about a version that the save reuses, and put any
 * signature anywhere; he has no key.
 */
import type { Model } from './explore.js'
import { protocolModel } from './protocol-model.js'
import { DEAD, DONE, kill, take, type Processes, type Turn } from './turns.js'

const SIGNED = 'a version that was reported as signed is signed'
const POINTS = 'an alias that a signed save moved points at a signed version'
const OWN = 'a signer states nothing that he does not know'
const ASKED = 'a restore that asks for a signature gives what was signed under that name and number'
const BYTES = 'the files that it gives are those that were signed'

/** The signer's key, and another one that is not trusted. */
const NONE = 0
const SIGNER = 1
const STRANGER = 2

const SAVER = 0
const FIRST = 1
const SECOND = 2

interface Version {
  /** Which content its record tells, and which its files have: as the number of the version that had it first. */
  record: number
  files: number
}

interface Signature {
  by: number
  /** The number and the content that it states. */
  number: number
  content: number
}

interface State extends Processes {
  versions: Version[]
  /** Beside each version the one that counts; the others are as none. */
  signatures: Signature[]
  /** Whether the save reuses the second version, whose record somebody else has written. */
  reuses: boolean
  aliased: boolean
}

export const signing = protocolModel(
  'signatures',
  {
    beforeAliases: { rule: 'G1', what: 'a signature comes before an alias is moved', breaks: POINTS },
    beforeSuccess: { rule: 'G1', what: 'and before success is told', breaks: SIGNED },
    ownStatement: { rule: 'G2', what: 'the store says nothing that is signed', breaks: OWN },
    keys: { rule: 'G3', what: 'one of the keys has signed', breaks: ASKED },
    numbers: { rule: 'G3', what: 'what was signed is of this name and number', breaks: ASKED },
    digests: { rule: 'G3', what: 'and of this digest', breaks: ASKED },
    chained: { rule: 'G4', what: 'the files are held against the digest', breaks: BYTES }
  },
  (without): Model<State> => {
    const nothing: Turn<State> = { 'goes on': () => undefined }
    const alias: Turn<State> = {
      '9 moves the alias': (next) => {
        next.aliased = true
      }
    }
    const save: readonly Turn<State>[] = [
      {
        '6 creates the record': (next) => {
          next.versions[1] = { record: SECOND, files: SECOND }
        },
        '4 finds that a version stands for it': (next) => {
          next.versions[1] = { record: SECOND, files: SECOND }
          next.reuses = true
        }
      },
      without('beforeAliases') ? alias : nothing,
      {
        '8 signs it': (next) => {
          if (without('beforeSuccess')) return undefined
          const content = next.reuses && without('ownStatement') ? next.versions[1].record : SECOND
          next.signatures[1] = { by: SIGNER, number: SECOND, content }
          return content === SECOND ? undefined : OWN
        },
        '8 cannot sign it': (next) => {
          if (!without('beforeSuccess')) next.at[SAVER] = DEAD
        }
      },
      without('beforeAliases') ? nothing : alias,
      {
        'tells success': (next) => {
          next.at[SAVER] = DONE
          return next.signatures[1].by === NONE ? SIGNED : undefined
        }
      }
    ]

    /** What a restore of the second version does, that asks for a signature and gets the first content it believes. */
    function restore({
      versions: [, { record, files }],
      signatures: [, { by, number, content }]
    }: State): string | undefined {
      if (by === NONE || (by !== SIGNER && !without('keys'))) return undefined
      if (number !== SECOND && !without('numbers')) return undefined
      if (content !== record && !without('digests')) return undefined
      if (files !== record && !without('chained')) return undefined
      if (record !== SECOND) return ASKED
      return files === SECOND ? undefined : BYTES
    }

    return {
      initial: {
        at: [0],
        versions: [
          { record: FIRST, files: FIRST },
          { record: NONE, files: NONE }
        ],
        signatures: [
          { by: SIGNER, number: FIRST, content: FIRST },
          { by: NONE, number: NONE, content: NONE }
        ],
        reuses: false,
        aliased: false
      },
      steps(state, step) {
        take(state, step, SAVER, 'saver', save)
        kill(state, step, SAVER, 'saver')
        if (state.versions[1].record === NONE || state.at[SAVER] === 0) return
        for (const content of [FIRST, SECOND]) {
          step(`somebody makes the record tell of content ${content}`, (next) => {
            next.versions[1].record = content
          })
          step(`somebody puts the files of content ${content} there`, (next) => {
            next.versions[1].files = content
          })
        }
        // Any one that is good is enough, so that more of them take nothing away: here they stand where there was one.
        if (state.at[SAVER] >= DEAD && state.signatures[1].by !== STRANGER) {
          step('somebody puts the signature of version 1 there', (next) => {
            next.signatures[1] = { ...next.signatures[0] }
          })
          step('somebody signs what the record tells by a key of his own', (next) => {
            next.signatures[1] = { by: STRANGER, number: SECOND, content: next.versions[1].record }
          })
        }
        if (state.at[SAVER] >= DEAD) step('reader: restores version 2, if it is signed', () => restore(state))
      },
      broken({ at, aliased, signatures }) {
        return aliased && signatures[1].by === NONE && (at[SAVER] === DEAD || at[SAVER] === DONE) ? POINTS : undefined
      },
      reaches: {
        'saved and signed': ({ at, signatures }) => at[SAVER] === DONE && signatures[1].by === SIGNER,
        'killed before it signed': ({ at, signatures }) => at[SAVER] === DEAD && signatures[1].by === NONE,
        'the files were exchanged': ({ at, versions }) => at[SAVER] === DONE && versions[1].files === FIRST
      }
    }
  }
)
