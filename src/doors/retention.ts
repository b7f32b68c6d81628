/** What `prune` keeps: the rules that a step or a command line gives, and those of the configuration. */
import { artifactDefaults, CONFIG_PATH, type Config } from './config.js'
import { ArtifactStoreError, quote } from '../errors.js'
import { combineRules, type Directions, type KeepBest, type RetentionRules } from '../store/index.js'
import type { ArtifactName } from '../store/types.js'

/** A metric whose direction may be left to the configuration. */
export type GivenBest = Omit<KeepBest, 'direction'> & Partial<Pick<KeepBest, 'direction'>>

/** The rules as they are given; none of them may be. */
export interface GivenRules {
  readonly keepLast?: number
  readonly keepWithin?: string
  readonly keepBest: readonly GivenBest[]
}

const KEEP_BEST = /^(?:metrics\.)?(.+?)(?::(higher|lower))?(?::([1-9]\d{0,8}))?$/s

/**
 * `accuracy`, `accuracy:3`, `metrics.loss:lower`, `loss:lower:3`: a metric, which way is better, how many.
 * @param input names where it was given, in errors.
 * @throws ArtifactStoreError `INVALID_INPUT`.
 */
export function parseKeepBest(text: string, input: string): GivenBest {
  const match = KEEP_BEST.exec(text.trim())
  const [, metric, direction, count] = match ?? []
  if (metric === undefined || metric === 'metrics.' || /:(?:\d*|higher|lower)$/.test(metric)) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `${input} is ${quote(text)}: give a metric, which way is better, and how many, such as 'accuracy:higher:3'; the last two can be left out`
    )
  }
  return {
    metric,
    ...(direction === undefined ? {} : { direction: direction as KeepBest['direction'] }),
    ...(count === undefined ? {} : { count: Number(count) })
  }
}

/**
 * The rules of each artifact: a version stays if what is given keeps it, or if the configuration does. (So nobody who
 * gives a rule for one artifact removes what the configuration keeps of another.)
 * @param input names where `keepBest` was given, in errors.
 */
export function retentionOf(
  config: Config,
  given: GivenRules,
  input: string
): (name: ArtifactName) => RetentionRules | undefined {
  return (name) => {
    const { retention, metrics } = artifactDefaults(config, name)
    const { keepBest, ...others } = given
    const { keepBest: configured = {}, ...configuredOthers } = retention
    return combineRules(
      { ...others, keepBest: keepBest.map((best) => withDirection(best, name, config, metrics, input)) },
      {
        ...configuredOthers,
        keepBest: Object.entries(configured).map(([metric, count]) =>
          withDirection({ metric, count }, name, config, metrics, `'keep-best' in ${CONFIG_PATH}`)
        )
      }
    )
  }
}

/** @throws ArtifactStoreError `INVALID_INPUT`: a guess would remove the best versions where it is wrong. */
function withDirection(
  { metric, count, direction }: GivenBest,
  name: ArtifactName,
  config: Config,
  metrics: Directions,
  input: string
): KeepBest {
  const known = direction ?? own(metrics, metric) ?? elsewhere(config, metric)
  if (known === undefined) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `${input}: it is not known which way ${quote(metric)} of ${quote(name)} gets better: give ${quote(`${metric}:higher`)} or ${quote(`${metric}:lower`)} to prune, or say so under 'metrics' of the artifact in ${CONFIG_PATH}`
    )
  }
  return { metric, direction: known, ...(count === undefined ? {} : { count }) }
}

/** What the configuration says of the metric of other artifacts, where it is the same of all. */
function elsewhere({ artifacts }: Config, metric: string): KeepBest['direction'] | undefined {
  const said = new Set(artifacts.map(({ metrics }) => own(metrics, metric)).filter((one) => one !== undefined))
  return said.size === 1 ? [...said][0] : undefined
}

function own(metrics: Directions, metric: string): KeepBest['direction'] | undefined {
  return Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
}
