/** A surrogate without its other half. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** Whether `text` can be written as UTF-8 and read back the same. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text)
}

/** Whether a name surely stands for the bytes that it was decoded from; false means: look closer. */
export function isDecodedExactly(name: string): boolean {
  return !name.includes('\ufffd') && isWellFormed(name)
}
