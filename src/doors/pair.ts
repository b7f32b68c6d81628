/** Two versions that are compared, by what people call them. */
import { ArtifactStoreError, quote } from '../errors.js'
import { checkArtifactName, parseSelector } from '../store/index.js'
import type { ArtifactName, ArtifactStore, Selector } from '../store/types.js'

export interface NamedVersion {
  readonly name: ArtifactName
  readonly selector: Selector
}

export interface VersionPair {
  readonly from: NamedVersion
  readonly to: NamedVersion
}

/**
 * `name@a name@b`. The second may be a version of the same artifact alone (`name@a b`); where it is missing, it is the
 * latest of it.
 * @param input how messages name where they were given.
 * @throws ArtifactStoreError `INVALID_INPUT`.
 */
export function parsePair(texts: readonly string[], input: string): VersionPair {
  const [first, second, ...more] = texts
  if (first === undefined || more.length > 0) {
    throw invalid(`${input}: give two versions to compare, such as 'model@v1 model@v2'; these are ${texts.length}`)
  }
  const at = first.indexOf('@')
  if (at < 0) {
    const example = second === undefined ? `${first}@v1` : `${first}@latest ${second}@latest`
    throw invalid(`${input}: ${quote(first)} does not say which version to compare: write ${quote(example)}`)
  }
  const from = parseNamed(first, at, input)
  if (second === undefined) return { from, to: { name: from.name, selector: 'latest' } }
  const split = second.indexOf('@')
  if (split >= 0) return { from, to: parseNamed(second, split, input) }
  if (second.includes('/') && !second.includes(':')) {
    throw invalid(`${input}: ${quote(second)} does not say which version to compare with: write '${second}@latest'`)
  }
  parseSelector(second, input)
  return { from, to: { name: from.name, selector: second } }
}

/** The first of the two that is not in the store, as an error; for who was told that one is missing. */
export async function missingOfPair(store: ArtifactStore, { from, to }: VersionPair): Promise<ArtifactStoreError> {
  const isThere = (await store.resolve(from.name, [from.selector])) !== undefined
  const { name, selector } = isThere ? to : from
  return new ArtifactStoreError(
    'NOT_FOUND',
    `no version of ${quote(name)} matches ${quote(selector)} in the store ${quote(store.location)}`
  )
}

function parseNamed(text: string, at: number, input: string): NamedVersion {
  const name = checkArtifactName(text.slice(0, at), input)
  const selector = text.slice(at + 1)
  parseSelector(selector, input)
  return { name, selector }
}

function invalid(message: string): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', message)
}
