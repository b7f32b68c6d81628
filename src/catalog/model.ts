/** What the pages show: every artifact with its versions, and which version was made of which. */
import type { ArtifactName, Digest, InputVersion, ListedVersion, VersionNumber } from '../store/types.js'
import { fileNames } from './file-names.js'

export interface CatalogArtifact {
  readonly name: ArtifactName
  /** The file of its page, in the folder of artifacts. */
  readonly file: string
  /** Newest first; at least one. */
  readonly versions: readonly ListedVersion[]
  /** Names of metrics: those of interest, then those of most versions. */
  readonly metrics: readonly string[]
}

export class CatalogModel {
  readonly artifacts: readonly CatalogArtifact[]
  private readonly byName: ReadonlyMap<ArtifactName, CatalogArtifact>
  private readonly versions = new Map<string, ListedVersion>()
  private readonly madeOf = new Map<string, ListedVersion[]>()

  /** @param interest the metrics of an artifact that come first. */
  constructor(listed: readonly ListedVersion[], interest: (name: ArtifactName) => readonly string[] = () => []) {
    const groups = new Map<ArtifactName, ListedVersion[]>()
    for (const version of listed) {
      const group = groups.get(version.name)
      if (group === undefined) groups.set(version.name, [version])
      else group.push(version)
      this.versions.set(`${version.name}@${version.number}`, version)
      for (const input of version.inputs) {
        const key = keyOf(input)
        const children = this.madeOf.get(key)
        if (children === undefined) this.madeOf.set(key, [version])
        else children.push(version)
      }
    }
    const names = [...groups.keys()].sort()
    const files = fileNames(names)
    this.artifacts = names.map((name) => {
      const versions = groups.get(name)!.sort((a, b) => b.number - a.number)
      return { name, file: files.get(name)!, versions, metrics: metricNames(versions, interest(name)) }
    })
    this.byName = new Map(this.artifacts.map((artifact) => [artifact.name, artifact]))
  }

  fileOf(name: ArtifactName): string | undefined {
    return this.byName.get(name)?.file
  }

  /** The version that was used, if the store still has that very one. */
  find({ name, number, digest }: InputVersion): ListedVersion | undefined {
    const version = this.versions.get(`${name}@${number}`)
    return version?.digest === digest ? version : undefined
  }

  /** What was made of a version. */
  childrenOf(version: { name: ArtifactName; number: VersionNumber; digest: Digest }): readonly ListedVersion[] {
    return this.madeOf.get(keyOf(version)) ?? []
  }
}

function keyOf({ name, number, digest }: InputVersion): string {
  return `${name}@${number} ${digest}`
}

function metricNames(versions: readonly ListedVersion[], first: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const { metrics } of versions)
    for (const name of Object.keys(metrics)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const rank = (name: string): number => {
    const at = first.indexOf(name)
    return at < 0 ? first.length : at
  }
  return [...counts.keys()].sort((a, b) => rank(a) - rank(b) || counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1))
}
