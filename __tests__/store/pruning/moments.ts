/** Two operations on one store: the second is done, whole, at each moment of the first. */
import { copyOf, observed, type Call, type TestStore } from '../support.js'
import type { ArtifactStore } from '../../../src/store/index.js'

export interface Meeting<A, B> {
  /** A store as it is before both. It is put back for each moment, and at the end. */
  readonly test: TestStore
  readonly first: (store: ArtifactStore) => Promise<A>
  readonly second: (test: TestStore) => Promise<B>
  /** What must hold then, whatever the moment was. */
  readonly check: (ends: Ends<A, B>) => Promise<void> | void
}

export interface Ends<A, B> {
  readonly test: TestStore
  readonly first: Outcome<A>
  readonly second: Outcome<B>
  readonly moment: number
  /** What the first operation was about to do then. */
  readonly before: Call
}

export type Outcome<T> =
  { readonly value: T; readonly error?: undefined } | { readonly value?: undefined; readonly error: unknown }

export async function outcomeOf<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await promise }
  } catch (error) {
    return { error }
  }
}

/** @returns how many moments there were. */
export async function atEachMoment<A, B>({ test, first, second, check }: Meeting<A, B>): Promise<number> {
  const start = copyOf(test.objects)
  const time = test.clock.now().getTime()
  const putBack = (): void => {
    test.objects.clear()
    for (const [key, object] of start) test.objects.set(key, object)
    test.clock.set(time)
    test.warnings.length = 0
  }
  for (let moment = 1; ; moment++) {
    putBack()
    let call = 0
    let before: Call | undefined
    let secondEnd: Outcome<B> | undefined
    const store = test.over((inner) =>
      observed(inner, async (made) => {
        if (++call !== moment) return
        before = made
        secondEnd = await outcomeOf(second(test))
      })
    )
    const firstEnd = await outcomeOf(first(store))
    if (secondEnd === undefined) {
      // Nobody was in its way.
      if (firstEnd.error instanceof Error) throw firstEnd.error
      putBack()
      return moment - 1
    }
    await check({ test, first: firstEnd, second: secondEnd, moment, before: before! })
  }
}
