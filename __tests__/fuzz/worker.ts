/** Judges one hostile store after the other, on a thread that can be ended where it hangs. */
import { parentPort, workerData } from 'node:worker_threads'
import { Judge } from './judge.js'
import type { Mutation } from './mutations.js'
import { wrapOf, type Plant } from './plants.js'

const port = parentPort!
const judge = await Judge.make()
const wrap = wrapOf(workerData as Plant | undefined)

port.on('message', (mutations: readonly Mutation[] | 'close') => {
  if (mutations === 'close') {
    judge.close()
    return port.close()
  }
  judge
    .judge(mutations, (operation) => port.postMessage({ started: operation }), wrap)
    .then(
      (verdict) => port.postMessage({ verdict }),
      (error: unknown) => port.postMessage({ broken: error instanceof Error ? error.stack : String(error) })
    )
})
port.postMessage({ ready: [...judge.objects] })
