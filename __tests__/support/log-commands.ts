/**
 * What a runner makes of the log of a step, read as generously as it can be read: actions/runner's ActionCommand.cs trims
 * white space, and compares by the rules of languages, by which some characters count for nothing.
 */

/** All that a comparison may pass over: what has no form of its own. */
const NOTHING = /[\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{M}\u115f\u1160\u3164\uffa0]|(?![\t\n\v\f\r])\p{Cc}/gu

export interface LogCommand {
  readonly name: string
  readonly properties: string
  /** Unescaped. */
  readonly data: string
}

/** The command that a line may be taken for; undefined where it is none. */
export function commandOf(line: string): LogCommand | undefined {
  const bare = line.replace(NOTHING, '')
  if (bare.includes('##[')) return { name: '##[', properties: '', data: line }
  if (!bare.trimStart().startsWith('::')) return undefined
  const [, name = '', properties = '', data = ''] = /^\s*::(\w[\w-]*)(?: ([^:]*))?::(.*)$/su.exec(line) ?? []
  const unescaped = data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  return { name, properties, data: unescaped }
}

/** Lines as the runner splits them. */
export function linesOf(stdout: string): string[] {
  return stdout.split(/\r\n|\r|\n/).filter((line) => line !== '')
}

/** What must be in no log and no summary: it moves the cursor, hides text or turns its direction. */
export const HARMFUL = /(?!\n)[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u
