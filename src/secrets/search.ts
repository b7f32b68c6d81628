/** Looking for secrets in what is to be recorded. */
import type { KnownSecrets } from './known-secrets.js'
import { secretShapeIn } from './shapes.js'

/** What JSON holds; the numbers of metrics, which may be NaN, are among it. */
export type Searched = string | number | boolean | null | readonly Searched[] | { readonly [key: string]: Searched }

export interface FoundSecret {
  /** The keys that lead to it, as in `optimizer.url` or `list[3]`; empty where the value itself is a text. */
  readonly path: string
  /** It is a key in what `path` names, and not a value. */
  readonly isKey: boolean
  /** What it is, with its article; never any part of it. */
  readonly what: string
}

/** The first secret in a value, keys among it. No part of the answer is a part of the secret. */
export function findSecret(value: Searched, known: KnownSecrets): FoundSecret | undefined {
  return search(value, '', '', known)
}

function search(value: Searched, key: string, path: string, known: KnownSecrets): FoundSecret | undefined {
  if (typeof value === 'string') {
    // Some secrets are told by what they are called.
    const what = secretIn(value, known) ?? (key === '' ? undefined : secretShapeIn(`${key}=${value}`))
    return what === undefined ? undefined : { path, isKey: false, what }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (isList(value)) {
    return firstOf(value, (element, at) => search(element, key, `${path}[${at}]`, known))
  }
  return firstOf(Object.entries(value), ([name, element]) => {
    const what = secretIn(name, known)
    if (what !== undefined) return { path, isKey: true, what }
    return search(element, name, path === '' ? name : `${path}.${name}`, known)
  })
}

function secretIn(text: string, known: KnownSecrets): string | undefined {
  return known.isIn(text) ? 'a secret of this run' : secretShapeIn(text)
}

function isList(value: object): value is readonly Searched[] {
  return Array.isArray(value)
}

function firstOf<T, R>(items: readonly T[], find: (item: T, at: number) => R | undefined): R | undefined {
  for (const [at, item] of items.entries()) {
    const found = find(item, at)
    if (found !== undefined) return found
  }
  return undefined
}
