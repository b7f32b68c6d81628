/** What a reader needs to know of the machine to compare numbers; no paths, no names. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import os from 'node:os'

/** @param {string} folder on the disk that is measured */
export function describeMachine(folder) {
  const processors = os.cpus()
  return {
    processor: processors[0]?.model ?? 'unknown',
    // A SHA-256 in hardware is what hashing stands or falls with.
    hasShaInstructions: /\bsha_ni\b|\bsha2\b/.test(readIfThere('/proc/cpuinfo')),
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    disk: describeDisk(folder),
    system: `${os.type()} ${os.release().replace(/^(\d+\.\d+).*$/, '$1')}, ${os.arch()}`,
    node: process.version
  }
}

function describeDisk(folder) {
  const [device = '', fileSystem = 'unknown'] =
    spawnSync('df', ['--output=source,fstype', folder], { encoding: 'utf8' })
      .stdout?.trim()
      .split('\n')
      .at(-1)
      ?.split(/\s+/) ?? []
  const name = device.replace('/dev/', '').replace(/p?\d+$/, '')
  const rotational = readIfThere(`/sys/block/${name}/queue/rotational`).trim()
  const kind = name.startsWith('vd')
    ? 'virtual disk'
    : name.startsWith('nvme')
      ? 'NVMe'
      : { 0: 'SSD', 1: 'hard disk' }[rotational]
  return kind === undefined ? fileSystem : `${fileSystem} on a ${kind}`
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
