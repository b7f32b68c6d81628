/** Which files of a version are wanted: glob patterns over the paths of its tree. */
import picomatch from 'picomatch'
import { ArtifactStoreError, quote, visible } from '../errors.js'
import type { TreePath } from './source.js'

/** Says for a path of a tree, of a folder as well, whether it is wanted. */
export type FileFilter = (path: TreePath) => boolean

/** Far more than anybody writes by hand, far less than what takes long to compile. */
const MAX_PATTERN = 4096

/**
 * Reads patterns over the paths of a tree: `*` and `?` within a segment, `**` over segments, `[a-z]`, `{a,b}`; a folder
 * means all below it. The last pattern that matches decides, one with a leading `!` excludes; where all of them do, the
 * rest is wanted. Hidden files are like any other, `#` starts no comment, and a path that is spelled out as it is means
 * that file, whatever its name holds.
 * @throws ArtifactStoreError `INVALID_INPUT` naming the pattern.
 */
export function compileFileFilter(patterns: readonly string[]): FileFilter {
  const rules = patterns.map(compileRule)
  const otherwise = rules.every((rule) => rule.negate)
  return (path) => {
    const last = rules.findLast((rule) => rule.matches(path))
    return last === undefined ? otherwise : !last.negate
  }
}

interface Rule {
  readonly negate: boolean
  matches(path: TreePath): boolean
}

function compileRule(text: string): Rule {
  const negate = text.startsWith('!')
  const pattern = (negate ? text.slice(1) : text).replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '')
  const why = whatIsWrong(text, pattern)
  if (why !== undefined) throw invalid(text, why)
  if (pattern === '.' || pattern === '**') return { negate, matches: () => true }

  // Names may hold line breaks: `s` lets wildcards match them as well.
  const options = { dot: true, nonegate: true, strictBrackets: true, windows: false, flags: 's' }
  const below = `${pattern}/`
  let isMatch: (path: string) => boolean
  try {
    isMatch = picomatch([pattern, `${pattern}/**`], options)
  } catch (error) {
    throw invalid(text, visible(String((error as { readonly message?: unknown }).message)))
  }
  return { negate, matches: (path) => path === pattern || path.startsWith(below) || isMatch(path) }
}

function whatIsWrong(text: string, pattern: string): string | undefined {
  if (pattern === '') return text.startsWith('/') ? 'it must be relative to the version' : 'it is empty'
  if (pattern.length > MAX_PATTERN) return `it is longer than ${MAX_PATTERN} characters`
  if (pattern.includes('\0')) return 'it holds a NUL character'
  if (pattern.startsWith('/')) return 'it must be relative to the version'
  if (pattern.split('/').includes('..')) return "it holds '..', and nothing lies outside of a version"
  return undefined
}

function invalid(text: string, why: string): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', `files: ${quote(text)} is not a pattern: ${why}`)
}
