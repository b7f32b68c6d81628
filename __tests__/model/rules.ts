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
import { segments } from './segments.js'
import { excerpts } from './excerpts.js'
import { verifying } from './verifying.js'
import { retention } from './retention.js'
import { clearing } from './clearing.js'
import { signing } from './signing.js'
import { quarantine } from './quarantine.js'
import { reusing } from './reusing.js'
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
  listedPacks,
  segments,
  excerpts,
  verifying,
  retention,
  clearing,
  signing,
  quarantine,
  reusing
]

/** Those of which no state of a store tells whether they are kept; and the tests that tell it. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  2: 'Two copies of a pack are the same bytes, so no state tells which one is there: storage/conformance',
  R6: 'What a run restored decides nothing of a version, and that it could not be written is a warning: store/restore',
  I2: 'A segment that replaced another would be one that is wrong at most, which I3 to I5 are for: store/segments',
  I7: 'It is the promise that the model of segments holds the other rules against: store/segments compares the answers',
  I8: 'How many requests an answer takes, which no state tells: store/long-series counts them',
  E4: 'It is the promise that the model of excerpts holds the other rules against: store/excerpts compares the answers',
  E5: 'How often parts are made, and how long they are, decides about requests alone: store/excerpts',
  E6: 'A part that replaced another would cost requests at most, as one that is missing (E1): store/excerpts',
  E7: 'Which documents an excerpt tells of decides about requests alone: store/excerpts',
  E8: 'How many requests an answer takes, which no state tells: store/long-series counts them',
  A4: 'Guards are checks of one run by itself, and whoever may write to the store can pass them by: store/promote',
  G5: 'It says what is not promised, so there is nothing to leave out',
  V2: 'It is of the text that a command line gets, and not of the store: store/registry-selectors',
  V6: 'It is of what a job summary shows, and not of the store: store/comparison',
  P8: 'A run that writes nothing takes no step that another one could see: store/pruning/prune compares the store',
  H9: 'A run that writes nothing takes no step that another one could see: store/repair compares the store'
}
