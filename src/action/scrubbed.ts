import type { Runner } from './runner.js'
import { scrubSecrets, type KnownSecrets } from '../secrets/index.js'

/**
 * A runner that is told of no secret: `***` stands in its place in the log, in annotations and in the summary. Runners
 * mask what they know of; that is less, and not in a summary that was written by an older one. Outputs are for steps to
 * work with and stay as they are.
 */
export function scrubbed(runner: Runner, secrets: KnownSecrets): Runner {
  return {
    input: runner.input,
    maskSecret: (text) => runner.maskSecret(text),
    info: (message) => runner.info(scrubSecrets(message, secrets)),
    debug: (message) => runner.debug(scrubSecrets(message, secrets)),
    annotate: (kind, message) => runner.annotate(kind, scrubSecrets(message, secrets)),
    setOutput: (name, value) => runner.setOutput(name, value),
    appendSummary: (markdown) => runner.appendSummary(scrubSecrets(markdown, secrets))
  }
}
