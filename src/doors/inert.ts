/**
 * Text on its way out: to a log that a runner reads for commands, to a terminal, to who reads JSON. What made the text
 * has quoted what it names already; these are the last line, for what slipped through.
 */
import { HIDDEN, quote, visible } from '../errors.js'

/** Text from elsewhere, made safe for one line of a message like `quote` does, without the quotes. */
export function inert(text: string): string {
  return quote(text).slice(1, -1)
}

/** What a runner may pass over inside of a word that it looks for: it compares by the rules of languages. */
const IGNORED = String.raw`[^\p{L}\p{N}\p{P}\p{S}\s]*`
const COMMAND = new RegExp(`^[^\\p{L}\\p{N}\\p{P}\\p{S}]*:${IGNORED}:`, 'u')
const OLD_COMMAND = new RegExp(`#${IGNORED}#${IGNORED}\\[`, 'gu')

/** What follows something else in a line, such as the message of a command. */
export function inertPart(text: string): string {
  return visible(text).replace(OLD_COMMAND, '## [')
}

/**
 * One line of a log. The runner takes a line that starts with `::` (after white space) for a command, and the older
 * `##[` anywhere in a line.
 */
export function inertLine(text: string): string {
  const line = inertPart(text.replace(/[\r\n\u2028\u2029]+/g, ' '))
  return COMMAND.test(line) ? `- ${line.trimStart()}` : line
}

/** Lines that were laid out, each of them {@link inertLine}. */
export function inertLines(text: string): string {
  return text.split('\n').map(inertLine).join('\n')
}

/** A condition that is wrong is shown below the message, with a caret at the place. */
const WITH_PLACE = /^([^\n]*)\n( {2}[^\n]*)\n( {2} *\^)$/

/** A message of one line, or of one with a place below it: everything else that is hidden is made visible. */
export function inertMessage(message: string): string {
  return (WITH_PLACE.exec(message)?.slice(1) ?? [message]).map(inertPart).join('\n')
}

/** As JSON writes it: what is beyond 16 bits as two halves. */
function escaped(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
    .join('')
}

const OLD_COMMAND_IN_JSON = new RegExp(`(?<=#${IGNORED})\\[`, 'gu')

/**
 * JSON of several lines that means the same as any other and holds, as lines of a log or on a terminal, nothing but text:
 * what is hidden and what makes a command stands inside of strings, in which JSON knows another way to write it.
 */
export function inertJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => line.replace(HIDDEN, escaped).replace(OLD_COMMAND_IN_JSON, escaped))
    .join('\n')
}
