/** Looking for a signature of a version that satisfies a policy. docs/PROTOCOL.md, "Signatures". */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import {
  checkModelStatement,
  verifyPair,
  type ModelFiles,
  type SignaturePolicy,
  type VerifiedPair
} from '../signing/index.js'
import type { StoreContext } from './context.js'
import type { VersionRecord } from './record.js'
import { listSignatures, readSignature, type SignedVersion } from './signatures.js'
import { statedVersion } from './statements.js'
import type { Selector, VerifiedSignature } from './types.js'

/** Of so many signatures, the newest ones, each is looked at: a store may hold any number. */
const LOOKED_AT = 32
/** Of so many the error tells what is wrong with them. */
const TOLD = 3

/** A signature that is good as far as is known without the version's files. */
export interface SignatureCandidate extends VerifiedPair {
  /** Its number. */
  readonly signature: number
}

export class SignatureSearch {
  private readonly version: SignedVersion
  private readonly record: VersionRecord
  private readonly asked: Selector
  private readonly policy: SignaturePolicy
  private readonly refused: string[] = []

  /** @param asked the selector that matched */
  constructor({ storage }: StoreContext, record: VersionRecord, asked: Selector, policy: SignaturePolicy) {
    const { name, number } = record.metadata
    this.version = { storage, name, number }
    this.record = record
    this.asked = asked
    this.policy = policy
  }

  /** Newest first. What they list is to be held against the files by {@link accepts}. */
  async *candidates(): AsyncGenerator<SignatureCandidate> {
    const signatures = (await listSignatures(this.version)).reverse()
    for (const signature of signatures.slice(0, LOOKED_AT)) {
      const pair = await this.unlessRefused(signature, async () => {
        const found = await readSignature(this.version, signature)
        const version = statedVersion(this.record, this.record.label)
        return found === undefined ? undefined : verifyPair(found, version, this.asked, this.policy)
      })
      if (pair !== undefined) yield { ...pair, signature }
    }
  }

  async accepts({ signature, model, provenance }: SignatureCandidate, files: ModelFiles): Promise<boolean> {
    if (model === undefined) return true
    return (
      (await this.unlessRefused(signature, () => {
        checkModelStatement(model, files, provenance.modelRoot!)
        return Promise.resolve(true)
      })) ?? false
    )
  }

  /** Why there is none. */
  failure(): ArtifactStoreError {
    const { name, number } = this.version
    const { refused } = this
    const why =
      refused.length === 0
        ? "it has no signature (saved again with 'sign: key', it gets one)"
        : `none of its signatures will do: ${refused.slice(0, TOLD).join('; ')}${refused.length > TOLD ? '; …' : ''}`
    return new ArtifactStoreError('SIGNATURE', `${name}@v${number} is not restored: ${why}`)
  }

  private async unlessRefused<T>(signature: number, check: () => Promise<T>): Promise<T | undefined> {
    try {
      return await check()
    } catch (error) {
      if (!isStoreError(error, 'SIGNATURE') && !isStoreError(error, 'DAMAGED')) throw error
      this.refused.push(`signature ${signature}: ${error.message}`)
      return undefined
    }
  }
}

export function describeSignature({ signature, key, provenance, bundles }: SignatureCandidate): VerifiedSignature {
  const { name, number, label } = provenance.version
  const { repository, workflow, ref, commit, invocation } = provenance
  return {
    signature,
    key,
    signedAs: { name, number, ...(label === undefined ? {} : { label }) },
    ...(repository === undefined ? {} : { repository }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(ref === undefined ? {} : { ref }),
    ...(commit === undefined ? {} : { commit }),
    ...(invocation === undefined ? {} : { invocation }),
    provenanceBundle: JSON.stringify(bundles.provenance),
    ...(bundles.model === undefined ? {} : { modelBundle: JSON.stringify(bundles.model) })
  }
}
