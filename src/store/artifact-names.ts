import type { Storage } from '../storage/storage.js'
import { artifactOfKey, artifactPrefix, ARTIFACTS_PREFIX, encodeName } from './layout.js'
import { isQuarantined, QUARANTINE } from './names.js'
import type { ArtifactName } from './types.js'

/** All artifacts of a store, in the order of their keys, those of the quarantine among them. */
export async function artifactNames(storage: Storage): Promise<ArtifactName[]> {
  return await findNames(storage, (name) => artifactPrefix(name))
}

/** What is shown to who names no artifact: all but the quarantine, however many pull requests have something there. */
export async function shownArtifactNames(storage: Storage): Promise<ArtifactName[]> {
  const quarantine = `${ARTIFACTS_PREFIX}${encodeName(`${QUARANTINE}/`)}`
  const names = await findNames(storage, (name) =>
    name.startsWith(`${QUARANTINE}/`) ? quarantine : artifactPrefix(name)
  )
  return names.filter((name) => !isQuarantined(name))
}

/** @param skip the prefix of the keys that are passed over once an artifact was found. */
async function findNames(storage: Storage, skip: (name: ArtifactName) => string): Promise<ArtifactName[]> {
  const names: ArtifactName[] = []
  let after: string | undefined
  for (;;) {
    // One object of each artifact is enough: the next one starts behind all keys of this.
    const name = await firstArtifact(storage, after)
    if (name === undefined) return names
    names.push(name)
    after = `${skip(name)}~`
  }
}

async function firstArtifact(storage: Storage, after: string | undefined): Promise<ArtifactName | undefined> {
  for await (const { key } of storage.list(ARTIFACTS_PREFIX, after === undefined ? {} : { after })) {
    return artifactOfKey(key)
  }
  return undefined
}
