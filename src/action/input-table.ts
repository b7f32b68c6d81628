/** Which inputs there are, and which modes use them. `action.yml` declares the same (a test compares them). */

export const MODES = ['save', 'restore', 'record', 'promote', 'list', 'diff', 'copy', 'verify', 'prune'] as const
export type Mode = (typeof MODES)[number]

export const INPUT_MODES = {
  mode: MODES,
  store: MODES,
  summary: MODES,
  name: MODES,
  path: ['save', 'restore'],
  root: ['save'],
  version: ['save', 'restore', 'record', 'promote'],
  type: ['save'],
  description: ['save'],
  aliases: ['save', 'promote'],
  params: ['save', 'record'],
  metrics: ['save', 'record'],
  metadata: ['save', 'record'],
  'params-path': ['save', 'record'],
  'metrics-path': ['save', 'record'],
  'metadata-path': ['save', 'record'],
  'if-no-files-found': ['save'],
  'if-unchanged': ['save'],
  'include-hidden-files': ['save'],
  parents: ['save'],
  symlinks: ['save'],
  compression: ['save'],
  files: ['restore'],
  clean: ['restore'],
  'if-not-found': ['restore'],
  where: ['restore', 'list'],
  limit: ['list'],
  baseline: ['save', 'record'],
  'fail-if': ['save', 'record'],
  sign: ['save'],
  'sign-key': ['save'],
  'verify-signature': ['restore'],
  'public-key': ['restore'],
  'signature-path': ['restore'],
  to: ['copy'],
  'to-name': ['copy'],
  deep: ['verify'],
  'keep-last': ['prune'],
  'keep-within': ['prune'],
  'keep-best': ['prune'],
  'dry-run': ['prune']
} as const satisfies Record<string, readonly Mode[]>

export type InputName = keyof typeof INPUT_MODES

export const INPUT_NAMES = Object.keys(INPUT_MODES) as readonly InputName[]

/** What is offered in `action.yml`, by `save/action.yml` and by `restore/action.yml`. */
export function inputsOf(mode: Mode): readonly InputName[] {
  return INPUT_NAMES.filter((name) => (INPUT_MODES[name] as readonly Mode[]).includes(mode))
}
