import { quote } from '../errors.js'
import { isQuarantined } from '../store/index.js'
import type { ArtifactName } from '../store/types.js'

/**
 * What is told of a save that went to another artifact than it asked for; undefined where it did not.
 * @param how the door tells the name to who goes on with it: `name: ${{ … }}`
 */
export function quarantineWarning(asked: ArtifactName, saved: ArtifactName, how: string): string | undefined {
  if (saved === asked || !isQuarantined(saved)) return undefined
  return `${quote(asked)} is saved as ${quote(saved)}, where only those see it who name it: this run is of a pull request that comes from a fork, or may come from one. Restore it by that name (${how})`
}
