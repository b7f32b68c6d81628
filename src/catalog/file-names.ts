import type { ArtifactName } from '../store/types.js'

/**
 * The file of each artifact's page. Names hold no `~`, so it stands for `/`, and marks what would be a hidden file, a
 * device of Windows, or the same file as another one where case is ignored.
 */
export function fileNames(names: readonly ArtifactName[]): Map<ArtifactName, string> {
  const files = new Map<ArtifactName, string>()
  const taken = new Set<string>()
  for (const name of names) {
    const base = name.replaceAll('/', '~').replace(/^\./, '~.').replace(DEVICES, '~$&')
    let file = `${base}.html`
    for (let count = 2; taken.has(file.toLowerCase()); count++) file = `${base}~~${count}.html`
    taken.add(file.toLowerCase())
    files.set(name, file)
  }
  return files
}

const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=[.~]|$)/i
