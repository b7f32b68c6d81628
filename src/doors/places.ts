/** Where the parts of a YAML document stand in its text. */
import { isMap, isNode, isScalar, isSeq, type LineCounter, type YAMLMap } from 'yaml'

/** Both from 1 on. */
export interface Place {
  readonly line: number
  readonly column: number
}

export class Places {
  readonly #root: YAMLMap
  readonly #lines: LineCounter

  constructor(root: YAMLMap, lines: LineCounter) {
    this.#root = root
    this.#lines = lines
  }

  /** Of a value, by the keys and indices that lead to it. What an alias stands for is where the alias is. */
  ofValue(path: readonly string[]): Place {
    return this.#placeOf(this.#walk(path).value)
  }

  /** Of the last key of a path, or what comes nearest to it. */
  ofKey(path: readonly string[]): Place {
    const { key, value } = this.#walk(path)
    return this.#placeOf(key ?? value)
  }

  #walk(path: readonly string[]): Part {
    let found: Part = { key: undefined, value: this.#root }
    for (const step of path) {
      const next = below(found.value, step)
      // An alias says nothing of what is in it.
      if (next === undefined) return { key: undefined, value: found.value }
      found = { key: next.key, value: next.value ?? next.key }
    }
    return found
  }

  #placeOf(node: unknown): Place {
    const range = isNode(node) ? node.range : undefined
    const { line, col } = this.#lines.linePos(range?.[0] ?? 0)
    return { line, column: col }
  }
}

interface Part {
  readonly key: unknown
  readonly value: unknown
}

function below(node: unknown, step: string): Part | undefined {
  if (isSeq(node)) return { key: undefined, value: node.items[Number(step)] }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => isScalar(key) && (key.value === step || key.source === step))
  return pair === undefined ? undefined : { key: pair.key, value: pair.value }
}
