/* eslint-disable @typescript-eslint/no-invalid-void-type -- `this: void` says that a step may be taken off its model */
/** What all models are made of: one of a part of docs/PROTOCOL.md, from which single rules can be left out. */
import type { Model } from './explore.js'

export interface Omission {
  /** The rule of docs/PROTOCOL.md of which a statement is left out. */
  readonly rule: string
  /** What is left out. */
  readonly what: string
  /** The promise that is broken then. */
  readonly breaks: string
}

export interface ProtocolModel {
  readonly name: string
  readonly omissions: Readonly<Record<string, Omission>>
  /** The model with all rules, or without the one of that key. */
  build(this: void, omitted?: string): Model<unknown>
}

export function protocolModel<State, Key extends string>(
  name: string,
  omissions: Readonly<Record<Key, Omission>>,
  build: (without: (key: Key) => boolean) => Model<State>
): ProtocolModel {
  return {
    name,
    omissions,
    build: (omitted) => build((key) => key === omitted) as Model<unknown>
  }
}

/** Some of the omissions, for one of several models that differ in who takes part. */
export function chosen<Key extends string, Chosen extends Key>(
  omissions: Readonly<Record<Key, Omission>>,
  keys: readonly Chosen[]
): Record<Chosen, Omission> {
  return Object.fromEntries(keys.map((key) => [key, omissions[key]])) as Record<Chosen, Omission>
}
