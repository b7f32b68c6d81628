/** That no secret is written down: looked for in all that a record, a note or an alias would hold, before anything is. */
import { ArtifactStoreError, quote } from '../errors.js'
import { findSecret, type FoundSecret, type KnownSecrets, type Searched } from '../secrets/index.js'
import type { SaveRequest } from './types.js'

/** What is recorded, by what messages call it. Texts of files are none of it: they are what is saved. */
export type Recorded = Readonly<Record<string, Searched | undefined>>

/** @throws ArtifactStoreError `INVALID_INPUT` that names the input and the key, and nothing of the secret. */
export function refuseSecrets(secrets: KnownSecrets, recorded: Recorded): void {
  for (const [input, value] of Object.entries(recorded)) {
    const found = value === undefined ? undefined : findSecret(value, secrets)
    if (found !== undefined) throw holdsSecret(input, found)
  }
}

/** What a save writes down besides files, by the names of the action's inputs. */
export function recordedBySave(request: SaveRequest): Recorded {
  const { name, label, type, description, aliases, params, metrics, metadata, run } = request
  return { name, version: label, type, description, aliases, params, metrics, metadata, run }
}

function holdsSecret(input: string, { path, isKey, what }: FoundSecret): ArtifactStoreError {
  const place = path === '' ? '' : quote(path)
  const where = isKey ? `a key${place === '' ? '' : ` in ${place}`}` : place === '' ? 'it' : place
  const verb = isKey ? 'is' : 'holds'
  const it = what === 'a secret of this run' ? what : `what looks like ${what}`
  return new ArtifactStoreError(
    'INVALID_INPUT',
    `${input}: ${where} ${verb} ${it}, and whoever reads the store would read it: leave it out (nothing was written)`
  )
}
