/** The small objects that belong to no artifact: what the store is, what prune runs condemned, what runs restored. */
import { isSha256 } from '../../content/hash.js'
import type { PackName } from '../../content/pack.js'
import { isStoreError } from '../../errors.js'
import type { Storage } from '../../storage/storage.js'
import { eachAtOnce } from '../at-once.js'
import { ARTIFACTS_PREFIX, CONDEMNED_PREFIX, RUNS_PREFIX, STORE_KEY } from '../layout.js'
import { readStoreFile, type StoreFile } from '../store-file.js'
import type { Damages } from './damages.js'
import { lookAtDocument, problemOf } from './looking.js'

const READ_AT_ONCE = 16
/** Keys that wait to be read at most. */
const WAITING_MAXIMUM = 4096

/**
 * @returns what the store is, where that can be read.
 * @throws ArtifactStoreError `NOT_FOUND` where there is no store, `UNSUPPORTED` where it is of a newer format.
 */
export async function checkStoreFile(storage: Storage, damages: Damages): Promise<StoreFile | undefined> {
  try {
    return await readStoreFile(storage)
  } catch (error) {
    const isLost = isStoreError(error, 'DAMAGED') || isStoreError(error, 'NOT_FOUND') || isStoreError(error, 'STORAGE')
    if (!isLost || (isStoreError(error, 'NOT_FOUND') && !(await holdsArtifacts(storage)))) throw error
    const { code, what } = await problemOf(storage, error)
    damages.add({ severity: 'damage', code, kind: 'store', key: STORE_KEY, what, subject: { kind: 'store' } })
    return undefined
  }
}

async function holdsArtifacts(storage: Storage): Promise<boolean> {
  for await (const _ of storage.list(ARTIFACTS_PREFIX)) return true
  return false
}

/** The packs that are condemned, as far as the lists can be read. */
export async function checkCondemned(storage: Storage, damages: Damages): Promise<ReadonlySet<PackName>> {
  const packs = new Set<PackName>()
  await eachKey(storage, CONDEMNED_PREFIX, async (key) => {
    const found = await lookAtDocument(storage, key)
    const place = { severity: 'damage', kind: 'condemned', key, subject: { kind: 'other' } } as const
    if (found.state === 'torn') {
      // A prune run is writing it, or was killed meanwhile.
      if (await storage.createMayTear()) return
      damages.add({ ...place, code: 'damaged', what: `is damaged: its end is missing; ${BLOCKS}` })
    } else if (found.state === 'problem') {
      damages.add({ ...place, code: found.problem.code, what: `${found.problem.what}; ${BLOCKS}` })
    } else {
      const listed = found.fields['packs']
      if (Array.isArray(listed) && listed.every(isSha256)) for (const pack of listed) packs.add(pack)
      else damages.add({ ...place, code: 'damaged', what: `is damaged: it lists no packs; ${BLOCKS}` })
    }
  })
  return packs
}

const BLOCKS = 'nothing can be saved or pruned until it is back as it was'

/** What runs restored: with one that is lost a version that is saved later in that run lacks an input. */
export async function checkRuns(storage: Storage, damages: Damages): Promise<void> {
  await eachKey(storage, RUNS_PREFIX, async (key) => {
    const found = await lookAtDocument(storage, key)
    const place = { severity: 'warning', kind: 'run', key, subject: { kind: 'other' } } as const
    if (found.state === 'torn' && !(await storage.createMayTear())) {
      damages.add({ ...place, code: 'damaged', what: 'is damaged: its end is missing' })
    } else if (found.state === 'problem' && found.problem.code !== 'missing') {
      damages.add({ ...place, ...found.problem })
    }
  })
}

async function eachKey(storage: Storage, prefix: string, act: (key: string) => Promise<void>): Promise<void> {
  let keys: string[] = []
  for await (const { key } of storage.list(prefix)) {
    if (key.endsWith('.json')) keys.push(key)
    if (keys.length < WAITING_MAXIMUM) continue
    await eachAtOnce(keys, READ_AT_ONCE, act)
    keys = []
  }
  await eachAtOnce(keys, READ_AT_ONCE, act)
}
