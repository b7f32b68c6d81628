/** `--fail-if` and `--baseline`, and what a command says of the gate. */
import { Option } from 'commander'
import type { CommandContext, CommandResult } from './command-context.js'
import { checkArguments } from './command-support.js'
import { notEmpty, repeatable } from './options.js'
import { gateFailure, gateWarning, readGate, type Gated } from '../doors/index.js'
import type { GateRequest } from '../store/types.js'

export interface GateFlags {
  readonly failIf?: string
  readonly baseline: readonly string[]
}

export function failIfOption(): Option {
  return new Option(
    '--fail-if <condition>',
    "fail if this holds of the version, which is kept, such as 'metrics.accuracy < base.metrics.accuracy - 0.005'"
  ).argParser(notEmpty)
}

export function baselineOption(): Option {
  return repeatable(
    '--baseline <selector>',
    'the version that --fail-if compares with, as base; the first that is there (repeatable; default: the newest of the base branch)'
  )
}

/** @throws UsageError */
export function gateOf({ failIf, baseline }: GateFlags): GateRequest | undefined {
  return checkArguments(() => readGate(failIf, baseline, { failIf: '--fail-if', baseline: '--baseline' }))
}

/** The failure of a version that does not pass; a warning where it was not judged. */
export function judged(
  result: Gated,
  { warn }: CommandContext,
  aliases: readonly string[] = []
): Pick<CommandResult, 'failure'> {
  const warning = gateWarning(result)
  if (warning !== undefined) warn(warning)
  const failure = gateFailure(result, aliases)
  return failure === undefined ? {} : { failure }
}
