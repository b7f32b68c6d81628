/** Steps of the action over a real store in memory, in a workspace of their own: for tests of what steps do together. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseInputs } from '../../src/action/inputs.js'
import { run } from '../../src/action/run.js'
import { readConfig } from '../../src/doors/index.js'
import { createMemoryStorage, type MemoryStorage, type Storage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import type { ArtifactStore } from '../../src/store/types.js'
import { FakeRunner } from '../support/fake-runner.js'

export interface Told {
  readonly runner: FakeRunner
  /** What the step failed with. */
  readonly error: unknown
}

export class Steps {
  readonly workspace = realpathSync(mkdtempSync(join(tmpdir(), 'steps-')))
  readonly storage: MemoryStorage = createMemoryStorage()
  /** Stands before the storage of the steps that follow. */
  wrap: (storage: Storage) => Storage = (storage) => storage
  /** Locations at which a store was opened. */
  readonly opened: string[] = []

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.workspace, path)), { recursive: true })
    writeFileSync(join(this.workspace, path), text)
  }

  configure(text: string): void {
    this.write('.github/artifact-store.yml', text)
  }

  /** The library, over the same store. */
  get store(): ArtifactStore {
    return openStore(this.storage, { workers: { count: 0 } })
  }

  async step(
    given: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
    event?: unknown
  ): Promise<Told> {
    const runner = new FakeRunner(given)
    const { workspace } = this
    const places = { workspace, home: '/home/someone' }
    try {
      await run(parseInputs({ ...places, input: runner.input, now: () => new Date(0) }), {
        ...places,
        runner,
        env,
        config: await readConfig(workspace),
        event,
        signal: new AbortController().signal,
        repeat: () => () => undefined,
        openStore: async (location, options) => {
          this.opened.push(location)
          return openStore(this.wrap(this.storage), { ...options, workers: { count: 0 } })
        }
      })
    } catch (error) {
      return { runner, error }
    }
    return { runner, error: undefined }
  }

  /** Saves a file of that content as the next version of `model`. */
  async save(
    content: string,
    given: Readonly<Record<string, string>> = {},
    env = PUSH,
    event?: unknown
  ): Promise<Told> {
    this.write('out/model.bin', content)
    return await this.step({ mode: 'save', name: 'model', path: 'out', ...given }, env, event)
  }

  remove(): void {
    rmSync(this.workspace, { recursive: true })
  }
}

/** What the runner tells a push to `main`. */
export const PUSH: Readonly<Record<string, string>> = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'owner/repository',
  GITHUB_WORKFLOW: 'CI',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_RUN_ID: '100'
}
