/** The first page: all artifacts. */
import { counted, showBytes, showMetric } from '../store/show.js'
import { spark } from './chart.js'
import { attribute, chip, columnHead, filterBox, page, table, text, time, type Html } from './html.js'
import type { CatalogArtifact, CatalogModel } from './model.js'
import { pointsOf } from './artifact-page.js'

/** The folder of the artifacts' pages. */
export const PAGES = 'artifacts'

export function indexPage(model: CatalogModel, title: string, footer: Html): string {
  const { artifacts } = model
  const versions = artifacts.reduce((sum, artifact) => sum + artifact.versions.length, 0)
  const head = ['Artifact', 'Type', 'Newest', 'Saved', 'Aliases']
    .map((column) => columnHead(column))
    .concat(columnHead('Versions', true), columnHead('Size', true), columnHead('Metric'))
    .join('')
  const main = [
    `<h1>${text(title)}</h1>`,
    `<p class="soft">${counted(artifacts.length, 'artifact')}, ${counted(versions, 'version')}</p>`,
    artifacts.length === 0
      ? '<p>There is no version in this store.</p>'
      : `${filterBox('artifacts', 'Filter artifacts')}${table('Artifacts', head, artifacts.map(rowOf), 'artifacts')}`
  ].join('\n')
  return page({ title, navigation: '<span aria-current="page">Catalog</span>', main, footer })
}

function rowOf(artifact: CatalogArtifact): Html {
  const { name, file, versions, metrics } = artifact
  const newest = versions[0]!
  const aliases = [...new Set(versions.flatMap((version) => version.aliases))].slice(0, 6)
  const cells = [
    `<th scope="row"><a href="${PAGES}/${attribute(file)}">${text(name)}</a></th>`,
    `<td>${newest.type === undefined ? '' : text(newest.type)}</td>`,
    `<td>${text(newest.version)}</td>`,
    `<td class="d">${time(newest.createdAt)}</td>`,
    `<td>${aliases.map(chip).join('')}</td>`,
    `<td class="n">${versions.length}</td>`,
    `<td class="n">${showBytes(newest.size)}</td>`,
    `<td>${metrics.length === 0 ? '' : metricCell(artifact, metrics[0]!)}</td>`
  ]
  return `<tr>${cells.join('')}</tr>`
}

function metricCell(artifact: CatalogArtifact, metric: string): Html {
  const { finite } = pointsOf(artifact, metric)
  const last = artifact.versions.find(({ metrics }) => Object.hasOwn(metrics, metric))!.metrics[metric]!
  return `${text(metric)} ${showMetric(last)}${finite.length < 2 ? '' : spark(finite)}`
}
