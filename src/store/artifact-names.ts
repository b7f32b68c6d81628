import type { Storage } from '../storage/storage.js'
import { listArtifacts, listShownArtifacts, type ListedArtifact } from './artifact-objects.js'
import type { ArtifactName } from './types.js'

/** All artifacts of a store, in the order of their keys, those of the quarantine among them. */
export async function artifactNames(storage: Storage): Promise<ArtifactName[]> {
  return await namesOf(listArtifacts(storage))
}

/** What is shown to who names no artifact: all but the quarantine. */
export async function shownArtifactNames(storage: Storage): Promise<ArtifactName[]> {
  return await namesOf(listShownArtifacts(storage))
}

async function namesOf(artifacts: AsyncIterable<ListedArtifact>): Promise<ArtifactName[]> {
  const names: ArtifactName[] = []
  for await (const { name } of artifacts) names.push(name)
  return names
}
