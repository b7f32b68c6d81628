/** Who asks a store for versions, and from which commit. */
import { gitAncestry } from './ancestry.js'
import { viewerOf } from '../store/index.js'
import type { RunContext, StoreOptions } from '../store/types.js'

/**
 * @param folder where git is asked of the commits before
 * @param run the run of a workflow; undefined outside of one. There nobody is a viewer: `latest` then leaves out what
 * any pull request saved, and guards go by the `run` that a request brings.
 */
export async function askingFrom(
  folder: string,
  run: RunContext | undefined
): Promise<Pick<StoreOptions, 'viewer' | 'ancestry'>> {
  const ancestry = await gitAncestry(folder)
  return {
    ...(run === undefined ? {} : { viewer: viewerOf(run) }),
    ...(ancestry === undefined ? {} : { ancestry })
  }
}
