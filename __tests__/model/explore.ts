/* eslint-disable @typescript-eslint/no-invalid-void-type -- `this: void` says that a step may be taken off its model */
/** Goes through every state that a model can reach, breadth first: what it finds broken, it finds by the fewest steps. */

/** Plain data of a fixed shape: whole numbers below 65,536 and booleans, in objects and arrays. */
export interface Model<State> {
  readonly initial: State
  /** Tells each step that is possible in a state: its name, and what it does to a copy of the state. */
  steps(this: void, state: State, step: TellStep<State>): void
  /** The promise that a state breaks, by its name. */
  broken?(this: void, state: State): string | undefined
  /** What has to come about in some state: where it never does, the model shows nothing. */
  readonly reaches: Readonly<Record<string, (state: State) => boolean>>
}

/** A change may find out itself that it breaks a promise, and returns its name then. */
export type TellStep<State> = (name: string, change: (next: State) => string | undefined | void) => void

export interface Exploration {
  readonly states: number
  readonly transitions: number
  /** The most steps that a state is away from the first one. */
  readonly depth: number
  /** What `reaches` asks for and no state gave. */
  readonly unreached: readonly string[]
  readonly counterexample?: Counterexample
}

export interface Counterexample {
  /** The promise that is broken. */
  readonly broken: string
  /** The names of the steps that lead there, the fewest that do. */
  readonly steps: readonly string[]
}

/** @throws Error beyond `most` states: what was not gone through to its end has shown nothing. */
export function explore<State>(model: Model<State>, most = 3_000_000): Exploration {
  return new Explorer(model, most).run()
}

class Explorer<State> {
  private readonly model: Model<State>
  private readonly most: number
  private readonly seen = new Set<string>()
  /** By the number of a state: the state before it, and the step that led from there. */
  private readonly before: number[] = []
  private readonly by: string[] = []
  private readonly unreached: Set<string>
  private transitions = 0
  private counterexample: Counterexample | undefined

  constructor(model: Model<State>, most: number) {
    this.model = model
    this.most = most
    this.unreached = new Set(Object.keys(model.reaches))
  }

  run(): Exploration {
    let frontier: [State, number][] = []
    this.meet(copy(this.model.initial), -1, '', undefined, frontier)
    let depth = 0
    while (this.counterexample === undefined) {
      const next: [State, number][] = []
      for (const [state, number] of frontier) {
        this.follow(state, number, next)
        if (this.counterexample !== undefined) break
      }
      if (next.length === 0) break
      frontier = next
      depth++
    }
    return {
      states: this.seen.size,
      transitions: this.transitions,
      depth,
      unreached: [...this.unreached],
      ...(this.counterexample === undefined ? {} : { counterexample: this.counterexample })
    }
  }

  private follow(state: State, number: number, frontier: [State, number][]): void {
    this.model.steps(state, (name, change) => {
      if (this.counterexample !== undefined) return
      const next = copy(state)
      const broken = change(next)
      this.transitions++
      this.meet(next, number, name, broken ?? undefined, frontier)
    })
  }

  private meet(
    state: State,
    before: number,
    by: string,
    brokenByStep: string | undefined | void,
    frontier: [State, number][]
  ): void {
    const key = encode(state)
    // A step that breaks a promise counts also where it leads to a state that is known.
    const known = this.seen.has(key)
    if (known && brokenByStep === undefined) return
    const number = this.before.push(before) - 1
    this.by.push(by)
    const broken = brokenByStep ?? this.model.broken?.(state)
    if (broken !== undefined) this.counterexample = { broken, steps: this.stepsTo(number) }
    if (known) return
    this.seen.add(key)
    if (this.seen.size > this.most) throw new Error(`There are more than ${this.most} states`)
    for (const name of this.unreached) if (this.model.reaches[name](state)) this.unreached.delete(name)
    frontier.push([state, number])
  }

  private stepsTo(number: number): string[] {
    const steps: string[] = []
    for (let at = number; this.before[at] !== -1; at = this.before[at]) steps.unshift(this.by[at])
    return steps
  }
}

function copy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items: unknown[] = new Array(value.length)
    for (let index = 0; index < value.length; index++) items[index] = copy(value[index])
    return items as Value
  }
  const fields: Record<string, unknown> = {}
  for (const name in value) fields[name] = copy(value[name])
  return fields as Value
}

/** One character a number; the length before what an array holds, since arrays may grow. */
function encode(value: unknown): string {
  if (typeof value === 'number') return String.fromCharCode(value)
  if (typeof value === 'boolean') return value ? '\u0001' : '\u0000'
  if (Array.isArray(value)) {
    let text = String.fromCharCode(value.length)
    for (const item of value) text += encode(item)
    return text
  }
  let text = ''
  const fields = value as Record<string, unknown>
  for (const name in fields) text += encode(fields[name])
  return text
}
