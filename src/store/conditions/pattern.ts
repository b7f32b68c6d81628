/** Patterns of `~`: compared with a whole value, by steps that can be counted and never by a regular expression. */

/**
 * Characters of a pattern. A value is gone through at most that many times, so the longest text that a record may hold
 * (a mebibyte) takes two seconds with the worst pattern, and milliseconds with those that people write.
 */
export const MAX_PATTERN = 256

/** UTF-16 code units, and the two wildcards. */
export type Pattern = Int32Array

const ANY = -1
const ONE = -2

/** `*` is any characters, also none and also `/`; `?` is one character; `\` takes the next one as it is. */
export function compilePattern(text: string): Pattern {
  const steps: number[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\' && at + 1 < text.length) steps.push(text.charCodeAt(++at))
    else if (character === '?') steps.push(ONE)
    else if (character !== '*') steps.push(text.charCodeAt(at))
    else if (steps.at(-1) !== ANY) steps.push(ANY)
  }
  return Int32Array.from(steps)
}

/** Whether the whole of `value` is what the pattern says. Capital letters are not small ones. */
export function matchesPattern(pattern: Pattern, value: string): boolean {
  let at = 0
  let step = 0
  // Where to go on after a mismatch: behind the last `*`, which then takes a character more.
  let afterStar = -1
  let taken = 0
  while (at < value.length) {
    const wanted = pattern[step]
    if (wanted === value.charCodeAt(at)) {
      step++
      at++
    } else if (wanted === ANY) {
      afterStar = ++step
      taken = at
    } else if (wanted === ONE) {
      step++
      at += lengthAt(value, at)
    } else if (afterStar >= 0) {
      step = afterStar
      at = ++taken
    } else return false
  }
  while (pattern[step] === ANY) step++
  return step === pattern.length
}

/** 2 where a surrogate pair begins. */
function lengthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1
}
