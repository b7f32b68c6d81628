/** Strikes at every point of a scenario, each time in a fresh copy of what it starts from. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, realpathSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { forEachAtOnce } from '../support/processes.js'
import { snapshot } from '../support/trees.js'
import { judgeCopy } from './judge-copy.js'
import { judgeRepair } from './judge-repair.js'
import { judgeRestore, storeWithoutRuns } from './judge-restore.js'
import { judgeSave } from './judge-save.js'
import { judgeUpkeep } from './judge-upkeep.js'
import { commandOf, prepare, type Scenario } from './scenarios.js'
import { findPoints, strike, type Blow, type Point } from './strace.js'

export interface Sweep {
  /** How many system calls of the scenario change something: the points that there are. */
  readonly points: number
  /** How many blows of each kind were dealt. */
  readonly dealt: Readonly<Record<Blow, number>>
  /** What was wrong, a text for each blow. */
  readonly problems: readonly string[]
}

const BLOWS: readonly Blow[] = ['kill', 'SIGINT', 'EIO', 'ENOSPC', 'EDQUOT']

/** @param chosen whether the next blow is to be dealt */
export async function sweep(scenario: Scenario, chosen: () => boolean): Promise<Sweep> {
  const base = realpathSync(mkdtempSync(path.join(scratch(), 'artifact-store-crash-')))
  try {
    const shared = path.join(base, 'sources')
    const fixture = path.join(base, 'fixture')
    await prepare(scenario, shared, fixture)
    const first = copyOf(fixture, path.join(base, 'first'))
    const points = (await findPoints(commandOf(scenario, shared, first))).filter(hasFixedName)
    const before = {
      destination: snapshot(path.join(fixture, scenario.command === 'restore' ? scenario.destination : 'none')),
      store: storeWithoutRuns(path.join(fixture, 'store'))
    }

    const problems: string[] = []
    const tasks = points
      .flatMap((point, turn) => blowsFor(scenario, turn).map((blow) => ({ point, blow })))
      .filter(({ point, blow }) => canHappen(point, blow) && chosen())
    const lanes = Array.from({ length: availableParallelism() }, (_, lane) => path.join(base, `case-${lane}`))
    await forEachAtOnce(tasks, lanes.length, async ({ point, blow }) => {
      const folder = lanes.pop()!
      try {
        copyOf(fixture, folder)
        const ended = await strike(commandOf(scenario, shared, folder), point, blow)
        if (scenario.command === 'save') await judgeSave(scenario, shared, folder, ended, point, blow)
        else if (scenario.command === 'upkeep') await judgeUpkeep(scenario, shared, folder, ended, point, blow)
        else if (scenario.command === 'repair') await judgeRepair(scenario, shared, folder, ended, point, blow)
        else if (scenario.command === 'copy')
          await judgeCopy(scenario, shared, folder, ended, point, blow, before.store)
        else await judgeRestore(scenario, shared, folder, ended, point, blow, before)
      } catch (error) {
        const where = `${blow} at ${point.call} ${point.file} (${point.ordinal})`
        problems.push(`${where}: ${error instanceof Error ? error.message : String(error)}`)
      } finally {
        lanes.push(folder)
      }
    })
    const count = (blow: Blow): number => tasks.filter((task) => task.blow === blow).length
    const dealt = Object.fromEntries(BLOWS.map((blow) => [blow, count(blow)])) as Record<Blow, number>
    return { points: points.length, dealt, problems }
  } finally {
    remove(base)
  }
}

function blowsFor({ inTurn = false }: Scenario, turn: number): readonly Blow[] {
  const [kill, ...others] = BLOWS
  return inTurn ? [kill, others[turn % others.length]] : BLOWS
}

/** A list of condemned packs is named by the clock, so its file, where it is made in its place, has another name each time. */
function hasFixedName({ file }: Point): boolean {
  return !/^store\/condemned\/\d/.test(file)
}

/** In memory where there is room: what is struck are calls, whether or not there is a disk behind them. */
export function scratch(): string {
  const memory = '/dev/shm'
  try {
    accessSync(memory, constants.W_OK)
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize >= ROOM ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}
const ROOM = 1024 ** 3

/** A disk that is full, and a quota that is used up, refuse what needs room, and nothing else. */
function canHappen({ call }: Point, blow: Blow): boolean {
  return (
    (blow !== 'ENOSPC' && blow !== 'EDQUOT') ||
    /^(open|creat|p?write|link|symlink|rename|mkdir|f(data)?sync)/.test(call)
  )
}

/** With all modes and times. */
export function copyOf(from: string, to: string): string {
  remove(to)
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return to
}

/** Also what lies in folders that nobody may write into. */
function remove(folder: string): void {
  if (existsSync(folder)) spawnSync('chmod', ['-R', 'u+rwX', folder])
  rmSync(folder, { recursive: true, force: true })
}
