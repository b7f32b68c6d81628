/** Gates: whether a version is good enough, by itself or beside another one. The version stays either way. */
import { ArtifactStoreError } from '../errors.js'
import { parseCondition, type Condition } from './conditions.js'
import type { StoreContext } from './context.js'
import { everyVersion } from './filter.js'
import { parseSelectors, type Wanted } from './finding.js'
import { checkArtifactName } from './names.js'
import { trustedName } from './quarantine.js'
import { resolveSelector, type Asking } from './selectors.js'
import { readStoreFile } from './store-file.js'
import type { ArtifactName, GateRequest, GateResult, RunContext, VersionMetadata, VersionNumber } from './types.js'
import { VersionSeries, type SelectedVersion } from './versions.js'
import { baseBranchOf, baseRule, pullRequestOf, viewerOf, type Viewer } from './viewer.js'

const NOTHING_TO_COMPARE = 'there is no earlier version of the base branch to compare with'

export async function checkGate(
  context: StoreContext,
  { name, number }: { readonly name: ArtifactName; readonly number: VersionNumber },
  request: GateRequest
): Promise<GateResult> {
  checkArtifactName(name)
  const { failIf, baseline } = request
  const condition = parseCondition(failIf, { input: 'fail-if', allowBase: true })
  await readStoreFile(context.storage)
  const series = new VersionSeries(context.storage, name, context.logger)
  const record = await series.read(number)
  if (record === undefined) {
    throw new ArtifactStoreError('NOT_FOUND', `version: there is no ${name}@v${number} in ${context.storage.location}`)
  }
  const { version } = await series.withSoundNotes(record)
  const { storage, ancestry } = context
  const viewer = request.viewer ?? context.viewer ?? viewerOf(version.run)
  const asking = { storage, ancestry, viewer }
  // What is in the quarantine is compared with what everybody sees.
  const trusted = trustedName(name)
  const compared = trusted === name ? series : new VersionSeries(storage, trusted, context.logger)
  const wanted =
    baseline === undefined || baseline.length === 0 ? undefined : parseSelectors(asking, baseline, false, 'baseline')
  const found = !readsBase(condition)
    ? undefined
    : wanted === undefined
      ? await findBase(compared, version, viewer)
      : await findFirst(asking, compared, wanted, version)
  const base = found === undefined ? undefined : (await compared.withSoundNotes(found.record)).version
  const now = context.clock()
  // The first version of a branch has none before it. Who names one to compare with says that there is one.
  if (wanted === undefined && condition.lacksBaseAlone(version, { base, now })) {
    return { failed: false, isJudged: false, explanation: NOTHING_TO_COMPARE }
  }
  const failed = condition.matchesOrThrow(version, { base, now })
  const explanation = condition.explain(version, { base, now })
  return { failed, isJudged: true, explanation, ...(base === undefined ? {} : { base }) }
}

/** @throws ArtifactStoreError `INVALID_INPUT` where nobody knows it. */
export function baseBranch(viewer: Viewer, run: RunContext): string {
  const branch = baseBranchOf(viewer, run)
  if (branch !== undefined) return branch
  throw new ArtifactStoreError(
    'INVALID_INPUT',
    "baseline: the branch to compare with is not known here; name a version (baseline: 'branch:main', or an alias)"
  )
}

/** Whether a condition asks for a version to compare with. */
export function readsBase(condition: Condition): boolean {
  return condition.fields().some((field) => /^base\b/.test(field))
}

/** The newest version of the branch that a pull request is to be merged into; else the one before, of the same branch. */
async function findBase(
  series: VersionSeries,
  version: VersionMetadata,
  viewer: Viewer
): Promise<SelectedVersion | undefined> {
  baseBranch(viewer, version.run)
  const isBase = baseRule(version, viewer)
  return await series.search({ readsNotes: false }, async (versions) => {
    for await (const found of versions) if (isBase?.(found.version) === true) return found
    return undefined
  })
}

/** What is looked for is another version; what is named is that one. */
async function findFirst(
  asking: Asking & { readonly viewer: Viewer },
  series: VersionSeries,
  wanted: readonly Wanted[],
  { name, number, run }: VersionMetadata
): Promise<SelectedVersion | undefined> {
  // In a pull request, a version of its base branch that holds the same may stand for what the run would have saved.
  const isOfPullRequest = asking.viewer.pullRequest === undefined || pullRequestOf(run) !== undefined
  const isOwn = isOfPullRequest && series.name === name
  const another = { readsNotes: false, matches: (version: VersionMetadata) => !isOwn || version.number !== number }
  for (const { kind } of wanted) {
    const isNamed = kind.kind === 'number' || kind.kind === 'name' || kind.kind === 'digest'
    const found = await resolveSelector(asking, series, kind, isNamed ? everyVersion : another)
    if (found !== undefined) return found
  }
  return undefined
}
