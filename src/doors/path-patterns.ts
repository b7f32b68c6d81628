/**
 * What the lines of a `path` input mean: paths and glob patterns with the rules of @actions/glob, which this leaves to
 * @actions/glob itself. Only its walk is not used: it takes a second for what a plain walk does in the tenth of one.
 */
import { homedir } from 'node:os'
import { isAbsolute, join, parse, resolve, sep } from 'node:path'
import { ArtifactStoreError, quote, visible } from '../errors.js'

/** One line, understood. All paths are absolute, with the platform's separators. */
export interface PathPattern {
  /** As the user wrote it, for messages. */
  readonly text: string
  /** Starts with `!`: what it matches is left out. */
  readonly negate: boolean
  /** Ends in a separator: matches folders only. */
  readonly foldersOnly: boolean
  /** The literal path before the first segment with a wildcard: what is to be searched. */
  readonly searchPath: string
  /** There is no wildcard: names one path. */
  readonly isLiteral: boolean
  /** Whether it matches this path by itself, not through a folder that it lies in. */
  matches(path: string): boolean
  /** Whether it may match something below this folder. */
  mayMatchBelow(path: string): boolean
}

/** A path that is meant as it is spelled, whatever characters it holds: where a shell expands patterns by itself. */
export interface LiteralPath {
  readonly literal: string
}

/** What this needs of the patterns inside of @actions/glob; `partialMatch` is not among its public types. */
export interface GlobPattern {
  readonly searchPath: string
  /** Not zero where it matches. */
  match(path: string): number
  partialMatch(path: string): boolean
}

const IS_WINDOWS = process.platform === 'win32'

/**
 * Reads patterns, one each; empty ones and those that start with `#` are comments.
 * @param workingDirectory Absolute: where relative patterns start.
 * @throws ArtifactStoreError `INVALID_INPUT` naming the pattern.
 */
export async function readPathPatterns(
  patterns: readonly (string | LiteralPath)[],
  workingDirectory: string
): Promise<readonly PathPattern[]> {
  const lines = patterns.flatMap((pattern) =>
    typeof pattern === 'string'
      ? pattern
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '' && !line.startsWith('#'))
          .map((line) => readLine(line, workingDirectory))
      : [literalLine(pattern, workingDirectory)]
  )

  // Most saves name plain paths: those need no interpretation, and then @actions/glob is not even loaded.
  return Promise.all(
    lines.map(async (line) =>
      line.rest.length === 0 ? literalPattern(line) : globPattern(line, await interpret(line))
    )
  )
}

/** A line, split where its wildcards start. */
interface Line {
  readonly text: string
  readonly negate: boolean
  readonly foldersOnly: boolean
  /** The segments before the first wildcard, resolved. */
  readonly literalPath: string
  /** The segments from the first wildcard on. */
  readonly rest: readonly string[]
}

function readLine(text: string, workingDirectory: string): Line {
  let pattern = text
  let negate = false
  while (pattern.startsWith('!')) {
    negate = !negate
    pattern = pattern.slice(1).trim()
  }
  if (pattern === '') throw new ArtifactStoreError('INVALID_INPUT', `path: ${quote(text)} names nothing`)
  if (pattern.includes('\0')) {
    throw new ArtifactStoreError('INVALID_INPUT', `path: ${quote(text)} holds a NUL character, which no path can`)
  }

  const separators = IS_WINDOWS ? /[\\/]+/ : /\/+/
  const root = isAbsolute(pattern) ? parse(pattern).root : ''
  const segments = pattern
    .slice(root.length)
    .split(separators)
    .filter((segment) => segment !== '')
  const wildcardAt = segments.findIndex((segment) => !isPlain(segment))
  const literals = wildcardAt === -1 ? segments : segments.slice(0, wildcardAt)
  const rest = wildcardAt === -1 ? [] : segments.slice(wildcardAt).filter((segment) => segment !== '.')
  if (rest.includes('..')) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `path: ${quote(text)} has '..' after a wildcard; write the path without it`
    )
  }

  const atHome = root === '' && literals[0] === '~'
  const relative = atHome ? literals.slice(1) : literals
  return {
    text,
    negate,
    foldersOnly: separators.test(pattern.slice(-1)),
    literalPath: resolve(atHome ? homedir() : workingDirectory, root + relative.join(sep)),
    rest
  }
}

function literalLine({ literal }: LiteralPath, workingDirectory: string): Line {
  return {
    text: literal,
    negate: false,
    foldersOnly: false,
    literalPath: resolve(workingDirectory, literal),
    rest: []
  }
}

/** Whether a segment holds nothing that a pattern could give a meaning. */
function isPlain(segment: string): boolean {
  return IS_WINDOWS ? !/[*?[]/.test(segment) : !/[*?[\\]/.test(segment)
}

function literalPattern(line: Line): PathPattern {
  const target = fold(line.literalPath)
  const parents = target.endsWith(sep) ? target : target + sep
  return {
    text: line.text,
    negate: line.negate,
    foldersOnly: line.foldersOnly,
    searchPath: line.literalPath,
    isLiteral: true,
    matches: (path) => fold(path) === target,
    mayMatchBelow: (path) => parents.startsWith(path.endsWith(sep) ? fold(path) : fold(path) + sep)
  }
}

/** Windows compares names without regard to case, as @actions/glob does there. */
function fold(path: string): string {
  return IS_WINDOWS ? path.toUpperCase() : path
}

function globPattern(line: Line, glob: GlobPattern): PathPattern {
  return {
    text: line.text,
    negate: line.negate,
    foldersOnly: line.foldersOnly,
    searchPath: glob.searchPath,
    isLiteral: false,
    matches: (path) => glob.match(path) !== 0,
    mayMatchBelow: (path) => glob.partialMatch(path)
  }
}

/** Has @actions/glob interpret a line that holds wildcards. */
async function interpret(line: Line): Promise<GlobPattern> {
  if (/[\r\n]/.test(line.literalPath)) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `path: ${quote(line.text)} has a wildcard below ${quote(line.literalPath)}, whose name holds a line break; ` +
        'name the folder without a wildcard'
    )
  }
  const { create } = await import('@actions/glob')
  let globber: unknown
  try {
    // Without options: given some, it prints a debug command for each.
    globber = await create(join(escapeGlob(line.literalPath), ...line.rest))
  } catch (error) {
    const why = visible(String((error as { readonly message?: unknown }).message))
    throw new ArtifactStoreError('INVALID_INPUT', `path: ${quote(line.text)} is no pattern: ${why}`, { cause: error })
  }
  return onlyPatternOf(globber)
}

/**
 * The pattern inside a globber, which its types keep private.
 * @throws Error where @actions/glob is not of the shape that this was written for: a bug to fix here.
 */
export function onlyPatternOf(globber: unknown): GlobPattern {
  const { patterns } = globber as { readonly patterns?: unknown }
  const pattern: unknown = Array.isArray(patterns) && patterns.length === 1 ? patterns[0] : undefined
  if (isGlobPattern(pattern)) return pattern
  throw new Error('this release of @actions/glob keeps its patterns elsewhere: path-patterns.ts has to be adapted')
}

function isGlobPattern(value: unknown): value is GlobPattern {
  const pattern = value as Partial<Record<keyof GlobPattern, unknown>> | null
  return (
    typeof pattern === 'object' &&
    pattern !== null &&
    typeof pattern.searchPath === 'string' &&
    typeof pattern.match === 'function' &&
    typeof pattern.partialMatch === 'function'
  )
}

/** Text that, as a pattern, means this very path. */
function escapeGlob(path: string): string {
  const escaped = path.replace(/[*?[]/g, '[$&]')
  return IS_WINDOWS ? escaped : escaped.replace(/\\/g, '\\\\').replace(/\s$/, '[$&]')
}
