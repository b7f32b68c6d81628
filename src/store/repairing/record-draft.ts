/** A version whose record is lost here, brought back under its number from a store that has a copy of it. */
import type { StoreContext } from '../context.js'
import { CopyDraft } from '../copy-draft.js'
import { encodeDocument, publish } from '../documents.js'
import { versionKey } from '../layout.js'
import { encodePlaceholder, type VersionRecord } from '../record.js'
import type { ReservedLabel } from '../labels.js'
import type { ArtifactName, VersionNumber } from '../types.js'

export class RecordDraft extends CopyDraft {
  private readonly here: StoreContext
  private readonly number: VersionNumber

  constructor(there: StoreContext, here: StoreContext, record: VersionRecord) {
    super({
      source: there,
      target: here,
      record,
      name: record.metadata.name,
      parents: [],
      onProgress: () => undefined
    })
    this.here = here
    this.number = record.metadata.number
  }

  /** The reservation of the save that made the version stands still. */
  override reserveLabel(): Promise<ReservedLabel | undefined> {
    return Promise.resolve(undefined)
  }

  /** Called when all but the record is there. */
  override async claimFrom(newest: VersionNumber): Promise<VersionNumber> {
    await freeNumber(this.here, this.name, this.number, newest)
    return this.number
  }
}

/**
 * Takes a damaged record away. A number must not be taken by the next save meanwhile, nor after a kill: that goes by the
 * highest number, so there has to be a higher one.
 */
export async function freeNumber(
  context: StoreContext,
  name: ArtifactName,
  number: VersionNumber,
  newest: VersionNumber
): Promise<void> {
  const { storage } = context
  if (newest <= number) {
    const at = context.clock().toISOString()
    const placeholder = encodePlaceholder(name, number + 1, at, context.nonce())
    await publish(storage, versionKey(name, number + 1), encodeDocument(placeholder))
  }
  await storage.remove(versionKey(name, number))
}
