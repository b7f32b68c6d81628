/** Gates: whether a version is good enough, by itself or beside another one. The version stays either way. */
import { ArtifactStoreError } from '../errors.js'
import { parseCondition } from './conditions.js'
import type { StoreContext } from './context.js'
import { everyVersion } from './filter.js'
import { parseSelectors, type Wanted } from './finding.js'
import { checkArtifactName } from './names.js'
import { resolveSelector, type Asking } from './selectors.js'
import { readStoreFile } from './store-file.js'
import type { ArtifactName, GateRequest, GateResult, VersionMetadata, VersionNumber } from './types.js'
import { VersionSeries, type SelectedVersion } from './versions.js'
import { baseRule, pullRequestOf, viewerOf, type Viewer } from './viewer.js'

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
  const wanted = baseline === undefined || baseline.length === 0 ? undefined : parseSelectors(asking, baseline)
  const found = !condition.fields().some((field) => /^base\b/.test(field))
    ? undefined
    : wanted === undefined
      ? await findBase(series, version, viewer)
      : await findFirst(asking, series, wanted, version)
  const base = found === undefined ? undefined : (await series.withSoundNotes(found.record)).version
  const now = context.clock()
  const failed = condition.matchesOrThrow(version, { base, now })
  const explanation = condition.explain(version, { base, now })
  return { failed, explanation, ...(base === undefined ? {} : { base }) }
}

/** The newest version of the branch that a pull request is to be merged into; else the one before, of the same branch. */
async function findBase(
  series: VersionSeries,
  version: VersionMetadata,
  viewer: Viewer
): Promise<SelectedVersion | undefined> {
  const isBase = baseRule(version, viewer)
  if (isBase === undefined) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      "baseline: the branch to compare with is not known here; name a version (baseline: 'branch:main', or an alias)"
    )
  }
  return await series.search({ readsNotes: false }, async (versions) => {
    for await (const found of versions) if (isBase(found.version)) return found
    return undefined
  })
}

/** What is looked for is another version; what is named is that one. */
async function findFirst(
  asking: Asking & { readonly viewer: Viewer },
  series: VersionSeries,
  wanted: readonly Wanted[],
  { number, run }: VersionMetadata
): Promise<SelectedVersion | undefined> {
  // In a pull request, a version of its base branch that holds the same may stand for what the run would have saved.
  const isOwn = asking.viewer.pullRequest === undefined || pullRequestOf(run) !== undefined
  const another = { readsNotes: false, matches: (version: VersionMetadata) => !isOwn || version.number !== number }
  for (const { kind } of wanted) {
    const isNamed = kind.kind === 'number' || kind.kind === 'name' || kind.kind === 'digest'
    const found = await resolveSelector(asking, series, kind, isNamed ? everyVersion : another)
    if (found !== undefined) return found
  }
  return undefined
}
