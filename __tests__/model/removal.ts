/**
 * One version and its pack, that prunes remove since a newer one is there: restored, brought back, promoted meanwhile.
 * *Removing and bringing back a version*, and what *Pruning* says of ages. G is 2 and C is 1 of the ticks of time here, and
 * two answers of the storage to the question for the time may differ by C.
 *
 * There are a model for each of those whom prunes meet, since all of them at once have too many states.
 */
import type { Model, TellStep } from './explore.js'
import { protocolModel, type Omission, type ProtocolModel } from './protocol-model.js'

const LOST = 'a version that was reported, and that nobody removed, has its pack'
const RESTORED = 'who restores a version goes on until it was removed for G - C'
const TOLD = 'who does not find a pruned pack is told that it was removed'
const STAYS = 'a version that an alias was moved to lives when all are done'

const G = 2
const C = 1
/** From here on an age is old to everybody. */
const AGED = G + 1
/** How often the version is removed and brought back. */
const CHANGES = 5

const pruner = {
  asks: 0,
  readsRecords: 1,
  bringsBack: 2,
  asksAgain: 3,
  looksAtPack: 4,
  takesBack: 5,
  removes: 6,
  looksAgain: 7,
  stepsBack: 8,
  condemns: 9,
  destroys: 10
}
interface Pruner {
  at: number
  listKnown: boolean
  /** Older than G, by the time that it asked for. */
  listOld: boolean
  removalOld: boolean
  /** The changes of the version that there were then. */
  changes: number
  /** Whether it found the version living. */
  uses: boolean
  /** Whether it found that it was removed less than G ago. */
  holds: boolean
  /** Whether a removal, or a bringing back, was its own. */
  own: boolean
  /** Whether the list is older than G - C, when it brings the version back. */
  leaving: boolean
}
const idle: Pruner = {
  at: pruner.asks,
  listKnown: false,
  listOld: false,
  removalOld: false,
  changes: 0,
  uses: false,
  holds: false,
  own: false,
  leaving: false
}

const undeleter = { appends: 0, asks: 1, looks: 2, takesBack: 3 }
const reader = { picks: 0, reads: 1, misses: 2, ended: 3 }
const mover = { checks: 0, moves: 1, looks: 2, takesBack: 3, ended: 4 }

interface State {
  /** Of the version: odd where it is gone. */
  changes: number
  removalAge: number
  /** Whether that it lives was reported, by its save or by who brought it back. */
  reported: boolean
  pack: boolean
  list: boolean
  listAge: number
  aliased: boolean
  promoted: boolean
  killed: boolean
  pruners: Pruner[]
  undeleter: { at: number; leaving: boolean }
  /** `removed`: 0 while the version was not removed since it was picked, else for how long and one. */
  reader: { at: number; removed: number }
  mover: number
}
type Step = TellStep<State>

interface Actors {
  readonly prunes: number
  readonly undelete?: boolean
  readonly restore?: boolean
  readonly promote?: boolean
  readonly kill?: boolean
  /** Whether the pack may be lost by other means than prune, as long as the version is gone. */
  readonly accident?: boolean
}

const omissions = {
  storageClock: { rule: '5', what: "ages are by the storage's time, and not by a machine's", breaks: RESTORED },
  pruneClock: { rule: 'P5', what: "a prune takes the storage's time, and not its machine's", breaks: LOST },
  toldAsRemoved: { rule: 'R5', what: 'who misses a pack looks whether a list names it', breaks: TOLD },
  listsStayToTell: { rule: 'P4', what: 'lists stay', breaks: TOLD },
  oldLists: { rule: 'P3', what: 'only packs that a list older than G names are destroyed', breaks: LOST },
  timeFirst: { rule: 'P3', what: 'the time is asked for before the records are listed', breaks: LOST },
  recentlyRemoved: {
    rule: 'P3',
    what: 'packs of versions that were removed less than G ago are left',
    breaks: RESTORED
  },
  prunerLooks: { rule: 'D2', what: 'who removes looks again', breaks: STAYS },
  stepsBackSound: { rule: 'D2', what: 'who brings back what he removed looks as by D3', breaks: LOST },
  moverLooks: { rule: 'D2', what: '`promote` looks for `gone` after it wrote', breaks: STAYS },
  pruneBringsBack: { rule: 'D4', what: 'the next prune brings back what an alias points at', breaks: LOST },
  bringsBackSound: { rule: 'D4', what: 'what is brought back so is looked at as by D3', breaks: LOST },
  undeleteLooksAtLists: { rule: 'D3', what: 'a pack in a list older than G - C is not relied on', breaks: LOST },
  undeleteMargin: { rule: 'D3', what: 'and not G', breaks: LOST },
  undeleteLooksAtPacks: { rule: 'D3', what: 'every pack must be there', breaks: LOST },
  undeleteAppendsFirst: { rule: 'D3', what: 'the change comes before the time is asked for', breaks: LOST }
} satisfies Record<string, Omission>
type Key = keyof typeof omissions

function isGone({ changes }: State): boolean {
  return changes % 2 === 1
}

/** Appends that the version is gone, or back. */
function append(next: State, reported: boolean): void {
  next.changes++
  next.reported = reported
  next.removalAge = 0
  if (isGone(next) && next.reader.at === reader.reads && next.reader.removed === 0) next.reader.removed = 1
  if (!isGone(next) && reported) next.reader.removed = 0
}

/** How late the storage may say that it is. */
const ANSWERS = [0, C]

class Removal {
  private readonly actors: Actors
  private readonly without: (key: Key) => boolean

  constructor(actors: Actors, without: (key: Key) => boolean) {
    this.actors = actors
    this.without = without
  }

  model(): Model<State> {
    const { prunes, undelete, restore, promote, kill, accident } = this.actors
    return {
      initial: {
        changes: 0,
        removalAge: 0,
        reported: true,
        pack: true,
        list: false,
        listAge: 0,
        aliased: false,
        promoted: false,
        killed: false,
        pruners: Array.from({ length: prunes }, () => ({ ...idle })),
        undeleter: { at: undeleter.appends, leaving: false },
        reader: { at: reader.picks, removed: 0 },
        mover: mover.checks
      },
      steps: (state, step) => {
        for (let who = 0; who < prunes; who++) {
          this.prune(state, who, step)
          if (kill === true) this.kill(state, who, step)
        }
        if (undelete === true) {
          this.undelete(state, step)
          this.removeByHand(state, step)
        }
        if (restore === true) this.restore(state, step)
        if (promote === true) this.promote(state, step)
        if (accident === true && isGone(state) && state.pack) {
          step('the pack is lost by accident', (next) => {
            next.pack = false
          })
        }
        this.timePasses(state, step)
      },
      broken: (state) => {
        if (!state.pack && ((state.reported && !isGone(state)) || state.promoted)) return LOST
        const allDone = !state.killed && state.pruners.every(({ at }) => at === pruner.asks)
        return state.promoted && isGone(state) && allDone ? STAYS : undefined
      },
      reaches: {
        'the pack is destroyed': ({ pack }) => !pack,
        ...(undelete === true
          ? { 'brought back and stays': (state) => state.changes === 2 && state.reported && state.listAge > G }
          : {}),
        ...(restore === true
          ? { 'restored although it is gone': (state) => isGone(state) && state.reader.at === reader.ended }
          : {}),
        ...(promote === true ? { promoted: (state) => state.promoted } : {})
      }
    }
  }

  private prune(state: State, who: number, step: Step): void {
    const one = state.pruners[who]
    const tell = (what: string, act: (own: Pruner, next: State) => void): void => {
      step(`prune ${who + 1}: ${what}`, (next) => {
        act(next.pruners[who], next)
      })
    }
    const mayAppend = state.changes < CHANGES
    switch (one.at) {
      case pruner.asks:
        this.askForTime(tell)
        return
      case pruner.readsRecords:
        tell('2 reads the records', (own, next) => {
          this.readRecords(own, next)
        })
        return
      case pruner.bringsBack:
      case pruner.asksAgain:
      case pruner.looksAtPack:
      case pruner.takesBack:
        this.bringBack(one, mayAppend, tell)
        return
      case pruner.removes:
        if (!mayAppend) return
        tell('4 appends gone', (own, next) => {
          own.own = next.changes === own.changes && !isGone(next)
          if (own.own) append(next, false)
          own.uses = false
          own.holds = true
          own.at = this.without('prunerLooks') ? pruner.condemns : pruner.looksAgain
        })
        return
      case pruner.looksAgain:
        tell('4 looks again', (own, next) => {
          // An alias lets it stay, and so does that somebody brought it back.
          own.uses = next.aliased || !isGone(next)
          const back = this.without('stepsBackSound') ? pruner.stepsBack : pruner.bringsBack
          own.at = own.own && next.aliased ? back : pruner.condemns
        })
        return
      case pruner.stepsBack:
        if (!mayAppend) return
        tell('4 takes its step back', (own, next) => {
          if (isGone(next)) append(next, true)
          own.at = pruner.condemns
        })
        return
      case pruner.condemns:
        this.condemn(one, state, tell)
        return
      case pruner.destroys:
        tell('6 destroys the pack', (own, next) => {
          next.pack = false
          if (this.without('listsStayToTell')) next.list = false
          Object.assign(own, idle)
        })
    }
  }

  private askForTime(tell: TellPrune): void {
    const anyTime = this.without('pruneClock') || this.without('storageClock')
    for (const late of anyTime ? [0, AGED] : ANSWERS) {
      tell(`1 asks for the time, told ${late} late, and reads condemned/`, (own, next) => {
        own.listKnown = next.list
        own.listOld = next.list && (next.listAge + late > G || this.without('oldLists'))
        own.changes = next.changes
        own.removalOld = isGone(next) && next.removalAge + late > G
        own.at = pruner.readsRecords
      })
    }
  }

  private readRecords(own: Pruner, next: State): void {
    own.uses = !isGone(next)
    own.holds = isGone(next) && !(own.removalOld && own.changes === next.changes) && !this.without('recentlyRemoved')
    own.removalOld = false
    own.changes = next.changes
    if (isGone(next)) own.at = next.aliased && !this.without('pruneBringsBack') ? pruner.bringsBack : pruner.condemns
    // Versions that were brought back stay (P6).
    else own.at = next.changes === 0 && !next.aliased ? pruner.removes : pruner.condemns
  }

  /** D2 and D4: what an alias points at, as by D3. */
  private bringBack(one: Pruner, mayAppend: boolean, tell: TellPrune): void {
    switch (one.at) {
      case pruner.bringsBack:
        if (!mayAppend) return
        tell('brings back what an alias points at', (own, next) => {
          own.own = isGone(next)
          if (own.own) append(next, false)
          own.at = pruner.asksAgain
        })
        return
      case pruner.asksAgain:
        for (const late of ANSWERS) {
          tell(`asks for the time again, told ${late} late, and reads condemned/`, (own, next) => {
            own.leaving = next.list && next.listAge + late > G - C
            own.at = pruner.looksAtPack
          })
        }
        return
      case pruner.looksAtPack:
        tell('looks whether the pack is there', (own, next) => {
          const isSound = (next.pack && !own.leaving) || this.without('bringsBackSound')
          if (isSound && own.own && !isGone(next)) next.reported = true
          own.uses = isSound
          own.leaving = false
          own.at = isSound ? pruner.condemns : pruner.takesBack
        })
        return
      case pruner.takesBack:
        if (one.own && !mayAppend) return
        tell('takes its step back', (own, next) => {
          if (own.own && !isGone(next)) append(next, false)
          own.uses = !isGone(next)
          own.holds = true
          own.at = pruner.condemns
        })
    }
  }

  private condemn(one: Pruner, state: State, tell: TellPrune): void {
    const lists = !one.uses && !one.listKnown && state.pack && !state.list
    for (const late of this.without('timeFirst') ? ANSWERS : [0]) {
      tell(lists ? '5 creates a list of the pack' : '5 makes no list', (own, next) => {
        if (lists) {
          next.list = true
          next.listAge = 0
        }
        const isOld = this.without('timeFirst') ? own.listKnown && next.listAge + late > G : own.listOld
        const destroys = isOld && !own.uses && !own.holds
        Object.assign(own, idle)
        if (destroys) own.at = pruner.destroys
      })
    }
  }

  private kill(state: State, who: number, step: Step): void {
    if (state.pruners[who].at === pruner.asks) return
    step(`prune ${who + 1} is killed`, (next) => {
      next.pruners[who] = { ...idle }
      next.killed = true
    })
  }

  private undelete({ undeleter: { at }, changes }: State, step: Step): void {
    const appendsFirst = !this.without('undeleteAppendsFirst')
    switch (at) {
      case undeleter.appends:
        if (changes % 2 === 0 || changes >= CHANGES) return
        if (appendsFirst) {
          step('undelete: appends that the version is back', (next) => {
            append(next, false)
            next.undeleter.at = undeleter.asks
          })
        } else this.askBeforeUndelete(step)
        return
      case undeleter.asks:
        if (appendsFirst) this.askBeforeUndelete(step)
        else {
          step('undelete: appends that the version is back', (next) => {
            if (changes < CHANGES && isGone(next)) append(next, false)
            next.undeleter.at = undeleter.looks
          })
        }
        return
      case undeleter.looks:
        step('undelete: looks whether the pack is there', (next) => {
          const isThere = next.pack || this.without('undeleteLooksAtPacks')
          const isSound = isThere && !next.undeleter.leaving
          if (isSound && !isGone(next)) {
            next.reported = true
            next.reader.removed = 0
          }
          next.undeleter = { at: isSound ? undeleter.appends : undeleter.takesBack, leaving: false }
        })
        return
      case undeleter.takesBack:
        if (changes >= CHANGES) return
        step('undelete: takes its step back', (next) => {
          if (!isGone(next)) append(next, false)
          next.undeleter.at = undeleter.appends
        })
    }
  }

  private askBeforeUndelete(step: Step): void {
    const oldest = this.without('undeleteMargin') ? G : G - C
    for (const late of ANSWERS) {
      step(`undelete: asks for the time, told ${late} late, and reads condemned/`, (next) => {
        next.undeleter.leaving = next.list && next.listAge + late > oldest && !this.without('undeleteLooksAtLists')
        next.undeleter.at = this.without('undeleteAppendsFirst') ? undeleter.asks : undeleter.looks
      })
    }
  }

  private removeByHand(state: State, step: Step): void {
    if (isGone(state) || !state.reported || state.changes >= CHANGES) return
    step('somebody removes the version', (next) => {
      append(next, false)
    })
  }

  private restore(state: State, step: Step): void {
    switch (state.reader.at) {
      case reader.picks:
        if (isGone(state) || !state.reported) return
        step('reader: picks the version', (next) => {
          next.reader.at = reader.reads
        })
        return
      case reader.reads:
        step('reader: reads the pack', (next) => {
          const { removed } = next.reader
          next.reader = { at: next.pack ? reader.ended : reader.misses, removed: 0 }
          return !next.pack && removed - 1 <= G - C ? RESTORED : undefined
        })
        return
      case reader.misses:
        step('reader: looks whether a list names the pack', (next) => {
          next.reader.at = reader.ended
          return next.list && !this.without('toldAsRemoved') ? undefined : TOLD
        })
    }
  }

  private promote(state: State, step: Step): void {
    switch (state.mover) {
      case mover.checks:
        if (isGone(state)) return
        step('promote: finds the version living', (next) => {
          next.mover = mover.moves
        })
        return
      case mover.moves:
        step('promote: moves the alias', (next) => {
          next.aliased = true
          next.mover = mover.looks
        })
        return
      case mover.looks:
        step('promote: looks for gone', (next) => {
          const fails = isGone(next) && !this.without('moverLooks')
          // Nothing is promised to who looks while somebody tries whether the version can be brought back (D3).
          next.promoted = !fails && (next.reported || isGone(next))
          next.mover = fails ? mover.takesBack : mover.ended
        })
        return
      case mover.takesBack:
        step('promote: takes its step back', (next) => {
          next.aliased = false
          next.mover = mover.ended
        })
    }
  }

  private timePasses(state: State, step: Step): void {
    const { list, listAge, removalAge, reader: picked } = state
    const isYoung = (list && listAge < AGED) || (isGone(state) && removalAge < AGED)
    if (!isYoung && !(picked.removed > 0 && picked.removed <= AGED)) return
    step('time passes', (next) => {
      if (next.list) next.listAge = Math.min(AGED, next.listAge + 1)
      if (isGone(next)) next.removalAge = Math.min(AGED, next.removalAge + 1)
      if (next.reader.removed > 0) next.reader.removed = Math.min(AGED + 1, next.reader.removed + 1)
    })
  }
}

type TellPrune = (what: string, act: (own: Pruner, next: State) => void) => void

function removalModel(name: string, actors: Actors, keys: readonly Key[]): ProtocolModel {
  const own = Object.fromEntries(keys.map((key) => [key, omissions[key]])) as Record<Key, Omission>
  return protocolModel(name, own, (without) => new Removal(actors, without).model())
}

export const pruneBesideRestore = removalModel('prune beside restore', { prunes: 2, restore: true }, [
  'storageClock',
  'toldAsRemoved',
  'listsStayToTell'
])

export const pruneBesideBoth = removalModel(
  'prune beside restore and undelete',
  { prunes: 1, restore: true, undelete: true },
  ['recentlyRemoved']
)

export const pruneBesideUndelete = removalModel(
  'prune beside undelete',
  { prunes: 2, undelete: true, accident: true },
  [
    'pruneClock',
    'oldLists',
    'timeFirst',
    'undeleteLooksAtLists',
    'undeleteMargin',
    'undeleteLooksAtPacks',
    'undeleteAppendsFirst'
  ]
)

export const pruneBesidePromote = removalModel('prune beside promote', { prunes: 2, promote: true, kill: true }, [
  'prunerLooks',
  'stepsBackSound',
  'moverLooks',
  'pruneBringsBack',
  'bringsBackSound'
])
