/** What a hostile writer puts where something else belongs. As JSON, with `$…` for what JSON cannot or should not hold. */

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

/** `$raw`: text of JSON as it stands. `$repeat`: a long text. `$deep`: nested so often. `$many`: an array of so many. */
export const VALUES: readonly Value[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  0.5,
  -0.5,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  1e21,
  1e308,
  { $raw: '1e999' },
  { $raw: '-0' },
  { $raw: '9007199254740993' },
  'NaN',
  'Infinity',
  '',
  ' ',
  '0',
  '12',
  [],
  {},
  [[]],
  [null],
  { length: 2 ** 32 },
  { toString: 1, valueOf: 2 },
  { toJSON: 'x' },
  { then: 'x' },
  { $raw: '{"__proto__":{"polluted":true}}' },
  { $raw: '{"constructor":{"prototype":{"polluted":true}}}' },
  { $repeat: ['x', 200_000] },
  { $repeat: ['\u001b[31m', 2000] },
  { $deep: 5000 },
  { $deep: 200 },
  { $many: 50_000 },
  'f'.repeat(64),
  `sha256:${'0'.repeat(64)}`,
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  '__proto__',
  'constructor',
  '..',
  '../../escaped',
  '/etc/passwd',
  'a\\b',
  'a\0b',
  'C:',
  'C:\\x',
  'CON',
  'aux.txt',
  'a ',
  'a.',
  '.git',
  'x'.repeat(256),
  'é',
  'e\u0301',
  '\ud800',
  '\udc00x',
  '\u202egnp',
  '\u001b]0;title\u0007',
  '\r\n::set-output name=x::y',
  '::error::x',
  '##[add-mask]x',
  '\u2028::warning::x',
  '<script>alert(1)</script>',
  '| a | b |',
  'v0',
  'latest',
  'v9999999999'
]

const HOLE = /\{"\$(raw|repeat|deep|many)":(\[[^\]]*\]|"(?:[^"\\]|\\.)*"|\d+)\}/g

/** JSON as a hostile writer may give it. */
export function encodeValue(value: Value, indent?: number): string {
  // Without white space first: what stands for a hole is found by its text.
  const text = JSON.stringify(value)
  const filled = text.replace(HOLE, (_, kind: string, argument: string) => fill(kind, JSON.parse(argument) as unknown))
  if (indent === undefined) return filled
  return filled === text ? JSON.stringify(value, undefined, indent) : `{\n  ${filled.slice(1, -1)}\n}`
}

function fill(kind: string, argument: unknown): string {
  if (kind === 'raw') return argument as string
  if (kind === 'repeat') {
    const [text, count] = argument as [string, number]
    return JSON.stringify(text.repeat(count))
  }
  if (kind === 'deep') return `${'['.repeat(argument as number)}${']'.repeat(argument as number)}`
  return `[${'0,'.repeat((argument as number) - 1)}0]`
}

/** Sets what a path leads to; no key is one of the language. False where the path leads nowhere. */
export function setAt(root: unknown, path: readonly (string | number)[], value: Value | undefined): boolean {
  let holder = root
  for (const step of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return false
    holder = (holder as Record<string | number, unknown>)[step]
  }
  const last = path.at(-1)
  if (last === undefined || typeof holder !== 'object' || holder === null) return false
  if (value === undefined) return Reflect.deleteProperty(holder, last)
  Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true })
  return true
}

/** Every path in a document, at most so many elements of one array. */
export function pathsOf(value: unknown, prefix: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return []
  const steps = Array.isArray(value) ? [...value.keys()].slice(0, 3) : Object.keys(value)
  return steps.flatMap((step) => {
    const path = [...prefix, step]
    return [path, ...pathsOf((value as Record<string | number, unknown>)[step], path)]
  })
}
