/**
 * The names of the folders that a restore works in before it moves what it wrote into place. A save leaves such
 * folders out: one that it meets belongs to a restore that runs at the same time, or was killed.
 */
export const STAGING_NAME = /^\.artifact-store-[0-9A-Za-z_-]{1,200}\.tmp$/

/** The staging folder of one restore; `nonce` is random and of letters, digits, `_` and `-`. */
export function stagingName(nonce: string): string {
  const name = `.artifact-store-${nonce}.tmp`
  if (!STAGING_NAME.test(name)) throw new TypeError(`not a nonce: ${nonce}`)
  return name
}
