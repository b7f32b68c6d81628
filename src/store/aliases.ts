/** Aliases: movable names of versions, kept as append-only series; the highest entry holds. */
import { ArtifactStoreError } from '../errors.js'
import type { Storage, StorageKey } from '../storage/storage.js'
import { encodeDocument, expectDocument } from './documents.js'
import { aliasesPrefix, aliasKey, aliasOfKey, aliasPrefix, numberOfKey } from './layout.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** Points an alias at a version. */
export async function moveAlias(
  storage: Storage,
  name: ArtifactName,
  alias: string,
  number: VersionNumber,
  movedAt: string,
  nonce: string,
): Promise<void> {
  const document = encodeDocument({ alias, number, movedAt, nonce })
  const newest = await newestMove(storage, name, alias)
  for (let move = (newest?.move ?? 0) + 1; ; move++) {
    if ((await storage.create(aliasKey(name, alias, move), document)) === 'created') return
  }
}

/** The version that an alias points at, or undefined where there is no such alias. */
export async function resolveAlias(
  storage: Storage,
  name: ArtifactName,
  alias: string,
): Promise<VersionNumber | undefined> {
  const newest = await newestMove(storage, name, alias)
  return newest === undefined ? undefined : await readMove(storage, newest.key)
}

/** All aliases of an artifact, by the number of the version that they point at. */
export async function aliasesByVersion(
  storage: Storage,
  name: ArtifactName,
): Promise<ReadonlyMap<VersionNumber, readonly string[]>> {
  const prefix = aliasesPrefix(name)
  const newest = new Map<string, StorageKey>()
  for await (const { key } of storage.list(prefix)) {
    // Ascending order: the last one seen of an alias is the highest.
    newest.set(aliasOfKey(name, key), key)
  }
  const byVersion = new Map<VersionNumber, string[]>()
  for (const [alias, key] of newest) {
    const number = await readMove(storage, key)
    if (number !== undefined) byVersion.set(number, [...(byVersion.get(number) ?? []), alias])
  }
  return byVersion
}

async function newestMove(
  storage: Storage,
  name: ArtifactName,
  alias: string,
): Promise<{ readonly key: StorageKey; readonly move: number } | undefined> {
  let newest: { key: StorageKey; move: number } | undefined
  for await (const { key } of storage.list(aliasPrefix(name, alias))) {
    const move = numberOfKey(key)
    if (move !== undefined) newest = { key, move }
  }
  return newest
}

async function readMove(storage: Storage, key: StorageKey): Promise<VersionNumber | undefined> {
  const describe = `${storage.location}: ${key}`
  const { number } = expectDocument(await storage.read(key), describe)
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
    throw new ArtifactStoreError('DAMAGED', `${describe} is damaged: it points at no version`)
  }
  // 0 stands for an alias that was removed.
  return number === 0 ? undefined : number
}
