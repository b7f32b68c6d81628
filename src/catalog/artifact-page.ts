/** The page of an artifact: its metrics, its versions, each in detail, and two of them side by side. */
import { diffMetrics, diffValues, flatten } from '../store/diff-values.js'
import { commitOf, commitUrl, runUrl } from '../store/runs.js'
import {
  counted,
  numberToJson,
  showBytes,
  showCount,
  showDelta,
  showMetric,
  showValue,
  visible
} from '../store/show.js'
import type { InputVersion, JsonValue, ListedVersion } from '../store/types.js'
import { chart, type Point } from './chart.js'
import {
  attribute,
  chip,
  columnHead,
  dataScript,
  filterBox,
  outerLink,
  page,
  table,
  text,
  time,
  type Html
} from './html.js'
import type { CatalogArtifact, CatalogModel } from './model.js'

/** Rows of the table of versions. */
const ROWS_MAXIMUM = 1000
/** Versions that are shown in detail, and can be compared. */
const DETAILS_MAXIMUM = 100
const CHARTS_MAXIMUM = 12
/** Metrics that have a column of their own. */
const COLUMNS_MAXIMUM = 4
/** Rows of a table of params, metadata or metrics. */
const VALUES_MAXIMUM = 200
/** Versions in the tree of one lineage, and how deep it goes. */
const LINEAGE_MAXIMUM = 30
const LINEAGE_DEPTH = 5

export function artifactPage(model: CatalogModel, artifact: CatalogArtifact, title: string, footer: Html): string {
  const { name, versions } = artifact
  const details = versions.slice(0, DETAILS_MAXIMUM)
  const main = [
    `<h1>${text(name)}</h1>`,
    facts(artifact),
    charts(artifact),
    versionTable(artifact),
    details.length < 2 ? '' : comparison(details),
    '<section aria-labelledby="details"><h2 id="details">Details</h2>',
    ...details.map((version, at) => detail(model, version, versions[at + 1], at === 0)),
    note(versions.length - details.length, 'Older versions are not shown in detail'),
    '</section>'
  ].join('\n')
  const navigation = `<a href="../index.html">Catalog</a> / <span aria-current="page">${text(name)}</span>`
  return page({ title: `${name} - ${title}`, navigation, main, footer })
}

function facts({ versions }: CatalogArtifact): Html {
  const newest = versions[0]!
  const aliases = versions.flatMap(({ aliases, number }) => aliases.map((alias) => ({ alias, number })))
  const rows: [string, Html][] = [
    ['Versions', showCount(versions.length)],
    ['Newest', `<a href="#v${newest.number}">${text(newest.version)}</a>`],
    ['Saved', time(newest.createdAt)],
    ...(newest.type === undefined ? [] : [['Type', text(newest.type)] satisfies [string, Html]]),
    ...(aliases.length === 0
      ? []
      : [
          [
            'Aliases',
            aliases.map(({ alias, number }) => `${chip(alias)}<a href="#v${number}">v${number}</a>`).join(' ')
          ] satisfies [string, Html]
        ])
  ]
  const description = newest.description === undefined ? '' : `<p>${text(newest.description)}</p>`
  return `${description}<dl class="facts">${rows.map(([term, html]) => `<div><dt>${term}</dt><dd>${html}</dd></div>`).join('')}</dl>`
}

/** The values of a metric that can be drawn, oldest first, and the others. */
export function pointsOf({ versions }: CatalogArtifact, metric: string): { finite: Point[]; others: Point[] } {
  const finite: Point[] = []
  const others: Point[] = []
  for (let at = versions.length - 1; at >= 0; at--) {
    const { number, metrics } = versions[at]!
    if (!Object.hasOwn(metrics, metric)) continue
    const value = metrics[metric]!
    if (Number.isFinite(value)) finite.push({ number, value })
    else others.push({ number, value })
  }
  return { finite, others }
}

function charts(artifact: CatalogArtifact): Html {
  const figures = artifact.metrics.slice(0, CHARTS_MAXIMUM).map((metric) => {
    const { finite, others } = pointsOf(artifact, metric)
    const range = finite.length === 0 ? '' : rangeOf(finite)
    const left = others.slice(0, 5).map(({ number, value }) => `v${number} (${showMetric(value)})`)
    const leftOut =
      others.length === 0
        ? ''
        : ` Not drawn: ${left.join(', ')}${others.length > left.length ? ` and ${others.length - left.length} more` : ''}.`
    const drawing = finite.length === 0 ? '' : chart(metric, finite)
    return `<figure><figcaption><strong>${text(metric)}</strong><span class="soft">${range}${leftOut}</span></figcaption>${drawing}</figure>`
  })
  if (figures.length === 0) return ''
  const hidden = artifact.metrics.length - figures.length
  return `<section aria-labelledby="metrics"><h2 id="metrics">Metrics</h2><div class="charts">${figures.join('\n')}</div>${note(hidden, 'More metrics are in the details of the versions')}</section>`
}

function rangeOf(points: readonly Point[]): string {
  const values = points.map(({ value }) => value)
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  return `Last ${showMetric(values.at(-1)!)}, from ${showMetric(low)} to ${showMetric(high)}.`
}

function note(hidden: number, what: string): Html {
  return hidden <= 0 ? '' : `<p class="soft">${what} (${showCount(hidden)}).</p>`
}

function versionTable({ versions, metrics }: CatalogArtifact): Html {
  const columns = metrics.slice(0, COLUMNS_MAXIMUM)
  const head = [
    columnHead('Version'),
    columnHead('Label and aliases'),
    columnHead('Saved'),
    ...columns.map((metric) => columnHead(metric, true)),
    columnHead('Files', true),
    columnHead('Size', true),
    columnHead('Branch'),
    columnHead('Commit')
  ].join('')
  const rows = versions.slice(0, ROWS_MAXIMUM).map((version, at) => {
    const { number, aliases, createdAt, files, size, run } = version
    const reference = at < DETAILS_MAXIMUM ? `<a href="#v${number}">v${number}</a>` : `v${number}`
    const label = version.version === `v${number}` ? '' : `${text(version.version)} `
    const cells = [
      `<th scope="row">${reference}</th>`,
      `<td>${label}${aliases.map(chip).join('')}</td>`,
      `<td class="d">${time(createdAt)}</td>`,
      ...columns.map((metric) => `<td class="n">${metricOf(version, metric)}</td>`),
      `<td class="n">${showCount(files)}</td>`,
      `<td class="n">${showBytes(size)}</td>`,
      `<td>${typeof run['branch'] === 'string' ? text(run['branch']) : ''}</td>`,
      `<td>${commitHtml(version)}</td>`
    ]
    return `<tr>${cells.join('')}</tr>`
  })
  const hidden = versions.length - rows.length
  return `<section aria-labelledby="versions-title"><h2 id="versions-title">Versions</h2>${filterBox('versions', 'Filter versions')}${table('Versions, newest first', head, rows, 'versions')}${note(hidden, 'Older versions are not in this table')}</section>`
}

function metricOf({ metrics }: ListedVersion, metric: string): Html {
  return Object.hasOwn(metrics, metric) ? showMetric(metrics[metric]!) : ''
}

function commitHtml({ run }: ListedVersion): Html {
  const commit = commitOf(run)
  if (commit === undefined) return ''
  const html = `<code>${commit.slice(0, 10)}</code>`
  const url = commitUrl(run)
  return url === undefined ? html : outerLink(url, html)
}

function comparison(versions: readonly ListedVersion[]): Html {
  const options = (selected: number): Html =>
    versions
      .map(({ number, version }, at) => {
        const label = version === `v${number}` ? version : `v${number} (${version})`
        return `<option value="${number}"${at === selected ? ' selected' : ''}>${attribute(label)}</option>`
      })
      .join('')
  return `<section aria-labelledby="compare"><h2 id="compare">Compare two versions</h2>
<noscript><p class="soft">Comparing two versions needs JavaScript. The details of each version show what changed since the one before.</p></noscript>
<div class="tools" id="compare-tools" hidden><label for="compare-from">From</label><select id="compare-from">${options(1)}</select><label for="compare-to">To</label><select id="compare-to">${options(0)}</select></div>
<div id="compare-result" aria-live="polite"></div>
${dataScript('data', versions.map(dataOf))}</section>`
}

function dataOf({ number, digest, files, size, metrics, params, metadata, run }: ListedVersion) {
  return {
    number,
    digest,
    content: { files, bytes: size },
    metrics: bounded(Object.entries(metrics).map(([name, value]) => [name, numberToJson(value)])),
    params: bounded(flatten(params)),
    metadata: bounded(flatten(metadata)),
    run: bounded(Object.entries(run))
  }
}

/** Values as they are compared in the browser: not too many, and none too long. Numbers stay numbers. */
function bounded(values: Iterable<readonly [string, JsonValue]>): Record<string, JsonValue> {
  const kept: [string, JsonValue][] = []
  for (const [name, value] of values) {
    if (kept.length >= VALUES_MAXIMUM) break
    kept.push([name, typeof value === 'number' ? value : showValue(value).slice(0, 300)])
  }
  return Object.fromEntries(kept)
}

function detail(model: CatalogModel, version: ListedVersion, before: ListedVersion | undefined, isOpen: boolean): Html {
  const { number, aliases, createdAt, files, size, digest, run, type, description } = version
  const label = version.version === `v${number}` ? '' : ` ${text(version.version)}`
  const url = runUrl(run)
  const rows: [string, Html][] = [
    ['Content', `${counted(files, 'file')}, ${showBytes(size)}`],
    ...(type === undefined ? [] : [['Type', text(type)] satisfies [string, Html]]),
    ['Digest', `<code>${attribute(digest)}</code>`],
    ...(commitHtml(version) === '' ? [] : [['Commit', commitHtml(version)] satisfies [string, Html]]),
    ...(url === undefined ? [] : [['Run', outerLink(url, text(String(run['runId'])))] satisfies [string, Html]]),
    ...(['workflow', 'job', 'branch', 'actor'] as const).flatMap((field): [string, Html][] =>
      typeof run[field] === 'string' ? [[`${field[0]!.toUpperCase()}${field.slice(1)}`, text(run[field])]] : []
    )
  ]
  return `<details id="v${number}"${isOpen ? ' open' : ''}><summary>v${number}${label} ${aliases.map(chip).join('')} <span class="soft">${time(createdAt)}</span></summary>
${description === undefined ? '' : `<p>${text(description)}</p>`}<dl class="facts">${rows.map(([term, html]) => `<div><dt>${term}</dt><dd>${html}</dd></div>`).join('')}</dl>
${metricTable(version, before)}${valueTable('Parameters', version, before, 'params')}${valueTable('Metadata', version, before, 'metadata')}${lineage(model, version)}</details>`
}

function metricTable({ metrics, number }: ListedVersion, before: ListedVersion | undefined): Html {
  const { listed } = diffMetrics(before?.metrics ?? {}, metrics, Infinity)
  const shown = listed.filter(({ to }) => to !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1))
  if (shown.length === 0) return ''
  const head = `${columnHead('Metric')}${columnHead('Value', true)}${before === undefined ? '' : columnHead(`Since v${before.number}`, true)}`
  const rows = shown.slice(0, VALUES_MAXIMUM).map(({ name, to, delta }) => {
    const change =
      before === undefined ? '' : `<td class="n">${delta === undefined || delta === 0 ? '' : showDelta(delta)}</td>`
    return `<tr><th scope="row">${text(name)}</th><td class="n">${showMetric(to!)}</td>${change}</tr>`
  })
  return `<h3>Metrics</h3>${table(`Metrics of v${number}`, head, rows)}${note(shown.length - rows.length, 'More metrics are in the record')}`
}

function valueTable(
  title: string,
  version: ListedVersion,
  before: ListedVersion | undefined,
  field: 'params' | 'metadata'
): Html {
  const { listed } = diffValues(before?.[field] ?? {}, version[field], Infinity)
  const shown = listed.filter(({ to }) => to !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1))
  if (shown.length === 0) return ''
  const head = `${columnHead('Name')}${columnHead('Value')}${before === undefined ? '' : columnHead(`Was in v${before.number}`)}`
  const rows = shown.slice(0, VALUES_MAXIMUM).map(({ name, from, to, isChanged }) => {
    const was = from === undefined ? 'nothing' : text(showValue(from))
    const change = before === undefined ? '' : `<td class="w">${isChanged ? was : ''}</td>`
    return `<tr><th scope="row">${text(name)}</th><td class="w">${text(showValue(to!))}</td>${change}</tr>`
  })
  const caption = `${title} of v${version.number}`
  return `<h3>${title}</h3>${table(caption, head, rows)}${note(shown.length - rows.length, 'More are in the record')}`
}

function lineage(model: CatalogModel, version: ListedVersion): Html {
  const from = lineageTree(version, (one) => {
    const found = model.find(one)
    return found === undefined ? [] : found.inputs
  })
  const into = lineageTree(version, (one) => model.childrenOf(one))
  return [
    ...(from === '' ? [] : [`<h3>Made from</h3>${from}`]),
    ...(into === '' ? [] : [`<h3>Made into</h3>${into}`])
  ].join('')

  function lineageTree(root: InputVersion, next: (one: InputVersion) => readonly InputVersion[]): Html {
    const seen = new Set([idOf(root)])
    const cut = { off: false }
    const branch = (one: InputVersion, depth: number): Html => {
      const items: Html[] = []
      for (const child of next(one)) {
        if (seen.size > LINEAGE_MAXIMUM || depth > LINEAGE_DEPTH) {
          cut.off = true
          break
        }
        const isKnown = seen.has(idOf(child))
        seen.add(idOf(child))
        items.push(`<li>${reference(child)}${isKnown ? ' (above)' : branch(child, depth + 1)}</li>`)
      }
      return items.length === 0 ? '' : `<ul class="tree">${items.join('')}</ul>`
    }
    const html = branch(root, 1)
    return cut.off ? `${html}<p class="soft">There is more of it.</p>` : html
  }

  function reference(one: InputVersion): Html {
    const found = model.find(one)
    if (found === undefined) return `${text(idOf(one))} <span class="soft">(not in this store any more)</span>`
    const type = found.type === undefined ? '' : ` <span class="soft">${text(visible(found.type))}</span>`
    return `<a href="${attribute(model.fileOf(found.name)!)}#v${found.number}">${text(idOf(found))}</a>${type}`
  }
}

function idOf({ name, number }: InputVersion): string {
  return `${name}@v${number}`
}
