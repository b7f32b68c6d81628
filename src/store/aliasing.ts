/**
 * Moving aliases: who may, where to, and what to do where a label or a removal comes in between. docs/PROTOCOL.md,
 * "Aliases".
 */
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { aliasesByVersion, flushAlias, moveAlias, resolveAlias, takeBack, type MovedBy } from './aliases.js'
import { parseCondition, type Condition } from './conditions.js'
import { compilePattern, matchesPattern } from './conditions/pattern.js'
import type { StoreContext } from './context.js'
import { excerptMove } from './excerpt-builder.js'
import { readsAliases } from './filter.js'
import { whoHasLabel } from './labels.js'
import type { AliasGuard, RunContext, VersionNumber } from './types.js'
import type { SelectedVersion, VersionSeries } from './versions.js'
import { isConfined, viewerOf, type Viewer } from './viewer.js'

export interface PlannedMove {
  readonly alias: string
  /** Undefined to remove it. */
  readonly to: SelectedVersion | undefined
}

export interface MoveResult {
  readonly alias: string
  /** Where it pointed before. */
  readonly from: VersionNumber | undefined
  /** False where it points there already, or was not there: nothing is written then. */
  readonly moved: boolean
}

/** The moves of one run in one artifact. */
export class Aliasing {
  private readonly context: StoreContext
  private readonly series: VersionSeries
  private readonly run: RunContext
  private readonly viewer: Viewer

  constructor(context: StoreContext, series: VersionSeries, run: RunContext) {
    this.context = context
    this.series = series
    this.run = run
    this.viewer = context.viewer ?? viewerOf(run)
  }

  /**
   * What can be said before it is known where aliases are to be moved.
   * @throws ArtifactStoreError `REFUSED` where this run may not move one of them; `CONFLICT` where one is a label.
   */
  async checkBefore(aliases: readonly string[]): Promise<void> {
    for (const alias of aliases) {
      const require = this.guardOf(alias)?.require
      if (require !== undefined) parseRequirement(alias, require)
      this.checkRun(alias)
    }
    await Promise.all(aliases.map((alias) => this.checkLabel(alias)))
  }

  /**
   * Moves aliases, of which {@link checkBefore} said that it can be: all are checked before the first is moved.
   * @throws ArtifactStoreError `REFUSED` also where a version misses what its alias requires; `NOT_FOUND` where it was
   * removed meanwhile, `CONFLICT` where a label came in between.
   */
  async move(moves: readonly PlannedMove[]): Promise<MoveResult[]> {
    const { storage } = this.context
    for (const { alias, to } of moves) {
      this.checkRun(alias)
      if (to !== undefined) await this.checkVersion(alias, to)
    }
    const results: MoveResult[] = []
    const made: { readonly alias: string; readonly move: number }[] = []
    for (const { alias, to } of moves) {
      const target = to?.version.number
      const from = await this.pointsAt(alias)
      const moved = from !== target
      results.push({ alias, from, moved })
      if (!moved) {
        await flushAlias(storage, this.series.name, alias)
        continue
      }
      const move = await moveAlias(storage, this.series.name, alias, target, this.movedBy())
      if (target !== undefined) await this.look(alias, move, target, from)
      made.push({ alias, move })
    }
    for (const { alias, move } of made) await excerptMove(this.context, this.series.name, alias, move)
    return results
  }

  private async pointsAt(alias: string): Promise<VersionNumber | undefined> {
    try {
      return await resolveAlias(this.context.storage, this.series.name, alias)
    } catch (error) {
      // A move that is damaged is mended by the next one.
      if (!isStoreError(error, 'DAMAGED')) throw error
      return undefined
    }
  }

  /** Who removes a version says so, and then looks at the aliases; who takes a label does the same. */
  private async look(
    alias: string,
    move: number,
    target: VersionNumber,
    from: VersionNumber | undefined
  ): Promise<void> {
    const { storage } = this.context
    const { name } = this.series
    const [isGone, label] = await Promise.all([this.series.isGone(target), whoHasLabel(storage, this.series, alias)])
    if (!isGone && label === undefined) return
    await takeBack(storage, name, alias, move, from, this.movedBy())
    if (label !== undefined) throw this.isLabel(alias, label)
    throw new ArtifactStoreError(
      'NOT_FOUND',
      `version: ${name}@v${target} was removed while the alias ${quote(alias)} was moved to it; the alias was put back`
    )
  }

  private movedBy(): MovedBy {
    return { movedAt: this.context.clock().toISOString(), run: this.run, nonce: this.context.nonce() }
  }

  private async checkLabel(alias: string): Promise<void> {
    const label = await whoHasLabel(this.context.storage, this.series, alias)
    if (label !== undefined) throw this.isLabel(alias, label)
  }

  private isLabel(alias: string, label: string): ArtifactStoreError {
    return new ArtifactStoreError(
      'CONFLICT',
      `aliases: ${quote(alias)} is ${label} of ${this.series.name}, which would hide the alias: choose another name`
    )
  }

  // ── guards ───────────────────────────────────────────────────────────────────────────────────────────────────

  private guardOf(alias: string): AliasGuard | undefined {
    const { protectedAliases } = this.context
    return Object.hasOwn(protectedAliases, alias) ? protectedAliases[alias] : undefined
  }

  private checkRun(alias: string): void {
    const guard = this.guardOf(alias)
    if (guard === undefined) return
    const { branch } = this.viewer
    if (isConfined(this.viewer)) {
      const why = this.viewer.fromFork === true ? 'comes from a fork' : 'may come from a fork'
      throw this.refused(alias, `this run is of a pull request that ${why}`)
    }
    if (guard.branches === undefined) return
    const allowed = guard.branches.map(quote).join(', ')
    if (branch === undefined) throw this.refused(alias, `only runs of ${allowed} move it, and this is of no branch`)
    if (guard.branches.some((pattern) => matchesPattern(compilePattern(pattern), branch))) return
    throw this.refused(alias, `only runs of ${allowed} move it, and this is one of ${quote(branch)}`)
  }

  private async checkVersion(alias: string, { record }: SelectedVersion): Promise<void> {
    const guard = this.guardOf(alias)
    if (guard?.require === undefined) return
    const condition = parseRequirement(alias, guard.require)
    const { version } = await this.series.withSoundNotes(record)
    const { storage, logger, clock } = this.context
    const aliases = readsAliases(condition) ? await aliasesByVersion(storage, logger, this.series.name) : undefined
    const subject = { ...version, aliases: aliases?.get(version.number) ?? [] }
    const context = { now: clock() }
    if (condition.matches(subject, context)) return
    const why = condition.explain(subject, context)
    throw this.refused(
      alias,
      `it requires ${condition.text.trim()}, and of ${version.name}@v${version.number} that does not hold: ${why}`
    )
  }

  private refused(alias: string, why: string): ArtifactStoreError {
    return new ArtifactStoreError(
      'REFUSED',
      `aliases: ${quote(alias)} is protected and stays where it is: ${why} (protected-aliases)`
    )
  }
}

/** @throws ArtifactStoreError `INVALID_INPUT` that points at the place. */
function parseRequirement(alias: string, require: string): Condition {
  return parseCondition(require, { input: `protected-aliases: ${quote(alias)}: require`, allowBase: false })
}
