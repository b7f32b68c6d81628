/** Where a version came from, and what was made of it: walked both ways over the `inputs` of records. */
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import type { ArtifactName, Digest, InputVersion, VersionMetadata, VersionNumber } from './types.js'

const DEFAULT_LIMIT = 200

export interface LineageRequest {
  readonly name: ArtifactName
  readonly selector?: string
  /** At most so many versions, the nearest first. Default 200. */
  readonly limit?: number
}

/** `name@v12`. */
export type LineageId = string

export interface LineageNode {
  readonly id: LineageId
  readonly name: ArtifactName
  readonly number: VersionNumber
  readonly digest: Digest
  /** The label, or `v` and the number; undefined where the record is not there. */
  readonly version: string | undefined
  readonly type: string | undefined
  readonly createdAt: string | undefined
  /**
   * `removed`: taken out of the store. `missing`: there is no such record, or none that can be read. `different`: the
   * store has another version under this number than the one that was used.
   */
  readonly state: 'present' | 'removed' | 'missing' | 'different'
}

export interface LineageGraph {
  readonly root: LineageId
  /** The root, then the others by their distance from it. */
  readonly nodes: readonly LineageNode[]
  /** `to` was made of `from`. */
  readonly edges: readonly { readonly from: LineageId; readonly to: LineageId }[]
  /** False where the limit cut it off. */
  readonly isWhole: boolean
}

/** A version that is looked at, and whether it is still there. */
export interface KnownVersion {
  readonly metadata: VersionMetadata
  readonly isRemoved: boolean
}

/** What the walk asks of a store. */
export interface LineageSource {
  /** Undefined where there is no record that can be read. */
  find(name: ArtifactName, number: VersionNumber): Promise<KnownVersion | undefined>
  /** All versions of all artifacts that are not removed. */
  all(): AsyncIterable<VersionMetadata>
}

/** @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkLineageLimit(limit = DEFAULT_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw new ArtifactStoreError('INVALID_INPUT', `limit: ${quote(String(limit))} is not a number from 1 on`)
}

export function lineageId({
  name,
  number
}: {
  readonly name: ArtifactName
  readonly number: VersionNumber
}): LineageId {
  return `${name}@v${number}`
}

/**
 * What a version came from (to the ends) and what was made of it. Each version comes once, so what names itself in a
 * circle ends. A version that was removed is walked through where a living one names it; a removed one at the end of a
 * line is not looked for.
 */
export async function walkLineage(source: LineageSource, root: KnownVersion, limit: number): Promise<LineageGraph> {
  const children = await Children.read(source)
  const walk = new Walk(limit)
  walk.add(nodeOf(root))
  const known = new Map<LineageId, KnownVersion | undefined>([[lineageId(root.metadata), root]])
  const find = async (input: { name: ArtifactName; number: VersionNumber }): Promise<KnownVersion | undefined> => {
    const id = lineageId(input)
    if (!known.has(id)) known.set(id, await source.find(input.name, input.number))
    return known.get(id)
  }

  let up: readonly KnownVersion[] = [root]
  let down: readonly KnownVersion[] = [root]
  // Both ways at once, a step each: what the limit cuts off is what is furthest.
  while (up.length > 0 || down.length > 0) {
    const parents: KnownVersion[] = []
    for (const child of up) {
      for (const input of child.metadata.inputs) {
        const found = await find(input)
        const isNew = walk.addEdge(nodeOfInput(input, found), lineageId(child.metadata), 'from')
        // Of another content is another version: what that was made of is beside the point.
        if (isNew && found?.metadata.digest === input.digest) parents.push(found)
      }
    }
    const made: KnownVersion[] = []
    for (const parent of down) {
      for (const child of children.of(parent.metadata)) {
        if (walk.addEdge(nodeOf(child), lineageId(parent.metadata), 'to')) made.push(child)
      }
    }
    up = parents
    down = made
  }
  return walk.graph(lineageId(root.metadata))
}

function nodeOf({ metadata, isRemoved }: KnownVersion): LineageNode {
  const { name, number, digest, version, type, createdAt } = metadata
  const state = isRemoved ? 'removed' : 'present'
  return { id: lineageId(metadata), name, number, digest, version, type, createdAt, state }
}

function nodeOfInput(input: InputVersion, found: KnownVersion | undefined): LineageNode {
  if (found?.metadata.digest === input.digest) return nodeOf(found)
  const { name, number, digest } = input
  const state = found === undefined ? 'missing' : 'different'
  return {
    id: lineageId(input),
    name,
    number,
    digest,
    version: undefined,
    type: undefined,
    createdAt: undefined,
    state
  }
}

class Walk {
  private readonly limit: number
  private readonly nodes = new Map<LineageId, LineageNode>()
  private readonly edges = new Map<string, { readonly from: LineageId; readonly to: LineageId }>()
  private isWhole = true

  constructor(limit: number) {
    this.limit = limit
  }

  add(node: LineageNode): boolean {
    if (this.nodes.has(node.id)) return false
    if (this.nodes.size >= this.limit) {
      this.isWhole = false
      return false
    }
    this.nodes.set(node.id, node)
    return true
  }

  /** Adds a version and how it hangs together with another one. Whether it is new. */
  addEdge(node: LineageNode, other: LineageId, side: 'from' | 'to'): boolean {
    const isNew = this.add(node)
    if (this.nodes.has(node.id)) {
      const edge = side === 'from' ? { from: node.id, to: other } : { from: other, to: node.id }
      this.edges.set(`${edge.from} ${edge.to}`, edge)
    }
    return isNew
  }

  graph(root: LineageId): LineageGraph {
    return { root, nodes: [...this.nodes.values()], edges: [...this.edges.values()], isWhole: this.isWhole }
  }
}

/** Versions that were removed but are named by living ones: no more of them are looked up. */
const REMOVED_MAXIMUM = 1000

/** Which versions name which as their inputs. */
class Children {
  private readonly byInput = new Map<string, KnownVersion[]>()

  static async read(source: LineageSource): Promise<Children> {
    const children = new Children()
    const living = new Set<LineageId>()
    for await (const metadata of source.all()) {
      living.add(lineageId(metadata))
      if (metadata.inputs.length > 0) children.add({ metadata, isRemoved: false })
    }
    await children.addRemoved(source, living)
    return children
  }

  of({ name, number, digest }: VersionMetadata): readonly KnownVersion[] {
    return this.byInput.get(keyOf({ name, number, digest })) ?? []
  }

  private add(child: KnownVersion): void {
    for (const input of child.metadata.inputs) {
      const key = keyOf(input)
      const children = this.byInput.get(key)
      if (children === undefined) this.byInput.set(key, [child])
      else children.push(child)
    }
  }

  /** A listing leaves out what was removed; where a living version came from one, the line goes on through it. */
  private async addRemoved(source: LineageSource, living: ReadonlySet<LineageId>): Promise<void> {
    const seen = new Set<LineageId>()
    const inputs = [...this.byInput.values()].flatMap((children) => children.flatMap(({ metadata }) => metadata.inputs))
    for (let input = inputs.pop(); input !== undefined && seen.size < REMOVED_MAXIMUM; input = inputs.pop()) {
      const id = lineageId(input)
      if (living.has(id) || seen.has(id)) continue
      seen.add(id)
      const found = await source.find(input.name, input.number)
      if (found === undefined || found.metadata.inputs.length === 0) continue
      this.add(found)
      inputs.push(...found.metadata.inputs)
    }
  }
}

/** The digest belongs to it: a number may have come to stand for something else. */
function keyOf({ name, number, digest }: InputVersion): string {
  return `${name}@${number} ${digest}`
}

/** What cannot be read counts as missing: a view of the whole must not end at one damaged record. */
export async function unlessDamaged<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isStoreError(error, 'DAMAGED') || isStoreError(error, 'UNSUPPORTED')) return undefined
    throw error
  }
}
