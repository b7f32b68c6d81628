/**
 * How the action talks with the runner: `@actions/core`, behind the few words that the steps need, so that they can be
 * tested without a runner.
 */
import type * as actionsCore from '@actions/core'
import { inertLine, inertMessage, inertPart } from '../doors/index.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the action needs of the runner. */
export interface Runner {
  /** An input's value without surrounding white space; empty where it was not given. */
  readonly input: (name: string) => string
  /** A line in the log. Whatever it holds, the runner does not take it for a command. */
  info(message: string): void
  /** From now on the runner keeps this text out of the log. One line. */
  maskSecret(text: string): void
  /** A line that is shown only where the workflow runs with debug logging. */
  debug(message: string): void
  /** An annotation: shown on the run's page, at most ten of each kind a step. */
  annotate(kind: AnnotationKind, message: string): void
  setOutput(name: string, value: string): void
  /** Appends to the job summary; does nothing where the runner has none. */
  appendSummary(markdown: string): Promise<void>
}

export type AnnotationKind = 'warning' | 'error'

const ANNOTATION_TITLE = 'Artifact Store'

/** What is used of `@actions/core`. */
export type ActionsCore = Pick<
  typeof actionsCore,
  'getInput' | 'info' | 'debug' | 'warning' | 'error' | 'setOutput' | 'setSecret' | 'summary'
>

/** @param env the process's environment: `@actions/core` fails where the runner names no file for the summary */
export function githubRunner(core: ActionsCore, env: Environment): Runner {
  return {
    input: (name) => core.getInput(name),
    info: (message) => core.info(inertLine(message)),
    maskSecret: (text) => core.setSecret(text),
    debug: (message) => core.debug(message.split('\n').map(inertPart).join('\n')),
    annotate: (kind, message) => core[kind](inertMessage(message), { title: ANNOTATION_TITLE }),
    setOutput: (name, value) => {
      // Without a file, `@actions/core` falls back to a command in the log that runners no longer take.
      if (env['GITHUB_OUTPUT']) core.setOutput(name, value)
    },
    appendSummary: async (markdown) => {
      if (env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(markdown).write()
    }
  }
}
