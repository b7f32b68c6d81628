import { closestMatch } from 'leven'
import { inert } from './inert.js'

/** Letters that may differ: one in every three, and of a short word one. */
const LETTERS_PER_MISTAKE = 3
/** Of a longer word nobody mistypes a letter; comparing takes the product of the lengths. */
const LONGEST = 128

/** What was probably meant, of all that there is; undefined where nothing comes near. */
export function whatWasMeant(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined
  const maxDistance = Math.max(1, Math.floor(word.length / LETTERS_PER_MISTAKE))
  const sameButForCase = known.find((one) => one.toLowerCase() === word.toLowerCase())
  return sameButForCase ?? closestMatch(word, known, { maxDistance })
}

/** `; did you mean 'x'?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = whatWasMeant(word, known)
  return meant === undefined ? '' : `; did you mean '${inert(meant)}'?`
}
