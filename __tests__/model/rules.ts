/** Every rule of docs/PROTOCOL.md: it is in a model, by its omissions, or it is said here why it is in none. */
import { pruneBesideSave } from './prune-beside-save.js'
import { pruneBesideBoth, pruneBesidePromote, pruneBesideRestore, pruneBesideUndelete } from './removal.js'
import { labelsTakenOver, labelsThatAreFree } from './labels.js'
import { durability } from './durability.js'
import { lostAnswers } from './answers.js'
import { numbers } from './numbers.js'
import { restoring } from './restoring.js'
import { changingFiles } from './changing-files.js'
import { damagedParents } from './damaged-parents.js'
import { copying } from './copying.js'
import { repairing } from './repairing.js'
import { repairingDocuments } from './repairing-documents.js'
import { notes } from './notes.js'
import { moves } from './moves.js'
import { changes } from './changes.js'
import { listedPacks } from './listed-packs.js'
import type { ProtocolModel } from './protocol-model.js'

export const MODELS: readonly ProtocolModel[] = [
  pruneBesideSave,
  pruneBesideRestore,
  pruneBesideUndelete,
  pruneBesideBoth,
  pruneBesidePromote,
  labelsThatAreFree,
  labelsTakenOver,
  durability,
  lostAnswers,
  numbers,
  restoring,
  changingFiles,
  damagedParents,
  copying,
  repairing,
  repairingDocuments,
  notes,
  moves,
  changes,
  listedPacks
]

/** Those that no state of a store tells whether they are kept. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  2: 'Two copies of a pack are the same bytes, by storage/conformance',
  R6: 'It changes no version, and failing it is a warning, which store/restore looks for',
  I1: 'Which segments a saver makes, by store/segments',
  I2: 'Two that make one segment, by store/segments',
  I3: 'Segments that are wrong, by store/segments',
  I4: 'Segments that are wrong, by store/segments',
  I5: 'Segments of numbers that do not exist, by store/segments',
  I6: 'Segments that are wrong, by store/segments',
  I7: 'The same answers, by store/segments',
  I8: 'How many requests an answer takes, which store/long-series counts',
  E1: 'The same answers, by store/excerpts',
  E2: 'Excerpts that are wrong, by store/excerpts',
  E3: 'Excerpts that are wrong, by store/excerpts',
  E4: 'The same answers, by store/excerpts',
  E5: 'How often parts are made and how long they are, which decides about requests alone: store/excerpts',
  E6: 'Two at the same time, by store/excerpts',
  E7: 'Which documents a cache holds, which decides about requests alone: store/excerpts',
  E8: 'How many requests an answer takes, which store/long-series counts',
  A4: 'The guards are of the program and not of the store, and store/promote has each of them',
  G1: 'The order, by store/signatures',
  G2: 'What is stated, by store/signatures',
  G3: 'What a signature must hold, by signing/provenance',
  G4: 'Files that were exchanged, by store/signatures',
  G5: 'It says what is not promised',
  V1: 'Who sees what, by store/registry-selectors',
  V2: 'It is of the text that a command line gets, which store/registry-selectors looks at',
  V3: 'Quarantine, by store/quarantine',
  V4: 'Quarantine, by store/quarantine',
  V5: 'Quarantine, by store/quarantine',
  V6: 'It is of what a job summary shows, which store/comparison looks at',
  P6: 'Retention, by store/pruning/plan',
  P7: 'What is cleared, by store/pruning/prune',
  P8: 'That nothing at all is written, which store/pruning/prune looks at',
  M3: 'What verify writes, by store/verify',
  M4: 'Others beside verify, by store/verify-beside',
  M5: 'What cannot be read, by store/verify-beside',
  H9: 'That nothing at all is written, which store/repair looks at'
}
