#!/usr/bin/env node
/**
 * The entry of the bundle: an action, a command line, and what its worker threads run. Each is imported only when it is
 * what was started, so that none pays for the others.
 */
import { isMainThread } from 'node:worker_threads'
import { chooseDoor } from './door.js'

const entry = new URL(import.meta.url)
const args = process.argv.slice(2)

switch (chooseDoor({ isMainThread, arguments: args, env: process.env })) {
  case 'worker':
    await import('./content/worker.js')
    break
  case 'action': {
    const { runAction } = await import('./action/index.js')
    await runAction(entry)
    break
  }
  case 'cli': {
    const { runCli } = await import('./cli/index.js')
    process.exitCode = await runCli(args, process.env, process, { workers: { entry } })
    break
  }
}
