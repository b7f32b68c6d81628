/* eslint-disable @typescript-eslint/no-invalid-void-type -- a step tells what it broke, or nothing */
/** Processes that take one step after the other, and where they may be killed: what the small models are made of. */
import type { TellStep } from './explore.js'

export type Act<State> = (next: State) => string | undefined | void

/** What a process may do when it is its turn: one of these, by what it is. */
export type Turn<State> = Readonly<Record<string, Act<State>>>

/** Where the processes of a state are: the number of the turn that comes next. */
export interface Processes {
  readonly at: number[]
}

/** A process that is there no more, since it failed or was killed. */
export const DEAD = 98
/** One that has told success. */
export const DONE = 99

/**
 * Tells the steps of one process: it goes on to its next turn unless the step sends it elsewhere. Any of them may be
 * suspended for as long as it likes, since no other has to wait for it.
 */
export function take<State extends Processes>(
  state: State,
  step: TellStep<State>,
  who: number,
  name: string,
  turns: readonly Turn<State>[]
): void {
  const turn = turns.at(state.at[who]) ?? {}
  for (const [what, act] of Object.entries(turn)) {
    step(`${name}: ${what}`, (next) => {
      next.at[who]++
      return act(next)
    })
  }
}

/** A kill, between any two steps of a process that has begun and not come to its end. */
export function kill<State extends Processes>(state: State, step: TellStep<State>, who: number, name: string): void {
  if (state.at[who] === 0 || state.at[who] >= DEAD) return
  step(`${name} is killed`, (next) => {
    next.at[who] = DEAD
  })
}
