/**
 * Loaded before the bundle (`--import`): holds the process where it is about to publish an object whose path matches
 * GATE_PATTERN, until GATE_COUNT processes have come so far; they leave their marks in GATE_FOLDER. So a race is run by
 * all at once, at the very step that it is about, and not by those that happened to start at the same time.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const { GATE_FOLDER: folder, GATE_PATTERN: pattern, GATE_COUNT: count } = process.env as Record<string, string>
const PATIENCE_MS = 40_000

let passed = false
const link = promises.link.bind(promises)
promises.link = async (from, to) => {
  if (!passed && new RegExp(pattern).test(String(to))) {
    passed = true
    writeFileSync(path.join(folder, String(process.pid)), '')
    const end = performance.now() + PATIENCE_MS
    while (readdirSync(folder).length < Number(count)) {
      if (performance.now() > end) throw new Error('the others did not come to the gate')
      await delay(2)
    }
  }
  await link(from, to)
}
syncBuiltinESMExports()
