/**
 * What artifacts, labels and aliases may be called: names that are safe in keys and paths everywhere, and that no
 * selector can be mistaken for.
 */
import { ArtifactStoreError, quote } from '../errors.js'
import { MAX_SEGMENT_BYTES } from '../storage/keys.js'
import { encodeName } from './layout.js'
import type { ArtifactName } from './types.js'

/** Characters. */
export const NAME_MAXIMUM = 128

/** The first segment of the names that runs of forks' pull requests save under, and nobody else. */
export const QUARANTINE = 'quarantine'

const SEGMENT = /^[A-Za-z0-9._-]+$/
/** What selectors look like, in any case of letters. */
const SELECTOR_WORDS = /^(?:latest|newest|nearest|previous|pr-base|auto|timestamp|v\d+)$/i
const SELECTOR_PREFIX = /^(?:sha256|as-of|commit|branch|run|max|min):/i

/** @throws ArtifactStoreError `INVALID_INPUT` saying what is wrong with it. */
export function checkArtifactName(name: string, input = 'name'): ArtifactName {
  const problem = nameProblem(name)
  if (problem !== undefined) throw badName(input, name, problem)
  return name
}

/** Whether a name is of the quarantine: in any case of letters, which not every file system tells apart. */
export function isQuarantined(name: ArtifactName): boolean {
  return name.split('/', 1)[0]!.toLowerCase() === QUARANTINE
}

/** Whether text, found in a store, can be an artifact's name. */
export function isArtifactName(text: string): boolean {
  return nameProblem(text) === undefined
}

/** A label: one segment. Throws as {@link checkArtifactName}. */
export function checkLabel(label: string, input = 'version'): string {
  return checkSegment(label, input)
}

/** An alias: one segment. Throws as {@link checkArtifactName}. */
export function checkAlias(alias: string, input = 'aliases'): string {
  return checkSegment(alias, input)
}

function checkSegment(text: string, input: string): string {
  const problem =
    commonProblem(text) ?? selectorProblem(text) ?? (text.includes('/') ? "it holds a '/'" : segmentsProblem([text]))
  if (problem !== undefined) throw badName(input, text, problem)
  return text
}

/** Whether a word can be a label or an alias. */
export function isLabel(text: string): boolean {
  return (
    commonProblem(text) === undefined && selectorProblem(text) === undefined && segmentsProblem([text]) === undefined
  )
}

function nameProblem(name: string): string | undefined {
  return commonProblem(name) ?? selectorProblem(name) ?? segmentsProblem(name.split('/')) ?? keyProblem(name)
}

function commonProblem(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > NAME_MAXIMUM) return `it has ${name.length} characters, and ${NAME_MAXIMUM} are allowed`
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'it holds control characters'
  return undefined
}

function segmentsProblem(segments: readonly string[]): string | undefined {
  if (segments[0] === '' && segments.length > 1) return 'it is an absolute path'
  for (const segment of segments) {
    if (segment === '') return 'it holds an empty segment'
    if (segment === '.' || segment === '..') return `it holds the segment '${segment}'`
    if (!SEGMENT.test(segment)) return "only letters (a-z, A-Z), digits, '.', '_' and '-' are allowed"
  }
  return undefined
}

function selectorProblem(name: string): string | undefined {
  return SELECTOR_WORDS.test(name) || SELECTOR_PREFIX.test(name) ? 'it looks like a selector' : undefined
}

/** Only a leading dot and 63 slashes together come that far. */
function keyProblem(name: string): string | undefined {
  return encodeName(name).length > MAX_SEGMENT_BYTES ? 'it is too long for the key of an object' : undefined
}

function badName(input: string, name: string, problem: string): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', `${input}: ${quote(name)} cannot be used as a name: ${problem}`)
}
