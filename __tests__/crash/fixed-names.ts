/**
 * Loaded before the bundle (`--import`): random names are the same in every run, so that a system call that was seen
 * in one run can be named, by its path, in the next. They differ from call to call, as random ones do.
 */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

let count = 0
const name = (size: number): Buffer =>
  crypto.createHash('shake256', { outputLength: size }).update(`name ${count++}`).digest()
// Only what the bundle calls: with a size, and waiting for the answer.
crypto.randomBytes = name as typeof crypto.randomBytes
syncBuiltinESMExports()
