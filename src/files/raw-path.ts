import { sep } from 'node:path'

/** A path on this machine: bytes where a name in it is not UTF-8, since no text leads there. */
export type RawPath = string | Buffer

/** The path of an entry of a folder, by its name as the file system has it. */
export function joinRaw(folder: RawPath, name: Buffer): RawPath {
  const text = name.toString()
  if (typeof folder === 'string' && Buffer.from(text).equals(name)) return folder + sep + text
  return Buffer.concat([Buffer.from(folder), Buffer.from(sep), name])
}
