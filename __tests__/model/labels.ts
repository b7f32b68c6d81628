/* eslint-disable @typescript-eslint/no-invalid-void-type -- a step tells what it broke, or nothing */
/**
 * Saves that want one label, and a `promote` that wants an alias of that name: S6, A2 and A3. Someone has reserved the
 * label before and was killed; a day may pass at any moment.
 */
import type { Model, TellStep } from './explore.js'
import { chosen, protocolModel, type Omission } from './protocol-model.js'

const ONE = 'a label is reported to one save'
const FOUND = 'a label that was reported leads to the version that it was reported of'
const EITHER = 'a name is not reported as a label and as an alias'
const KEPT = 'a save that takes less than a day keeps the label that it reserved'
const FREE = 'a save that failed leaves no reservation'
const SURE = 'a save that failed for its label has left no version'

const SAVERS = [1, 2]
/** Who reserved it before. */
const SOMEBODY = 9
const NOBODY = 0
const GONE = 0
/** Each saver begins as often; another nonce each time. */
const ATTEMPTS = 2
const nonceOf = (who: number, attempt: number): number => who + 3 * attempt

const saver = {
  surveys: 0,
  reserves: 1,
  readsHolder: 2,
  asksAge: 3,
  removes: 4,
  reservesAnew: 5,
  looksForAlias: 6,
  records: 7,
  looksForLower: 8,
  withdraws: 12,
  releases: 9,
  failed: 10,
  saved: 11
}
interface Saver {
  at: number
  attempt: number
  after: number
  /** Whether it did not reserve the label itself, or a day went by since. */
  slow: boolean
  number: number
}
const mover = { looksForLabel: 0, moves: 1, looksAgain: 2, takesBack: 3, failed: 4, moved: 5 }

interface State {
  reservation: { by: number; old: boolean; after: number }
  /** By number: whose record it is. */
  records: number[]
  alias: boolean
  savers: Saver[]
  mover: number
}
type Step = TellStep<State>

/** The lowest record behind the reservation's number, as every reader of the label finds it. */
function holder({ reservation, records }: State): number {
  if (reservation.by === NOBODY) return 0
  const index = records.findIndex((by, at) => at + 1 > reservation.after && by !== GONE)
  return index === -1 ? 0 : index + 1
}

const omissions = {
  looksForLower: { rule: 'S6', what: 'a saver looks for a lower number with the label', breaks: FOUND },
  reservesFirst: { rule: 'S6', what: 'the label is reserved before anything is written', breaks: SURE },
  givesBack: { rule: 'S6', what: 'a save that fails removes its own reservation', breaks: FREE },
  afterADay: { rule: 'S6', what: 'a reservation is taken over after a day alone', breaks: KEPT },
  takenOverInPlace: { rule: 'S6', what: 'who takes a reservation over leaves it where it is', breaks: FOUND },
  givenBackYoung: { rule: 'S6', what: 'a reservation is given back only while it is young', breaks: FOUND },
  reservationsStay: { rule: 'P7', what: 'prune clears no reservation, however old', breaks: FOUND },
  looksForAlias: { rule: 'A3', what: 'a saver looks for the alias when its label is reserved', breaks: EITHER },
  looksForLabel: { rule: 'A2', what: 'the mover looks for the label after he wrote', breaks: EITHER }
} satisfies Record<string, Omission>
type Key = keyof typeof omissions

function build(by: number, without: (key: Key) => boolean): Model<State> {
  function save(state: State, index: number, step: Step): void {
    const own = state.savers[index]
    const nonce = nonceOf(SAVERS[index], own.attempt)
    const tell = (what: string, act: (one: Saver, next: State) => string | undefined | void): void => {
      step(`saver ${SAVERS[index]}: ${what}`, (next) => act(next.savers[index], next))
    }
    const reserve = (next: State, after: number): boolean => {
      if (next.reservation.by !== NOBODY) return false
      next.reservation = { by: nonce, old: false, after }
      next.savers[index].slow = false
      return true
    }
    switch (own.at) {
      case saver.surveys:
        tell('2 looks for the newest number', (one, next) => {
          one.after = next.records.length
          one.at = without('reservesFirst') ? saver.records : saver.reserves
        })
        return
      case saver.reserves:
        tell('2 reserves the label', (one, next) => {
          one.at = reserve(next, one.after) ? saver.looksForAlias : saver.readsHolder
        })
        return
      case saver.readsHolder:
        tell('2 reads whose label it is', (one, next) => {
          if (next.reservation.by === NOBODY || next.records.length > next.reservation.after) one.at = saver.failed
          else {
            one.after = next.reservation.after
            one.at = saver.asksAge
          }
        })
        return
      case saver.asksAge:
        tell('2 asks how old the reservation is', (one, next) => {
          const { by, old } = next.reservation
          const takesOver = by !== NOBODY && (old || without('afterADay'))
          if (!takesOver) one.at = saver.failed
          else one.at = without('takenOverInPlace') ? saver.removes : saver.looksForAlias
        })
        return
      case saver.removes:
        tell('2 removes the abandoned reservation', (one, next) => {
          next.reservation = { by: NOBODY, old: false, after: 0 }
          one.at = saver.reservesAnew
        })
        return
      case saver.reservesAnew:
        tell('2 reserves the label', (one, next) => {
          one.at = reserve(next, one.after) ? saver.looksForAlias : saver.failed
        })
        return
      case saver.looksForAlias:
        tell('2 looks for an alias of that name', (one, next) => {
          one.at = next.alias && !without('looksForAlias') ? saver.releases : saver.records
        })
        return
      case saver.records:
        tell('6 creates the record', (one, next) => {
          one.number = next.records.push(nonce)
          one.at = saver.looksForLower
        })
        tell('fails', (one) => {
          one.at = saver.releases
        })
        return
      case saver.looksForLower:
        tell('7 looks who holds the label', (one, next) => {
          reserve(next, one.number - 1)
          const lower = holder(next) !== one.number && !without('looksForLower')
          one.at = lower ? saver.withdraws : saver.saved
          if (!lower) return undefined
          if (without('reservesFirst')) return SURE
          return one.slow ? undefined : KEPT
        })
        return
      case saver.withdraws:
        tell('7 makes its version gone', (one, next) => {
          next.records[one.number - 1] = GONE
          one.at = saver.failed
        })
        return
      case saver.releases:
        tell('gives its own reservation back, where that is young', (one, next) => {
          const { by, old } = next.reservation
          const isOwn = by === nonce && (!old || without('givenBackYoung'))
          if (isOwn && !without('givesBack')) next.reservation = { by: NOBODY, old: false, after: 0 }
          one.at = saver.failed
          return next.reservation.by === nonce && !old ? FREE : undefined
        })
        return
      case saver.failed:
        if (own.attempt + 1 < ATTEMPTS) {
          tell('begins again', (one) => {
            Object.assign(one, { at: saver.surveys, attempt: one.attempt + 1, after: 0, slow: true, number: 0 })
          })
        }
        return
    }
  }

  function promote(state: State, step: Step): void {
    switch (state.mover) {
      case mover.looksForLabel:
        step('promote: looks whether the alias is a label', (next) => {
          next.mover = next.reservation.by === NOBODY ? mover.moves : mover.failed
        })
        return
      case mover.moves:
        step('promote: moves the alias', (next) => {
          next.alias = true
          next.mover = mover.looksAgain
        })
        return
      case mover.looksAgain:
        step('promote: looks for a label of that name', (next) => {
          next.mover = next.reservation.by === NOBODY || without('looksForLabel') ? mover.moved : mover.takesBack
        })
        return
      case mover.takesBack:
        step('promote: takes its step back', (next) => {
          next.alias = false
          next.mover = mover.failed
        })
    }
  }

  return {
    initial: {
      reservation: { by, old: false, after: 0 },
      records: [],
      alias: false,
      savers: SAVERS.map(() => ({ at: saver.surveys, attempt: 0, after: 0, slow: true, number: 0 })),
      mover: mover.looksForLabel
    },
    steps(state, step) {
      for (const index of SAVERS.keys()) save(state, index, step)
      promote(state, step)
      if (state.reservation.by === NOBODY) return
      if (state.reservation.old) {
        if (!without('reservationsStay')) return
        step('prune: clears the reservation', (next) => {
          next.reservation = { by: NOBODY, old: false, after: 0 }
        })
        return
      }
      step('a day passes', (next) => {
        next.reservation.old = true
        for (const one of next.savers) one.slow = true
      })
    },
    broken: (state) => {
      const saved = state.savers.filter(({ at }) => at === saver.saved)
      if (saved.length > 1) return ONE
      if (saved.length === 1 && state.mover === mover.moved) return EITHER
      return saved.some(({ number }) => holder(state) !== number) ? FOUND : undefined
    },
    reaches: {
      'saved with its label': ({ savers }) => savers.some(({ at }) => at === saver.saved),
      ...(by === NOBODY ? { promoted: (state) => state.mover === mover.moved } : {}),
      'two records carry the label': ({ records }) => records.length === 2
    }
  }
}

export const labelsThatAreFree = protocolModel(
  'labels that are free',
  chosen(omissions, ['reservesFirst', 'givesBack', 'afterADay', 'givenBackYoung', 'looksForAlias', 'looksForLabel']),
  (without) => build(NOBODY, without)
)

export const labelsTakenOver = protocolModel(
  'labels taken over',
  chosen(omissions, ['looksForLower', 'takenOverInPlace', 'reservationsStay']),
  (without) => build(SOMEBODY, without)
)
