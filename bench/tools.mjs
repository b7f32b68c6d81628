/**
 * What is compared: this program, and what people use for the same today. Each saves a folder into a repository of its
 * own and restores the newest state of it. All with the settings that they come with; nothing is turned off that a
 * person would leave on, but encryption where a tool can do without.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {import('./measure.mjs').Command} Command
 *
 * @typedef {object} Place
 * @property {string} source the folder that is saved: the same path for every state
 * @property {string} repository an empty folder for what the tool keeps
 * @property {string} scratch a folder for the tool's caches, gone with the repository
 *
 * @typedef {object} Tool
 * @property {string} name
 * @property {() => string | undefined} version undefined where it is not installed
 * @property {(place: Place) => Command | undefined} prepare makes the repository; not measured
 * @property {(place: Place, number: number) => Command} save the state of the source as the version of this number
 * @property {(place: Place, number: number, destination: string) => Command} restore into an empty folder
 */

export const program = fileURLToPath(new URL('../dist/index.js', import.meta.url))

/** @type {Tool} */
export const artifactStore = {
  name: 'artifact-store',
  version: () => ask([process.execPath, program, '--version']),
  prepare: () => undefined,
  // Outside of the checkout: what git says of it would be recorded, and asking takes as long as it is large.
  save: ({ source, repository, scratch }) => ({
    argv: [process.execPath, program, 'save', 'bench', source, '--store', repository, '--json'],
    cwd: scratch
  }),
  restore: ({ repository, scratch }, number, destination) => ({
    argv: [process.execPath, program, 'restore', `bench@v${number}`, destination, '--store', repository, '--json'],
    cwd: scratch
  })
}

/** @type {Tool} */
const copy = {
  name: 'cp -a',
  version: () => ask(['cp', '--version'])?.replace(/^.*\) /, ''),
  prepare: () => undefined,
  save: ({ source, repository }, number) => ({ argv: ['cp', '-a', source, join(repository, `v${number}`)] }),
  restore: ({ repository }, number, destination) => ({
    argv: ['cp', '-a', `${join(repository, `v${number}`)}/.`, destination]
  })
}

/** @type {Tool} */
const tarZstd = {
  name: 'tar | zstd -T0',
  version: () => ask(['zstd', '--version'])?.replace(/^.*v([\d.]+).*$/, '$1'),
  prepare: () => undefined,
  save: ({ source, repository }, number) => ({
    argv: ['tar', '-I', 'zstd -T0', '-cf', join(repository, `v${number}.tar.zst`), '-C', source, '.']
  }),
  restore: ({ repository }, number, destination) => ({
    argv: ['tar', '-I', 'zstd -T0', '-xf', join(repository, `v${number}.tar.zst`), '-C', destination]
  })
}

const resticEnvironment = ({ scratch }) => ({ RESTIC_PASSWORD: 'bench', RESTIC_CACHE_DIR: join(scratch, 'cache') })

/** @type {Tool} */
const restic = {
  name: 'restic',
  version: () => ask(['restic', 'version'])?.split(' ')[1],
  prepare: (place) => ({ argv: ['restic', '-q', '-r', place.repository, 'init'], env: resticEnvironment(place) }),
  save: (place) => ({
    argv: ['restic', '-q', '-r', place.repository, 'backup', '.'],
    cwd: place.source,
    env: resticEnvironment(place)
  }),
  restore: (place, _number, destination) => ({
    argv: ['restic', '-q', '-r', place.repository, 'restore', 'latest', '--target', destination],
    env: resticEnvironment(place)
  })
}

const borgEnvironment = ({ scratch }) => ({
  BORG_BASE_DIR: scratch,
  BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes'
})

/** @type {Tool} */
const borg = {
  name: 'borg',
  version: () => ask(['borg', '--version'])?.split(' ')[1],
  prepare: (place) => ({ argv: ['borg', 'init', '-e', 'none', place.repository], env: borgEnvironment(place) }),
  save: (place, number) => ({
    argv: ['borg', 'create', `${place.repository}::v${number}`, '.'],
    cwd: place.source,
    env: borgEnvironment(place)
  }),
  restore: (place, number, destination) => ({
    argv: ['borg', 'extract', `${place.repository}::v${number}`],
    cwd: destination,
    env: borgEnvironment(place)
  })
}

/** @type {readonly Tool[]} */
export const TOOLS = [artifactStore, copy, tarZstd, restic, borg]

/** The first line that a command prints; undefined where there is no such command. */
function ask(argv) {
  const { status, stdout } = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n')[0].trim() : undefined
}
