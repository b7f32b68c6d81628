/** The trees that random saves save: few files out of a small pool, so that versions share most of what they hold. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { Random } from '../fuzz/random.js'
import { noise, snapshot, writeTree, type Snapshot, type Tree, type TreeNode } from '../support/trees.js'

export interface PooledTree {
  readonly folder: string
  readonly holds: Snapshot
}

/** What may lie at each path. One path is always of one kind, so that any tree can be restored over any other. */
const POOL: Readonly<Record<string, readonly TreeNode[]>> = {
  'a.txt': ['one', 'another', ''],
  'data/small.bin': [noise('small 1', 900), noise('small 2', 900)],
  'data/middle.bin': [noise('middle 1', 20_000), noise('middle 2', 21_000), noise('middle 1', 20_000)],
  // Larger than a pack that is read whole with its trailer.
  'deep/er/large.bin': [noise('large 1', 90_000), noise('large 2', 90_000)],
  'run.sh': [{ content: '#!/bin/sh\n', mode: 0o755 }],
  empty: [{ folder: 0o755 }],
  link: [{ link: 'a.txt' }, { link: 'data/small.bin' }]
}

export const TREES = 16

/** Writes the trees, no two alike. The first of them holds nothing. */
export function makeTrees(base: string): PooledTree[] {
  const random = new Random(14)
  const made = new Map<string, PooledTree>()
  while (made.size < TREES) {
    const tree: Record<string, TreeNode> = {}
    for (const [name, nodes] of Object.entries(POOL))
      if (made.size > 0 && random.below(2) === 0) tree[name] = random.pick(nodes)
    const folder = path.join(base, String(made.size))
    writeTree(folder, tree satisfies Tree)
    const holds = snapshot(folder)
    const key = JSON.stringify(holds)
    if (!made.has(key)) made.set(key, { folder, holds })
    else rmSync(folder, { recursive: true })
  }
  return [...made.values()]
}

/** The part of a tree below `data/`, with the folder itself; undefined where there is no file. */
export function dataOf({ holds }: PooledTree): Snapshot | undefined {
  const lines = Object.entries(holds).filter(([name]) => name.startsWith('data/'))
  return lines.length === 0 ? undefined : { data: 'folder 755', ...Object.fromEntries(lines) }
}
