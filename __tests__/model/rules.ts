/** Every rule of docs/PROTOCOL.md: it is in a model, by its omissions, or it is said here why it is in none. */
import { pruneBesideSave } from './prune-beside-save.js'
import { pruneBesideBoth, pruneBesidePromote, pruneBesideRestore, pruneBesideUndelete } from './removal.js'
import { labelsTakenOver, labelsThatAreFree } from './labels.js'
import type { ProtocolModel } from './protocol-model.js'

export const MODELS: readonly ProtocolModel[] = [
  pruneBesideSave,
  pruneBesideRestore,
  pruneBesideUndelete,
  pruneBesideBoth,
  pruneBesidePromote,
  labelsThatAreFree,
  labelsTakenOver
]

/** Those that no state of a store tells whether they are kept. */
export const OUTSIDE: Readonly<Record<string, string>> = {}
