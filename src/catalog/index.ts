/** A store as a static site: pages for people, made of what versions record. */
export { writeCatalog, type CatalogRequest, type CatalogResult } from './catalog.js'
