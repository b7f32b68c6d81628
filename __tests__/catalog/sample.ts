/** Stores for the catalog's tests: one as people have it, and one whose every name and value is hostile. */
import type { ArtifactStore, JsonObject } from '../../src/index.js'
import { createMemoryStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { sourceOf, tree } from '../store/support.js'

function openSample(): { store: ArtifactStore; advance: (seconds: number) => void } {
  let time = Date.parse('2026-09-01T09:30:00.000Z')
  const clock = (): Date => new Date(time)
  const storage = createMemoryStorage({ clock })
  const store = openStore(storage, { clock, workers: { count: 0 } })
  return { store, advance: (seconds) => void (time += seconds * 1000) }
}

const RUN = {
  workflow: 'train',
  server: 'https://github.example',
  repository: 'octo/digits',
  job: 'train',
  actor: 'maria',
  event: 'push'
}

/** A dataset, a model of it with twelve versions, a report of the best. */
export async function sampleStore(): Promise<ArtifactStore> {
  const { store, advance } = openSample()
  const save = async (name: string, number: number, more: JsonObject): Promise<void> => {
    advance(36_000 + number * 777)
    const run = {
      ...RUN,
      branch: number % 4 === 3 ? 'wider-layers' : 'main',
      sha: String(number).repeat(40).slice(0, 40),
      runId: String(11_000 + number)
    }
    await store.save({
      name,
      source: sourceOf(tree({ 'model.bin': `${name} ${number}`.repeat(100 * number) })),
      run,
      runKey: name,
      ...more
    })
  }
  await save('datasets/digits', 1, {
    type: 'dataset',
    description: 'Handwritten digits, cleaned.',
    metrics: { rows: 58_000 }
  })
  await save('datasets/digits', 2, {
    type: 'dataset',
    description: 'Handwritten digits, cleaned twice.',
    metrics: { rows: 59_840 }
  })
  await restore(store, 'datasets/digits', 'digits-model')
  const accuracy = [0.902, 0.911, 0.915, 0.909, 0.924, 0.931, NaN, 0.934, 0.929, 0.941, 0.944, 0.9465]
  for (const [at, value] of accuracy.entries()) {
    await save('digits-model', at + 1, {
      type: 'model',
      description: 'A small convolutional network.',
      metrics: {
        accuracy: value,
        loss: Number((0.4 / (at + 1) + 0.05).toFixed(4)),
        f1: Number((value - 0.01).toFixed(4))
      },
      params: { optimizer: { name: 'adam', lr: at < 6 ? 0.001 : 0.0005 }, epochs: 10 + at, seed: 7 },
      metadata: { framework: 'torch 2.9', notes: at === 11 ? 'wider, with dropout' : 'baseline' },
      ...(at === 9 ? { aliases: ['production'], label: '1.0.0' } : {}),
      ...(at === 11 ? { aliases: ['candidate', 'best'] } : {})
    })
  }
  await restore(store, 'digits-model', 'digits-report')
  await save('digits-report', 1, { type: 'report', metrics: { pages: 12 } })
  return store
}

async function restore(store: ArtifactStore, name: string, runKey: string): Promise<void> {
  await store.restore({ name, destination: `${tree({})}/restored`, runKey })
}

/** What none of it may become anything but text. */
export const HOSTILE = [
  '<script>window.hacked=1</script>',
  '"><img src=x onerror="window.hacked=2">',
  "' onmouseover='window.hacked=3",
  '</title></style></textarea></script><script>window.hacked=4</script>',
  '<!--',
  ']]>',
  '&lt;b&gt; &amp; &#60;',
  '{{7*7}} ${7*7} `x`',
  'javascript:window.hacked=5',
  'bell \u0007 escape \u001b[31m null \u0000 newline \n\n# tab \t',
  'bidi \u202e\u2066 right \u200f arabic \u061c',
  'half \ud800 character',
  '__proto__',
  'x'.repeat(5000)
] as const

export async function hostileStore(): Promise<ArtifactStore> {
  const { store, advance } = openSample()
  for (const [at, text] of HOSTILE.entries()) {
    advance(60)
    await store.save({
      name: at % 2 === 0 ? 'hostile' : 'constructor',
      source: sourceOf(tree({ a: String(at) })),
      type: text,
      description: text,
      metrics: { [text]: at, same: at },
      params: { [text]: text, nested: { [text]: [text] } },
      metadata: { [text]: { a: text } },
      run: {
        ...RUN,
        workflow: text,
        job: text,
        actor: text,
        branch: text,
        sha: at % 3 === 0 ? text : '1'.repeat(40),
        runId: text,
        server: at % 2 === 0 ? text : 'https://github.example',
        repository: at % 5 === 0 ? text : 'octo/x'
      }
    })
  }
  return store
}
