import { ArtifactStoreError } from '../errors.js'
import type { ArtifactName, ArtifactStore } from '../store/types.js'
import { artifactPage } from './artifact-page.js'
import { indexPage, PAGES } from './index-page.js'
import { attribute } from './html.js'
import { CatalogModel } from './model.js'
import { CatalogOutput } from './output.js'

export interface CatalogRequest {
  /** The folder: missing, empty, or one that holds a catalog, which is replaced. Other files in such a one stay. */
  readonly folder: string
  /** Default `Artifacts`. */
  readonly title?: string
  /** Said on every page; not said where it is missing, so that the same store gives the same bytes. */
  readonly madeAt?: Date
  /** The metrics of interest of an artifact: they come first, and the first of them on the first page. */
  readonly metrics?: (name: ArtifactName) => readonly string[]
  readonly signal?: AbortSignal
}

export interface CatalogResult {
  readonly folder: string
  readonly artifacts: number
  readonly versions: number
  readonly files: number
  /** Of all files. */
  readonly bytes: number
}

/**
 * Writes a catalog of a store: pages that need no server and load nothing from elsewhere.
 * @throws ArtifactStoreError `DESTINATION` where the folder cannot be written, or holds something else.
 */
export async function writeCatalog(store: ArtifactStore, request: CatalogRequest): Promise<CatalogResult> {
  const { folder, title = 'Artifacts', madeAt, signal } = request
  // Before the store is read, which may take long.
  const output = new CatalogOutput(folder)
  try {
    const listed = await store.list({ limit: Number.MAX_SAFE_INTEGER })
    const model = new CatalogModel(listed, request.metrics)
    const footer = `Made by Artifact Store${madeAt === undefined ? '' : ` at ${attribute(madeAt.toISOString())}`}.`
    output.write('index.html', indexPage(model, title, footer))
    for (const artifact of model.artifacts) {
      if (signal?.aborted) throw new ArtifactStoreError('CANCELLED', 'cancelled')
      output.write(`${PAGES}/${artifact.file}`, artifactPage(model, artifact, title, footer))
    }
    const { files, bytes } = output.commit()
    return { folder, artifacts: model.artifacts.length, versions: listed.length, files, bytes }
  } catch (error) {
    output.discard()
    throw error
  }
}
