import type { Storage } from '../storage/storage.js'
import { artifactOfKey, artifactPrefix, ARTIFACTS_PREFIX } from './layout.js'
import type { ArtifactName } from './types.js'

/** The artifacts of a store, in the order of their keys. */
export async function artifactNames(storage: Storage): Promise<ArtifactName[]> {
  const names: ArtifactName[] = []
  let after: string | undefined
  for (;;) {
    // One object of each artifact is enough: the next one starts behind all keys of this.
    const name = await firstArtifact(storage, after)
    if (name === undefined) return names
    names.push(name)
    after = `${artifactPrefix(name)}~`
  }
}

async function firstArtifact(storage: Storage, after: string | undefined): Promise<ArtifactName | undefined> {
  for await (const { key } of storage.list(ARTIFACTS_PREFIX, after === undefined ? {} : { after })) {
    return artifactOfKey(key)
  }
  return undefined
}
