/**
 * Conditions: the language of `where` (which versions) and `fail-if` (whether a version is good enough). docs/FILTERS.md
 * is for those who write them; src/store/conditions/ reads, checks and evaluates them.
 */
import { evaluate, Unknown, type Subject, type Verdict } from './conditions/evaluate.js'
import { describeProblems, explain } from './conditions/explain.js'
import type { VersionLike } from './conditions/fields.js'
import { printCondition } from './conditions/print.js'
import { conditionError, type Source } from './conditions/problem.js'
import { resolveCondition } from './conditions/resolve.js'
import { parseSyntax } from './conditions/syntax.js'
import { findFields, usesNow } from './conditions/tree.js'
import type { Condition as Tree } from './conditions/tree.js'

export type { VersionLike } from './conditions/fields.js'

export interface ConditionOptions {
  /** How messages name the condition: `where`, `fail-if`. */
  readonly input: string
  /** Whether `base.…` means something: the version that this one is compared with. */
  readonly allowBase: boolean
}

/** What a condition may speak of beside the version. */
export interface ConditionContext {
  /** The version to compare with; without it, all `base.…` is missing. */
  readonly base?: VersionLike | undefined
  /** Needed by conditions that say `now`; see {@link Condition.usesNow}. */
  readonly now?: Date | undefined
}

/**
 * Reads a condition.
 * @throws ArtifactStoreError `INVALID_INPUT`: the input, what is wrong, and below it the text with a caret at the place.
 */
export function parseCondition(text: string, { input, allowBase }: ConditionOptions): Condition {
  const source = { input, text }
  return new Condition(source, resolveCondition(parseSyntax(source), source, allowBase))
}

/** A condition that has been read; it can be asked of any number of versions. */
export class Condition {
  /** As it was given. */
  readonly text: string
  /** Whether it says `now`, and must be given one. */
  readonly usesNow: boolean
  readonly #source: Source
  readonly #tree: Tree

  /** By {@link parseCondition} alone. */
  constructor(source: Source, tree: Tree) {
    this.text = source.text
    this.usesNow = usesNow(tree)
    this.#source = source
    this.#tree = tree
  }

  /** Whether it surely holds: false also where that rests on a field that is missing or cannot be compared so. */
  matches(version: VersionLike, context: ConditionContext = {}): boolean {
    return this.#evaluate(this.#subject(version, context)) === true
  }

  /**
   * Whether it holds, for gates, which must not pass because nobody looked.
   * @throws ArtifactStoreError `INVALID_INPUT` where that rests on a field that is missing or cannot be compared so,
   * naming the field.
   */
  matchesOrThrow(version: VersionLike, context: ConditionContext = {}): boolean {
    const subject = this.#subject(version, context)
    const verdict = this.#evaluate(subject)
    if (!(verdict instanceof Unknown)) return verdict
    const [first] = verdict.problems
    const start =
      first!.kind === 'compare' ? first!.left.start : first!.kind === 'match' ? first!.field.start : first!.start
    throw conditionError(this.#source, start, describeProblems(verdict.problems, subject))
  }

  /** Whether it is unknown for no other reason than that there is no base. */
  lacksBaseAlone(version: VersionLike, context: ConditionContext = {}): boolean {
    if (context.base !== undefined) return false
    const verdict = this.#evaluate(this.#subject(version, context))
    return verdict instanceof Unknown && verdict.problems.every((one) => one.kind === 'field' && one.of === 'base')
  }

  /**
   * The parts that decided, with what their fields hold, for people:
   * `metrics.accuracy (0.91) < base.metrics.accuracy (0.93) - 0.005`.
   */
  explain(version: VersionLike, context: ConditionContext = {}): string {
    return explain(this.#tree, this.#subject(version, context))
  }

  /** The fields that it speaks of, each once, in the order of the text: `metrics.accuracy`, `base.metrics.accuracy`. */
  fields(): string[] {
    return [...new Set(findFields(this.#tree).map(({ name }) => name))]
  }

  /** The condition as it was understood; parsed again, it says the same. */
  toString(): string {
    return printCondition(this.#tree)
  }

  #evaluate(subject: Subject): Verdict {
    return evaluate(this.#tree, subject)
  }

  #subject(version: VersionLike, { base, now }: ConditionContext): Subject {
    if (this.usesNow && now === undefined)
      throw new Error(`${this.#source.input} says 'now', and was not told the time`)
    return { version, base, now }
  }
}
