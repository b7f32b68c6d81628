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

/** How far a walk over the inputs of a version goes. */
export interface OriginsRequest {
  /** At most so many versions, the nearest first. Default 200. */
  readonly limit?: number
  /** At most so many steps from the version: 1 for what it was made of. Default: to the ends. */
  readonly depth?: number
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

/** What a walk looks at of a version. */
export type LineageVersion = Pick<
  VersionMetadata,
  'name' | 'number' | 'version' | 'type' | 'createdAt' | 'digest' | 'inputs'
>

/** A version that is looked at, and whether it is still there. */
export interface KnownVersion {
  readonly metadata: LineageVersion
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
  return checkCount('limit', limit)
}

/** @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkLineageDepth(depth = Infinity): number {
  return depth === Infinity ? depth : checkCount('depth', depth)
}

function checkCount(input: string, count: number): number {
  if (Number.isInteger(count) && count >= 1) return count
  throw new ArtifactStoreError('INVALID_INPUT', `${input}: ${quote(String(count))} is not a number from 1 on`)
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
  const find: LineageSource['find'] = async (name, number) =>
    children.living.get(lineageId({ name, number })) ?? (await source.find(name, number))
  const parents = new Parents({ find }, walk, root)

  let up: readonly KnownVersion[] = [root]
  let down: readonly KnownVersion[] = [root]
  // Both ways at once, a step each: what the limit cuts off is what is furthest.
  while (up.length > 0 || down.length > 0) {
    up = await parents.of(up)
    const made: KnownVersion[] = []
    for (const parent of down) {
      for (const child of children.of(parent.metadata)) {
        if (walk.addEdge(nodeOf(child), lineageId(parent.metadata), 'to')) made.push(child)
      }
    }
    down = made
  }
  return walk.graph(lineageId(root.metadata))
}

/** What a version came from: the same walk, one way, so that no version is looked at that is not part of it. */
export async function walkOrigins(
  source: Pick<LineageSource, 'find'>,
  root: KnownVersion,
  limit: number,
  depth: number
): Promise<LineageGraph> {
  const walk = new Walk(limit)
  walk.add(nodeOf(root))
  const parents = new Parents(source, walk, root)
  let up: readonly KnownVersion[] = [root]
  for (let step = 0; up.length > 0; step++) {
    if (step < depth) up = await parents.of(up)
    else {
      if (up.some(({ metadata }) => metadata.inputs.length > 0)) walk.cutOff()
      break
    }
  }
  return walk.graph(lineageId(root.metadata))
}

/** Of the inputs of versions, so many are looked up at once. */
const FOUND_AT_ONCE = 8

/** The steps up: each version is looked up once, and none that the walk has no room for. */
class Parents {
  private readonly source: Pick<LineageSource, 'find'>
  private readonly walk: Walk
  private readonly known: Map<LineageId, KnownVersion | undefined>

  constructor(source: Pick<LineageSource, 'find'>, walk: Walk, root: KnownVersion) {
    this.source = source
    this.walk = walk
    this.known = new Map([[lineageId(root.metadata), root]])
  }

  /** Adds the inputs of versions to the walk. @returns those that are new in it and can be followed. */
  async of(versions: readonly KnownVersion[]): Promise<KnownVersion[]> {
    await this.lookUp(versions.flatMap(({ metadata }) => metadata.inputs))
    const parents: KnownVersion[] = []
    for (const { metadata } of versions) {
      for (const input of metadata.inputs) {
        const id = lineageId(input)
        if (!this.known.has(id)) {
          this.walk.cutOff()
          continue
        }
        const found = this.known.get(id)
        const isNew = this.walk.addEdge(nodeOfInput(input, found), lineageId(metadata), 'from')
        // Of another content is another version: what that was made of is beside the point.
        if (isNew && found?.metadata.digest === input.digest) parents.push(found)
      }
    }
    return parents
  }

  private async lookUp(inputs: readonly InputVersion[]): Promise<void> {
    const unknown = new Map<LineageId, InputVersion>()
    for (const input of inputs) {
      const id = lineageId(input)
      if (!this.known.has(id) && unknown.size < this.walk.room) unknown.set(id, input)
    }
    const wanted = [...unknown]
    for (let start = 0; start < wanted.length; start += FOUND_AT_ONCE) {
      const window = wanted.slice(start, start + FOUND_AT_ONCE)
      const found = await Promise.all(window.map(([, { name, number }]) => this.source.find(name, number)))
      for (const [at, [id]] of window.entries()) this.known.set(id, found[at])
    }
  }
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

  /** How many more versions it takes. */
  get room(): number {
    return this.limit - this.nodes.size
  }

  /** There is more than is shown. */
  cutOff(): void {
    this.isWhole = false
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
  readonly living = new Map<LineageId, KnownVersion>()
  private readonly byInput = new Map<string, KnownVersion[]>()

  static async read(source: LineageSource): Promise<Children> {
    const children = new Children()
    for await (const { name, number, version, type, createdAt, digest, inputs } of source.all()) {
      // Of a hundred thousand versions no more is kept than that.
      const metadata: LineageVersion = {
        name,
        number,
        version,
        ...(type === undefined ? {} : { type }),
        createdAt,
        digest,
        inputs
      }
      const known: KnownVersion = { metadata, isRemoved: false }
      children.living.set(lineageId(metadata), known)
      if (inputs.length > 0) children.add(known)
    }
    await children.addRemoved(source)
    return children
  }

  of({ name, number, digest }: LineageVersion): readonly KnownVersion[] {
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
  private async addRemoved(source: LineageSource): Promise<void> {
    const seen = new Set<LineageId>()
    const inputs = [...this.byInput.values()].flatMap((children) => children.flatMap(({ metadata }) => metadata.inputs))
    for (let input = inputs.pop(); input !== undefined && seen.size < REMOVED_MAXIMUM; input = inputs.pop()) {
      const id = lineageId(input)
      if (this.living.has(id) || seen.has(id)) continue
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
