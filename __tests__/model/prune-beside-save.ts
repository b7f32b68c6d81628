/**
 * Two savers, each of an artifact of its own, and two prunes that never stop, about one content: *Saving* 3 to 7, and
 * *Pruning* 1, 2, 5 and 6. A pack of the content is there already, to which nothing refers. There are no ages here: every
 * pack is old enough to be listed, and every list old enough to destroy by. So this holds whatever G is, and whatever
 * clocks do.
 */
import type { Model, TellStep } from './explore.js'
import { bit, has, maskOf } from './masks.js'
import { protocolModel } from './protocol-model.js'

const LOST = 'a version that was reported as saved has its packs'

/** How often each saver may begin. */
const ATTEMPTS = [2, 1]
/** Packs of the content, by the newest list that the saver had read; 0 where there was none. */
const PACKS = [0, 1, 2]
const ALL = maskOf(PACKS)
/** In the order in which lists sort. One may come after another that sorts behind it. */
const LISTS = [1, 2]

const NOT_YET = 0
const THERE = 1
const TAKEN_AWAY = 2

interface List {
  made: number
  packs: number
}

interface Version {
  recorded: boolean
  pack: number
  gone: boolean
  reported: boolean
}

const saver = { readsLists: 0, storesPack: 1, createsRecord: 2, looksAgain: 3, withdraws: 4, ended: 5 }
interface Saver {
  at: number
  lists: number
  pack: number
  attempt: number
  versions: Version[]
}

const pruner = { readsLists: 0, readsFirst: 1, readsSecond: 2, condemns: 3, destroys: 4 }
interface Pruner {
  at: number
  lists: number
  used: number
  doomed: number
}

interface State {
  /** Those that are there. */
  packs: number
  lists: List[]
  savers: Saver[]
  pruners: Pruner[]
}
type Step = TellStep<State>

/** After the second look, and once the version before is gone. */
function goOnOrEnd(one: Saver, attempts: number): void {
  const again = !one.versions[one.attempt].reported && one.attempt + 1 < attempts
  one.at = again ? saver.readsLists : saver.ended
  if (again) one.attempt++
}

function listsThere({ lists }: State): number {
  return maskOf(LISTS.filter((id) => lists[id].made === THERE))
}

/** What the lists of a mask name. */
function named({ lists }: State, mask: number): number {
  return LISTS.reduce((packs, id) => (has(mask, id) ? packs | lists[id].packs : packs), 0)
}

function newest(lists: number): number {
  return Math.max(0, ...LISTS.filter((id) => has(lists, id)))
}

function describe(packs: number): string {
  return PACKS.filter((pack) => has(packs, pack)).join(' and ')
}

export const pruneBesideSave = protocolModel(
  'prune beside save',
  {
    secondLook: { rule: 'S4', what: 'the second look at the lists', breaks: LOST },
    withdrawn: { rule: 'S4', what: 'a version of whose packs a list names one is not reported', breaks: LOST },
    neverMissing: { rule: '4', what: 'what may not be read is not told as missing', breaks: LOST },
    allRecords: { rule: 'P1', what: 'a record that cannot be read ends the run', breaks: LOST },
    recordsAfterLists: { rule: 'P3', what: 'records are listed after the lists were read', breaks: LOST },
    usedAreLeft: { rule: 'P3', what: 'a pack that a living version uses is left', breaks: LOST },
    onlyListed: { rule: 'P3', what: 'only packs that a list names are destroyed', breaks: LOST },
    listsStay: { rule: 'P4', what: 'lists stay', breaks: LOST }
  },
  (without): Model<State> => {
    const firstOfPrune = without('recordsAfterLists') ? pruner.readsFirst : pruner.readsLists

    function save(state: State, who: number, step: Step): void {
      const own = state.savers[who]
      const told = `saver ${who + 1}:`
      switch (own.at) {
        case saver.readsLists: {
          const read = (what: string, lists: number): void => {
            step(`${told} 3 ${what}`, ({ savers }) => {
              savers[who].lists = lists
              savers[who].at = saver.storesPack
            })
          }
          read('reads condemned/', listsThere(state))
          if (without('neverMissing')) read('may not read condemned/', 0)
          return
        }
        case saver.storesPack:
          store(state, who, step)
          return
        case saver.createsRecord:
          step(`${told} 6 creates the record`, ({ savers }) => {
            const { attempt, pack } = savers[who]
            savers[who].versions[attempt] = { recorded: true, pack, gone: false, reported: false }
            savers[who].at = saver.looksAgain
            savers[who].pack = 0
          })
          return
        case saver.looksAgain: {
          const look = (what: string, lists: number): void => {
            step(`${told} 7 ${what}`, (next) => {
              const one = next.savers[who]
              const version = one.versions[one.attempt]
              const listed = has(named(next, lists), version.pack) && !without('withdrawn')
              version.reported = !listed
              if (one.attempt > 0) one.at = saver.withdraws
              else goOnOrEnd(one, ATTEMPTS[who])
            })
          }
          if (without('secondLook')) look('does not look again', 0)
          else look('reads condemned/ again', listsThere(state))
          if (without('neverMissing')) look('may not read condemned/', 0)
          return
        }
        case saver.withdraws:
          step(`${told} 7 makes the version before gone`, ({ savers }) => {
            const one = savers[who]
            one.versions[one.attempt - 1] = { recorded: true, pack: 0, gone: true, reported: false }
            goOnOrEnd(one, ATTEMPTS[who])
          })
      }
    }

    /** A pack of the content that is there, or one of the name that the lists give. */
    function store(state: State, who: number, step: Step): void {
      const { lists } = state.savers[who]
      const listed = named(state, lists)
      const goOn = ({ savers }: State, pack: number): void => {
        savers[who].lists = 0
        savers[who].pack = pack
        savers[who].at = saver.createsRecord
      }
      for (const pack of PACKS.filter((each) => has(state.packs, each) && !has(listed, each))) {
        step(`saver ${who + 1}: 4 finds pack ${pack} sound`, (next) => {
          goOn(next, pack)
        })
      }
      const pack = newest(lists)
      step(`saver ${who + 1}: 5 writes pack ${pack}`, (next) => {
        next.packs |= bit(pack)
        goOn(next, pack)
      })
    }

    function prune(state: State, who: number, step: Step): void {
      const own = state.pruners[who]
      const told = `prune ${who + 1}:`
      switch (own.at) {
        case pruner.readsLists:
          step(`${told} 1 reads condemned/`, (next) => {
            next.pruners[who].lists = listsThere(next)
            next.pruners[who].at = without('recordsAfterLists') ? pruner.condemns : pruner.readsFirst
          })
          return
        case pruner.readsFirst:
        case pruner.readsSecond:
          readRecords(state, who, own.at === pruner.readsFirst ? 0 : 1, step)
          return
        case pruner.condemns:
          condemn(state, who, step)
          return
        case pruner.destroys:
          for (const pack of PACKS.filter((each) => has(own.doomed, each))) {
            step(`${told} 6 destroys pack ${pack}`, (next) => {
              next.packs &= ~bit(pack)
              next.pruners[who].doomed &= ~bit(pack)
              if (next.pruners[who].doomed === 0) end(next, who)
            })
          }
      }
    }

    function readRecords(state: State, who: number, artifact: number, step: Step): void {
      const read = (what: string, used: number): void => {
        step(`prune ${who + 1}: 2 ${what} of artifact ${artifact + 1}`, ({ pruners }) => {
          pruners[who].used |= used
          if (artifact === 0) pruners[who].at = pruner.readsSecond
          else pruners[who].at = without('recordsAfterLists') ? pruner.readsLists : pruner.condemns
        })
      }
      const living = state.savers[artifact].versions.filter(({ recorded, gone }) => recorded && !gone)
      read('reads the records', maskOf(living.map(({ pack }) => pack)))
      if (without('allRecords') && living.length > 0) read('cannot read the records', 0)
    }

    function condemn(state: State, who: number, step: Step): void {
      const { lists, used } = state.pruners[who]
      const listed = named(state, lists)
      const destroyable = (without('onlyListed') ? ALL : listed) & (without('usedAreLeft') ? ALL : ~used)
      const packs = state.packs & ~used & ~listed
      const free = packs === 0 ? [] : LISTS.filter((id) => state.lists[id].made === NOT_YET && id > newest(lists))
      const goOn = (next: State): void => {
        const doomed = destroyable & next.packs
        next.pruners[who].doomed = doomed
        next.pruners[who].used = 0
        next.pruners[who].at = pruner.destroys
        if (!without('listsStay')) next.pruners[who].lists = 0
        if (doomed === 0) end(next, who)
      }
      for (const id of free) {
        step(`prune ${who + 1}: 5 creates list ${id} of pack ${describe(packs)}`, (next) => {
          next.lists[id] = { made: THERE, packs }
          goOn(next)
        })
      }
      // Where there is nothing to name; and the lists of the model come to an end.
      if (free.length === 0) step(`prune ${who + 1}: 5 makes no list`, goOn)
    }

    function end(next: State, who: number): void {
      if (without('listsStay')) {
        for (const id of LISTS.filter((each) => has(next.pruners[who].lists, each))) {
          next.lists[id] = { made: TAKEN_AWAY, packs: 0 }
        }
      }
      next.pruners[who] = { at: firstOfPrune, lists: 0, used: 0, doomed: 0 }
    }

    return {
      initial: {
        packs: bit(0),
        lists: [0, ...LISTS].map(() => ({ made: NOT_YET, packs: 0 })),
        savers: ATTEMPTS.map((length) => ({
          at: saver.readsLists,
          lists: 0,
          pack: 0,
          attempt: 0,
          versions: Array.from({ length }, () => ({ recorded: false, pack: 0, gone: false, reported: false }))
        })),
        pruners: [0, 1].map(() => ({ at: firstOfPrune, lists: 0, used: 0, doomed: 0 }))
      },
      steps(state, step) {
        for (const who of [0, 1]) save(state, who, step)
        for (const who of [0, 1]) prune(state, who, step)
      },
      broken: ({ savers, packs }) =>
        savers.some(({ versions }) =>
          versions.some(({ reported, gone, pack }) => reported && !gone && !has(packs, pack))
        )
          ? LOST
          : undefined,
      reaches: {
        'both are saved': ({ savers }) => savers.every(({ versions }) => versions.some(({ reported }) => reported)),
        'a save begins again and is saved': ({ savers: [{ versions }] }) => versions[0].gone && versions[1].reported,
        'a pack is destroyed': ({ packs }) => !has(packs, 0),
        'both lists are there': (state) => listsThere(state) === maskOf(LISTS)
      }
    }
  }
)
