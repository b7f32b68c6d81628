/**
 * How an action talks with the runner: inputs from the environment, commands on standard output, values in files.
 *
 * `@actions/core` does the same and is what this follows (its file `command.ts`, and the runner's own
 * `ActionCommand.cs` for what counts as a command). It is not used because it loads an HTTP client for tokens that no
 * mode needs: 80 ms of a start that should be about that long in all.
 */
import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the action needs of the runner. */
export interface Runner {
  /** An input's value without surrounding white space; empty where it was not given. */
  readonly input: (name: string) => string
  /** A line in the log. Whatever it holds, the runner does not take it for a command. */
  info(message: string): void
  /** A line that is shown only where the workflow runs with debug logging. */
  debug(message: string): void
  /** An annotation: shown on the run's page, at most ten of each kind a step. */
  annotate(kind: AnnotationKind, message: string): void
  setOutput(name: string, value: string): void
  /** Appends to the job summary; does nothing where the runner has none. */
  appendSummary(markdown: string): void
}

export type AnnotationKind = 'warning' | 'error'

const ANNOTATION_TITLE = 'Artifact Store'

/**
 * @param env the process's environment
 * @param write writes to standard output
 */
export function githubRunner(env: Environment, write: (text: string) => void): Runner {
  const command = (name: string, properties: string, data: string): void => {
    write(`::${name}${properties}::${escapeData(data)}\n`)
  }
  return {
    // The runner replaces spaces only: hyphens stay.
    input: (name) => (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim(),
    info: (message) => write(`${inertLine(message)}\n`),
    debug: (message) => command('debug', '', message),
    annotate: (kind, message) => command(kind, ` title=${ANNOTATION_TITLE}`, message),
    setOutput: (name, value) => appendTo(env['GITHUB_OUTPUT'], fileCommand(name, value)),
    appendSummary: (markdown) => appendTo(env['GITHUB_STEP_SUMMARY'], markdown)
  }
}

/** A value of any number of lines, ended by a line that no one could have put into it. */
function fileCommand(name: string, value: string): string {
  const delimiter = `ghadelimiter_${randomUUID()}`
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`
}

function appendTo(path: string | undefined, text: string): void {
  if (path !== undefined && path !== '') appendFileSync(path, text, 'utf8')
}

function escapeData(data: string): string {
  return data.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/**
 * The runner takes a line that starts with `::` (after white space) for a command, and the older `##[` anywhere in a
 * line. Messages quote what they name, so they hold no line breaks; this takes care of the rest.
 */
function inertLine(message: string): string {
  const line = message.replace(/[\r\n\u2028\u2029]+/g, ' ').replaceAll('##[', '## [')
  return /^\s*::/.test(line) ? `- ${line.trimStart()}` : line
}
