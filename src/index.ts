/**
 * The library: versions of files and folders in a store without a server.
 *
 *     const storage = await openLocalStorage('/srv/artifacts', { create: true })
 *     const store = openStore(storage)
 *     await store.save({ name: 'model', source: walkTree({ folder: '/data/model', symlinks: 'preserve' }), metrics: { accuracy: 0.93 } })
 *     await store.restore({ name: 'model', selectors: ['v1'], destination: '/tmp/model' })
 *     await store.close()
 */
export * from './store/index.js'
export * from './catalog/index.js'
export * from './storage/index.js'
export {
  parsePublicKeys,
  parseSigningKey,
  type SignaturePolicy,
  type SigningKey,
  type Statement,
  type Subject,
  type VerifyingKey
} from './signing/index.js'
export { walkTree, type SourceEntry, type SourceTree } from './files/index.js'
export { ArtifactStoreError, isStoreError, type ErrorCode } from './errors.js'
