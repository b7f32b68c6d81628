import { checkArtifactName } from './names.js'
import type { ArtifactName, Selector } from './types.js'

/**
 * Splits `NAME@SELECTOR` at its first `@`; without one the selector is `latest`.
 * @throws ArtifactStoreError `INVALID_INPUT` naming `input` where the name is none.
 */
export function parseReference(
  reference: string,
  input = 'name'
): { readonly name: ArtifactName; readonly selector: Selector } {
  const at = reference.indexOf('@')
  const name = checkArtifactName(at < 0 ? reference : reference.slice(0, at), input)
  return { name, selector: at < 0 ? 'latest' : reference.slice(at + 1) }
}
