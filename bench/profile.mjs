/** Turns CPU profiles (`node --cpu-prof`) into the few lines that say where the time went. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const TOP = 8

/**
 * @param {string} folder with the profiles of one process: one for each thread
 * @returns {readonly { thread: string, seconds: number, top: readonly { what: string, share: number }[] }[]} the busiest
 *   thread first; shares of the time that the thread was not idle
 */
export function summarizeProfiles(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => summarize(JSON.parse(readFileSync(join(folder, name), 'utf8')), name))
    .sort((left, right) => right.seconds - left.seconds)
}

function summarize({ nodes, samples, timeDeltas }, name) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const times = new Map()
  let busy = 0
  samples.forEach((id, index) => {
    const what = nameOf(byId.get(id))
    if (what === '(idle)') return
    busy += timeDeltas[index]
    times.set(what, (times.get(what) ?? 0) + timeDeltas[index])
  })
  const top = [...times]
    .sort(([, left], [, right]) => right - left)
    .slice(0, TOP)
    .map(([what, time]) => ({ what, share: time / busy }))
  // CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile
  const thread = name.split('.')[4] === '0' ? 'main thread' : `worker ${name.split('.')[4]}`
  return { thread, seconds: busy / 1e6, top }
}

function nameOf({ callFrame: { functionName, url, lineNumber } }) {
  if (functionName.startsWith('(')) return functionName
  const file = url.startsWith('node:') ? url : basename(url)
  if (file === '') return `${functionName || '(anonymous)'} (native)`
  return functionName === '' ? `(anonymous) ${file}:${lineNumber + 1}` : `${functionName} (${file})`
}
