export const id = 453;
export const ids = [453];
export const modules = {

/***/ 3453:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  writeCatalog: () => (/* reexport */ writeCatalog)
});

// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/store/diff-values.js
var diff_values = __webpack_require__(3085);
// EXTERNAL MODULE: ./lib/store/runs.js
var runs = __webpack_require__(2783);
// EXTERNAL MODULE: ./lib/store/show.js
var show = __webpack_require__(7972);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/catalog/script.js
/**
 * What runs in the browser: the filters and the comparison. Everything else is there without it. Text goes into the page
 * as text (`textContent`) only. Plain JavaScript, since it is written into pages as it is.
 */
const SCRIPT = `'use strict';
(function () {
  var hiddenCharacters = /[\\p{Cc}\\p{Cs}\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]/gu
  function visible(text) {
    var cut = text.length > 300 ? text.slice(0, 300) + '\\u2026' : text
    return cut.replace(hiddenCharacters, function (c) {
      return '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')
    })
  }
  function element(name, text, className) {
    var made = document.createElement(name)
    if (text !== undefined) made.textContent = visible(text)
    if (className) made.className = className
    return made
  }

  document.querySelectorAll('[data-filter]').forEach(function (tools) {
    var rows = Array.from(document.querySelectorAll('#' + tools.dataset.filter + ' tbody tr'))
    var texts = rows.map(function (row) { return row.textContent.toLowerCase() })
    var input = tools.querySelector('input')
    var status = tools.querySelector('[role=status]')
    function filter() {
      var words = input.value.toLowerCase().split(/\\s+/).filter(Boolean)
      var shown = 0
      rows.forEach(function (row, at) {
        row.hidden = !words.every(function (word) { return texts[at].includes(word) })
        if (!row.hidden) shown++
      })
      status.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length
    }
    tools.hidden = false
    input.addEventListener('input', filter)
    input.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape') return
      input.value = ''
      filter()
    })
    if (input.value) filter()
  })

  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1))
    if (!target) return
    if (target.tagName === 'DETAILS') target.open = true
    target.scrollIntoView()
  }
  window.addEventListener('hashchange', openTarget)
  openTarget()

  var source = document.getElementById('data')
  var compare = document.getElementById('compare-tools')
  if (!source || !compare) return
  var versions = JSON.parse(source.textContent)
  var result = document.getElementById('compare-result')
  var from = document.getElementById('compare-from')
  var to = document.getElementById('compare-to')

  function show(value) { return value === undefined ? '\\u2013' : typeof value === 'string' ? value : JSON.stringify(value) }
  function table(title, before, after, numeric) {
    var names = Array.from(new Set(Object.keys(before).concat(Object.keys(after)))).sort()
    if (names.length === 0) return
    result.append(element('h3', title))
    var made = element('table')
    var head = made.createTHead().insertRow()
    ;['Name', 'From', 'To', 'Change'].forEach(function (text, at) {
      var cell = element('th', text, at > 0 && numeric ? 'n' : '')
      cell.scope = 'col'
      head.append(cell)
    })
    var body = made.createTBody()
    var own = function (map, name) { return Object.hasOwn(map, name) ? map[name] : undefined }
    names.forEach(function (name) {
      var a = own(before, name)
      var b = own(after, name)
      var same = show(a) === show(b)
      var row = body.insertRow()
      if (!same) row.className = 'changed'
      var label = element('th', name)
      label.scope = 'row'
      var change = same ? 'same' : a === undefined ? 'new' : b === undefined ? 'gone' : 'changed'
      if (!same && typeof a === 'number' && typeof b === 'number') {
        var delta = Number((b - a).toPrecision(6))
        change = (delta > 0 ? '+' : '') + delta
      }
      var kind = numeric ? 'n' : 'w'
      row.append(label, element('td', show(a), kind), element('td', show(b), kind), element('td', change, numeric ? 'n' : ''))
    })
    var scroll = element('div', undefined, 'scroll')
    scroll.append(made)
    result.append(scroll)
  }
  function run() {
    var a = versions.find(function (one) { return String(one.number) === from.value })
    var b = versions.find(function (one) { return String(one.number) === to.value })
    result.textContent = ''
    if (!a || !b) return
    result.append(element('p', 'v' + a.number + ' \\u2192 v' + b.number + ': ' + (a.digest === b.digest ? 'the same content' : 'different content')))
    table('Content', a.content, b.content, true)
    table('Metrics', a.metrics, b.metrics, true)
    table('Parameters', a.params, b.params, false)
    table('Metadata', a.metadata, b.metadata, false)
    table('Run', a.run, b.run, false)
  }
  compare.hidden = false
  from.addEventListener('change', run)
  to.addEventListener('change', run)
  run()
})()
`;

;// CONCATENATED MODULE: ./lib/catalog/style.js
/** The one style sheet. It asks for nothing: no fonts, no images. */
const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--panel:#f6f7f9;--text:#1d2129;--soft:#596273;--line:#d9dde4;--link:#0b57a4;--mark:#1565c0;--up:#1b6e37;--down:#a8321f;--chip:#e8edf5}
@media (prefers-color-scheme:dark){:root{--bg:#14171c;--panel:#1c2027;--text:#e5e8ed;--soft:#a0a9b8;--line:#343b47;--link:#8ab8f5;--mark:#7fb2f0;--up:#7fce97;--down:#f0998a;--chip:#29313d}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--mark);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--bg);border:1px solid var(--line);z-index:1}
header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
nav{font-size:.9rem;color:var(--soft)}
h1{font-size:1.7rem;line-height:1.25;margin:.3rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.2rem 0 .7rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--soft);font-size:.85rem}
.soft{color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:.2rem 2rem;margin:0;padding:0}
.facts div{display:flex;gap:.5rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.chip{display:inline-block;background:var(--chip);border-radius:1rem;padding:0 .6rem;font-size:.85rem;margin:0 .2rem .1rem 0;white-space:nowrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:.2rem 0}
th,td{text-align:left;padding:.4rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
thead th{font-weight:600;color:var(--soft);white-space:nowrap}
tbody th{font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.d{white-space:nowrap}
td.w{overflow-wrap:anywhere;min-width:8rem}
tbody tr:hover{background:var(--panel)}
code{font:.88em ui-monospace,SFMono-Regular,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
label{font-weight:600}
input,select,button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--soft);border-radius:5px;padding:.35rem .6rem}
button{background:var(--panel);cursor:pointer}
.tools{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem;margin:.8rem 0}
.tools input{min-width:min(22rem,100%)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:1rem}
figure{display:flex;flex-direction:column;justify-content:space-between;gap:.5rem;margin:0;padding:.8rem 1rem;background:var(--panel);border:1px solid var(--line);border-radius:8px;min-width:0}
figcaption{font-size:.9rem;overflow-wrap:anywhere}
figcaption strong{display:block}
svg{display:block;width:100%;height:auto}
svg.spark{width:7.5rem;height:1.75rem}
.grid{stroke:var(--line);stroke-width:1}
.curve{fill:none;stroke:var(--mark);stroke-width:2;stroke-linejoin:round}
.dot{fill:var(--mark)}
svg text{fill:var(--soft);font-size:13px}
details{border:1px solid var(--line);border-radius:8px;margin:.6rem 0;padding:0 1rem}
details[open]{padding-bottom:1rem}
summary{cursor:pointer;padding:.6rem 0;font-weight:600;overflow-wrap:anywhere}
summary .soft{font-weight:400}
ul.tree{margin:.2rem 0;padding-left:1.2rem}
.up{color:var(--up)}
.down{color:var(--down)}
.changed{background:var(--panel)}
[hidden]{display:none!important}
@media print{.tools,.skip{display:none}}
`;

;// CONCATENATED MODULE: ./lib/catalog/html.js
/** The frame of every page, and the pieces that pages are made of. All text from a store passes {@link text}. */




/** Text that somebody chose: escaped, its hidden characters made visible, and of a direction of its own. */
function html_text(value) {
    return `<bdi>${(0,show/* escapeHtml */.ZD)(value)}</bdi>`;
}
/** As {@link text}, for attributes. */
function attribute(value, maximum) {
    return (0,show/* escapeHtml */.ZD)(value, maximum);
}
function chip(value) {
    return `<span class="chip">${html_text(value)}</span>`;
}
/** A metric in ten digits: what comes after them is rounding, and makes columns wide. */
function metricText(value) {
    const rounded = Number(value.toPrecision(10));
    // The largest numbers are rounded to more than there is.
    return (0,show/* showNumber */.Zo)(Number.isFinite(rounded) ? rounded : value);
}
/** A time of a record, to the minute. */
function time(iso) {
    return `<time datetime="${attribute(iso)}">${attribute(iso.slice(0, 16).replace('T', ' '))}</time>`;
}
/** A link that leaves the catalog, to a page that the record's run names. */
function outerLink(url, html) {
    return `<a href="${attribute(url, Infinity)}" rel="noreferrer noopener">${html}</a>`;
}
/** A table in a box that scrolls by itself, by keyboard too. @param caption says what it is, to those who do not see it. */
function table(caption, head, rows, id) {
    const idAttribute = id === undefined ? '' : ` id="${id}"`;
    return `<div class="scroll" role="region" aria-label="${attribute(caption)}" tabindex="0"><table${idAttribute}><caption>${attribute(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
}
function columnHead(title, isNumber = false) {
    return `<th scope="col"${isNumber ? ' class="n"' : ''}>${html_text(title)}</th>`;
}
/** Data for the script, in ASCII. A `<` could end it, and other characters could hide what it says. */
function dataScript(id, value) {
    return `<script type="application/json" id="${id}">${JSON.stringify(value).replace(/[<>&\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`;
}
/** A box to filter the rows of a table, which the script shows: without it there is nothing to filter with. */
function filterBox(table, label) {
    return `<div class="tools" data-filter="${table}" hidden><label for="${table}-filter">${label}</label><input id="${table}-filter" type="search" autocomplete="off" spellcheck="false"><span role="status" class="soft"></span></div>`;
}
function hashOf(content) {
    return `'sha256-${(0,external_node_crypto_.createHash)('sha256').update(content).digest('base64')}'`;
}
/** Nothing is loaded, and nothing runs but the one script: a name that became markup all the same could do nothing. */
const POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'`;
function page({ title, navigation, main, footer }) {
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${attribute(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<nav aria-label="Where you are">${navigation}</nav>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer>${footer}</footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

;// CONCATENATED MODULE: ./lib/catalog/chart.js
/** Metrics over versions, drawn when the pages are made: they need no script. */


const WIDTH = 480;
const HEIGHT = 180;
const LEFT = 56;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 24;
/** Points of one curve; of more, the lowest and the highest of each stretch stay. */
const POINTS_MAXIMUM = 300;
/** Up to so many points are marked and tell their value. */
const DOTS_MAXIMUM = 60;
/** A curve with its axes. @param points by number, one at least. */
function chart(metric, points) {
    const { low, high, ticks } = axis(points);
    const shown = thinned(points);
    const first = points[0].number;
    const last = points.at(-1).number;
    const x = (number) => first === last ? (LEFT + WIDTH - RIGHT) / 2 : LEFT + ((number - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
    const y = (value) => TOP + (1 - (0,show/* shareOf */.tC)(value, low, high)) * (HEIGHT - TOP - BOTTOM);
    const label = `${metric} over versions: ${points.length} values from v${first} to v${last}, the last one ${metricText(points.at(-1).value)}`;
    return [
        `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${attribute(label)}">`,
        ...ticks.map((tick) => `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text x="${LEFT - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${shortNumber(tick)}</text>`),
        `<text x="${LEFT}" y="${HEIGHT - 6}">v${first}</text>`,
        first === last ? '' : `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">v${last}</text>`,
        `<polyline class="curve" points="${shown.map(({ number, value }) => `${round(x(number))},${round(y(value))}`).join(' ')}"/>`,
        ...(shown.length > DOTS_MAXIMUM ? [] : shown).map(({ number, value }) => `<circle class="dot" cx="${round(x(number))}" cy="${round(y(value))}" r="3"><title>v${number}: ${metricText(value)}</title></circle>`),
        '</svg>'
    ].join('');
}
/** A small curve for a row of a table; what it shows is said beside it. */
function spark(points) {
    const shown = thinned(points, 60);
    const values = shown.map(({ value }) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const coordinates = values.map((value, at) => {
        const x = values.length === 1 ? 60 : 2 + (at / (values.length - 1)) * 116;
        return `${round(x)},${round(26 - (0,show/* shareOf */.tC)(value, low, high) * 24)}`;
    });
    const [lastX, lastY] = coordinates.at(-1).split(',');
    return `<svg class="spark" viewBox="0 0 120 28" aria-hidden="true"><polyline class="curve" points="${coordinates.join(' ')}"/><circle class="dot" cx="${lastX}" cy="${lastY}" r="2.5"/></svg>`;
}
function round(value) {
    return Math.round(value * 10) / 10;
}
function axis(points) {
    let low = Infinity;
    let high = -Infinity;
    for (const { value } of points) {
        low = Math.min(low, value);
        high = Math.max(high, value);
    }
    const span = high - low;
    // Of numbers next to zero a step would be none.
    if (span < 1e-300 || !Number.isFinite(span))
        return { low, high, ticks: low === high ? [low] : [low, high] };
    const step = niceStep(span / 3);
    const ticks = [];
    for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6 && ticks.length < 8; tick += step) {
        ticks.push(Number(tick.toPrecision(12)));
    }
    return { low, high, ticks: ticks.length === 0 ? [low, high] : ticks };
}
/** 1, 2 or 5 times a power of ten. */
function niceStep(step) {
    const power = 10 ** Math.floor(Math.log10(step));
    const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * 0.999) ?? 10;
    return factor * power;
}
function shortNumber(value) {
    const size = Math.abs(value);
    return size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(1) : String(Number(value.toPrecision(4)));
}
function thinned(points, maximum = POINTS_MAXIMUM) {
    if (points.length <= maximum)
        return points;
    const size = Math.ceil((points.length * 2) / maximum);
    const kept = [];
    for (let start = 0; start < points.length; start += size) {
        const part = points.slice(start, start + size);
        const low = part.reduce((a, b) => (b.value < a.value ? b : a));
        const high = part.reduce((a, b) => (b.value > a.value ? b : a));
        kept.push(...(low === high ? [low] : low.number < high.number ? [low, high] : [high, low]));
    }
    return kept;
}

;// CONCATENATED MODULE: ./lib/catalog/artifact-page.js
/** The page of an artifact: its metrics, its versions, each in detail, and two of them side by side. */





/** Rows of the table of versions. */
const ROWS_MAXIMUM = 1000;
/** Versions that are shown in detail, and can be compared. */
const DETAILS_MAXIMUM = 100;
const CHARTS_MAXIMUM = 12;
/** Metrics that have a column of their own. */
const COLUMNS_MAXIMUM = 4;
/** Rows of a table of params, metadata or metrics. */
const VALUES_MAXIMUM = 200;
/** Versions in the tree of one lineage, and how deep it goes. */
const LINEAGE_MAXIMUM = 30;
const LINEAGE_DEPTH = 5;
function artifactPage(model, artifact, title, footer) {
    const { name, versions } = artifact;
    const details = versions.slice(0, DETAILS_MAXIMUM);
    const main = [
        `<h1>${html_text(name)}</h1>`,
        facts(artifact),
        charts(artifact),
        versionTable(artifact),
        details.length < 2 ? '' : comparison(details),
        '<section aria-labelledby="details"><h2 id="details">Details</h2>',
        ...details.map((version, at) => detail(model, version, versions[at + 1], at === 0)),
        note(versions.length - details.length, 'Older versions are not shown in detail'),
        '</section>'
    ].join('\n');
    const navigation = `<a href="../index.html">Catalog</a> / <span aria-current="page">${html_text(name)}</span>`;
    return page({ title: `${name} - ${title}`, navigation, main, footer });
}
function facts({ versions }) {
    const newest = versions[0];
    const aliases = versions.flatMap(({ aliases, number }) => aliases.map((alias) => ({ alias, number })));
    const rows = [
        ['Versions', (0,show/* showCount */.px)(versions.length)],
        ['Newest', `<a href="#v${newest.number}">${html_text(newest.version)}</a>`],
        ['Saved', time(newest.createdAt)],
        ...(newest.type === undefined ? [] : [['Type', html_text(newest.type)]]),
        ...(aliases.length === 0
            ? []
            : [
                [
                    'Aliases',
                    aliases.map(({ alias, number }) => `${chip(alias)}<a href="#v${number}">v${number}</a>`).join(' ')
                ]
            ])
    ];
    const description = newest.description === undefined ? '' : `<p>${html_text(newest.description)}</p>`;
    return `${description}<dl class="facts">${rows.map(([term, html]) => `<div><dt>${term}</dt><dd>${html}</dd></div>`).join('')}</dl>`;
}
/** The values of a metric that can be drawn, oldest first, and the others. */
function pointsOf({ versions }, metric) {
    const finite = [];
    const others = [];
    for (let at = versions.length - 1; at >= 0; at--) {
        const { number, metrics } = versions[at];
        if (!Object.hasOwn(metrics, metric))
            continue;
        const value = metrics[metric];
        if (Number.isFinite(value))
            finite.push({ number, value });
        else
            others.push({ number, value });
    }
    return { finite, others };
}
function charts(artifact) {
    const figures = artifact.metrics.slice(0, CHARTS_MAXIMUM).map((metric) => {
        const { finite, others } = pointsOf(artifact, metric);
        const range = finite.length === 0 ? '' : rangeOf(finite);
        const left = others.slice(0, 5).map(({ number, value }) => `v${number} (${metricText(value)})`);
        const leftOut = others.length === 0
            ? ''
            : ` Not drawn: ${left.join(', ')}${others.length > left.length ? ` and ${others.length - left.length} more` : ''}.`;
        const drawing = finite.length === 0 ? '' : chart(metric, finite);
        return `<figure><figcaption><strong>${html_text(metric)}</strong><span class="soft">${range}${leftOut}</span></figcaption>${drawing}</figure>`;
    });
    if (figures.length === 0)
        return '';
    const hidden = artifact.metrics.length - figures.length;
    return `<section aria-labelledby="metrics"><h2 id="metrics">Metrics</h2><div class="charts">${figures.join('\n')}</div>${note(hidden, 'More metrics are in the details of the versions')}</section>`;
}
function rangeOf(points) {
    const values = points.map(({ value }) => value);
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    return `Last ${metricText(values.at(-1))}, from ${metricText(low)} to ${metricText(high)}.`;
}
function note(hidden, what) {
    return hidden <= 0 ? '' : `<p class="soft">${what} (${(0,show/* showCount */.px)(hidden)}).</p>`;
}
function versionTable({ versions, metrics }) {
    const columns = metrics.slice(0, COLUMNS_MAXIMUM);
    const head = [
        columnHead('Version'),
        columnHead('Label and aliases'),
        columnHead('Saved'),
        ...columns.map((metric) => columnHead(metric, true)),
        columnHead('Files', true),
        columnHead('Size', true),
        columnHead('Branch'),
        columnHead('Commit')
    ].join('');
    const rows = versions.slice(0, ROWS_MAXIMUM).map((version, at) => {
        const { number, aliases, createdAt, files, size, run } = version;
        const reference = at < DETAILS_MAXIMUM ? `<a href="#v${number}">v${number}</a>` : `v${number}`;
        const label = version.version === `v${number}` ? '' : `${html_text(version.version)} `;
        const cells = [
            `<th scope="row">${reference}</th>`,
            `<td>${label}${aliases.map(chip).join('')}</td>`,
            `<td class="d">${time(createdAt)}</td>`,
            ...columns.map((metric) => `<td class="n">${metricOf(version, metric)}</td>`),
            `<td class="n">${(0,show/* showCount */.px)(files)}</td>`,
            `<td class="n">${(0,show/* showBytes */.ni)(size)}</td>`,
            `<td>${typeof run['branch'] === 'string' ? html_text(run['branch']) : ''}</td>`,
            `<td>${commitHtml(version)}</td>`
        ];
        return `<tr>${cells.join('')}</tr>`;
    });
    const hidden = versions.length - rows.length;
    return `<section aria-labelledby="versions-title"><h2 id="versions-title">Versions</h2>${filterBox('versions', 'Filter versions')}${table('Versions, newest first', head, rows, 'versions')}${note(hidden, 'Older versions are not in this table')}</section>`;
}
function metricOf({ metrics }, metric) {
    return Object.hasOwn(metrics, metric) ? metricText(metrics[metric]) : '';
}
function commitHtml({ run }) {
    const commit = (0,runs/* commitOf */.D3)(run);
    if (commit === undefined)
        return '';
    const html = `<code>${commit.slice(0, 10)}</code>`;
    const url = (0,runs/* commitUrl */.Bg)(run);
    return url === undefined ? html : outerLink(url, html);
}
function comparison(versions) {
    const options = (selected) => versions
        .map(({ number, version }, at) => {
        const label = version === `v${number}` ? version : `v${number} (${version})`;
        return `<option value="${number}"${at === selected ? ' selected' : ''}>${attribute(label)}</option>`;
    })
        .join('');
    return `<section aria-labelledby="compare"><h2 id="compare">Compare two versions</h2>
<noscript><p class="soft">Comparing two versions needs JavaScript. The details of each version show what changed since the one before.</p></noscript>
<div class="tools" id="compare-tools" hidden><label for="compare-from">From</label><select id="compare-from">${options(1)}</select><label for="compare-to">To</label><select id="compare-to">${options(0)}</select></div>
<div id="compare-result" aria-live="polite"></div>
${dataScript('data', versions.map(dataOf))}</section>`;
}
function dataOf({ number, digest, files, size, metrics, params, metadata, run }) {
    return {
        number,
        digest,
        content: { files, bytes: size },
        metrics: bounded(Object.entries(metrics).map(([name, value]) => [name, (0,show/* numberToJson */.ZB)(value)])),
        params: bounded((0,diff_values/* flatten */.Bq)(params)),
        metadata: bounded((0,diff_values/* flatten */.Bq)(metadata)),
        run: bounded(Object.entries(run))
    };
}
/** Values as they are compared in the browser: not too many, and none too long. Numbers stay numbers. */
function bounded(values) {
    const kept = [];
    for (const [name, value] of values) {
        if (kept.length >= VALUES_MAXIMUM)
            break;
        kept.push([name, typeof value === 'number' ? value : (0,show/* showValue */.vp)(value).slice(0, 300)]);
    }
    return Object.fromEntries(kept);
}
function detail(model, version, before, isOpen) {
    const { number, aliases, createdAt, files, size, digest, run, type, description } = version;
    const label = version.version === `v${number}` ? '' : ` ${html_text(version.version)}`;
    const url = (0,runs/* runUrl */.Vp)(run);
    const rows = [
        ['Content', `${(0,show/* counted */.hS)(files, 'file')}, ${(0,show/* showBytes */.ni)(size)}`],
        ...(type === undefined ? [] : [['Type', html_text(type)]]),
        ['Digest', `<code>${attribute(digest)}</code>`],
        ...(commitHtml(version) === '' ? [] : [['Commit', commitHtml(version)]]),
        ...(url === undefined ? [] : [['Run', outerLink(url, html_text(String(run['runId'])))]]),
        ...['workflow', 'job', 'branch', 'actor'].flatMap((field) => typeof run[field] === 'string' ? [[`${field[0].toUpperCase()}${field.slice(1)}`, html_text(run[field])]] : [])
    ];
    return `<details id="v${number}"${isOpen ? ' open' : ''}><summary>v${number}${label} ${aliases.map(chip).join('')} <span class="soft">${time(createdAt)}</span></summary>
${description === undefined ? '' : `<p>${html_text(description)}</p>`}<dl class="facts">${rows.map(([term, html]) => `<div><dt>${term}</dt><dd>${html}</dd></div>`).join('')}</dl>
${metricTable(version, before)}${valueTable('Parameters', version, before, 'params')}${valueTable('Metadata', version, before, 'metadata')}${lineage(model, version)}</details>`;
}
function metricTable({ metrics, number }, before) {
    const { listed } = (0,diff_values/* diffMetrics */.Rh)(before?.metrics ?? {}, metrics, Infinity);
    const shown = listed.filter(({ to }) => to !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (shown.length === 0)
        return '';
    const head = `${columnHead('Metric')}${columnHead('Value', true)}${before === undefined ? '' : columnHead(`Since v${before.number}`, true)}`;
    const rows = shown.slice(0, VALUES_MAXIMUM).map(({ name, to, delta }) => {
        const change = before === undefined ? '' : `<td class="n">${delta === undefined || delta === 0 ? '' : (0,show/* showDelta */.o)(delta)}</td>`;
        return `<tr><th scope="row">${html_text(name)}</th><td class="n">${metricText(to)}</td>${change}</tr>`;
    });
    return `<h3>Metrics</h3>${table(`Metrics of v${number}`, head, rows)}${note(shown.length - rows.length, 'More metrics are in the record')}`;
}
function valueTable(title, version, before, field) {
    const { listed } = (0,diff_values/* diffValues */.In)(before?.[field] ?? {}, version[field], Infinity);
    const shown = listed.filter(({ to }) => to !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (shown.length === 0)
        return '';
    const head = `${columnHead('Name')}${columnHead('Value')}${before === undefined ? '' : columnHead(`Was in v${before.number}`)}`;
    const rows = shown.slice(0, VALUES_MAXIMUM).map(({ name, from, to, isChanged }) => {
        const was = from === undefined ? 'nothing' : html_text((0,show/* showValue */.vp)(from));
        const change = before === undefined ? '' : `<td class="w">${isChanged ? was : ''}</td>`;
        return `<tr><th scope="row">${html_text(name)}</th><td class="w">${html_text((0,show/* showValue */.vp)(to))}</td>${change}</tr>`;
    });
    const caption = `${title} of v${version.number}`;
    return `<h3>${title}</h3>${table(caption, head, rows)}${note(shown.length - rows.length, 'More are in the record')}`;
}
function lineage(model, version) {
    const from = lineageTree(version, (one) => {
        const found = model.find(one);
        return found === undefined ? [] : found.inputs;
    });
    const into = lineageTree(version, (one) => model.childrenOf(one));
    return [
        ...(from === '' ? [] : [`<h3>Made from</h3>${from}`]),
        ...(into === '' ? [] : [`<h3>Made into</h3>${into}`])
    ].join('');
    function lineageTree(root, next) {
        const seen = new Set([idOf(root)]);
        const cut = { off: false };
        const branch = (one, depth) => {
            const items = [];
            for (const child of next(one)) {
                if (seen.size > LINEAGE_MAXIMUM || depth > LINEAGE_DEPTH) {
                    cut.off = true;
                    break;
                }
                const isKnown = seen.has(idOf(child));
                seen.add(idOf(child));
                items.push(`<li>${reference(child)}${isKnown ? ' (above)' : branch(child, depth + 1)}</li>`);
            }
            return items.length === 0 ? '' : `<ul class="tree">${items.join('')}</ul>`;
        };
        const html = branch(root, 1);
        return cut.off ? `${html}<p class="soft">There is more of it.</p>` : html;
    }
    function reference(one) {
        const found = model.find(one);
        if (found === undefined)
            return `${html_text(idOf(one))} <span class="soft">(not in this store any more)</span>`;
        const type = found.type === undefined ? '' : ` <span class="soft">${html_text((0,show/* visible */.RK)(found.type))}</span>`;
        return `<a href="${attribute(model.fileOf(found.name))}#v${found.number}">${html_text(idOf(found))}</a>${type}`;
    }
}
function idOf({ name, number }) {
    return `${name}@v${number}`;
}

;// CONCATENATED MODULE: ./lib/catalog/index-page.js
/** The first page: all artifacts. */




/** The folder of the artifacts' pages. */
const PAGES = 'artifacts';
function indexPage(model, title, footer) {
    const { artifacts } = model;
    const versions = artifacts.reduce((sum, artifact) => sum + artifact.versions.length, 0);
    const head = ['Artifact', 'Type', 'Newest', 'Saved', 'Aliases']
        .map((column) => columnHead(column))
        .concat(columnHead('Versions', true), columnHead('Size', true), columnHead('Metric'))
        .join('');
    const main = [
        `<h1>${html_text(title)}</h1>`,
        `<p class="soft">${(0,show/* counted */.hS)(artifacts.length, 'artifact')}, ${(0,show/* counted */.hS)(versions, 'version')}</p>`,
        artifacts.length === 0
            ? '<p>There is no version in this store.</p>'
            : `${filterBox('artifacts', 'Filter artifacts')}${table('Artifacts', head, artifacts.map(rowOf), 'artifacts')}`
    ].join('\n');
    return page({ title, navigation: '<span aria-current="page">Catalog</span>', main, footer });
}
function rowOf(artifact) {
    const { name, file, versions, metrics } = artifact;
    const newest = versions[0];
    const aliases = [...new Set(versions.flatMap((version) => version.aliases))].slice(0, 6);
    const cells = [
        `<th scope="row"><a href="${PAGES}/${attribute(file)}">${html_text(name)}</a></th>`,
        `<td>${newest.type === undefined ? '' : html_text(newest.type)}</td>`,
        `<td>${html_text(newest.version)}</td>`,
        `<td class="d">${time(newest.createdAt)}</td>`,
        `<td>${aliases.map(chip).join('')}</td>`,
        `<td class="n">${versions.length}</td>`,
        `<td class="n">${(0,show/* showBytes */.ni)(newest.size)}</td>`,
        `<td>${metrics.length === 0 ? '' : metricCell(artifact, metrics[0])}</td>`
    ];
    return `<tr>${cells.join('')}</tr>`;
}
function metricCell(artifact, metric) {
    const { finite } = pointsOf(artifact, metric);
    const last = artifact.versions.find(({ metrics }) => Object.hasOwn(metrics, metric)).metrics[metric];
    return `${html_text(metric)} ${metricText(last)}${finite.length < 2 ? '' : spark(finite)}`;
}

;// CONCATENATED MODULE: ./lib/catalog/file-names.js
/**
 * The file of each artifact's page. Names hold no `~`, so it stands for `/`, and marks what would be a hidden file, a
 * device of Windows, or the same file as another one where case is ignored.
 */
function fileNames(names) {
    const files = new Map();
    const taken = new Set();
    for (const name of names) {
        const base = name.replaceAll('/', '~').replace(/^\./, '~.').replace(DEVICES, '~$&');
        let file = `${base}.html`;
        for (let count = 2; taken.has(file.toLowerCase()); count++)
            file = `${base}~~${count}.html`;
        taken.add(file.toLowerCase());
        files.set(name, file);
    }
    return files;
}
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=[.~]|$)/i;

;// CONCATENATED MODULE: ./lib/catalog/model.js

class CatalogModel {
    artifacts;
    byName;
    versions = new Map();
    madeOf = new Map();
    /** @param interest the metrics of an artifact that come first. */
    constructor(listed, interest = () => []) {
        const groups = new Map();
        for (const version of listed) {
            const group = groups.get(version.name);
            if (group === undefined)
                groups.set(version.name, [version]);
            else
                group.push(version);
            this.versions.set(`${version.name}@${version.number}`, version);
            for (const input of version.inputs) {
                const key = keyOf(input);
                const children = this.madeOf.get(key);
                if (children === undefined)
                    this.madeOf.set(key, [version]);
                else
                    children.push(version);
            }
        }
        const names = [...groups.keys()].sort();
        const files = fileNames(names);
        this.artifacts = names.map((name) => {
            const versions = groups.get(name).sort((a, b) => b.number - a.number);
            return { name, file: files.get(name), versions, metrics: metricNames(versions, interest(name)) };
        });
        this.byName = new Map(this.artifacts.map((artifact) => [artifact.name, artifact]));
    }
    fileOf(name) {
        return this.byName.get(name)?.file;
    }
    /** The version that was used, if the store still has that very one. */
    find({ name, number, digest }) {
        const version = this.versions.get(`${name}@${number}`);
        return version?.digest === digest ? version : undefined;
    }
    /** What was made of a version. */
    childrenOf(version) {
        return this.madeOf.get(keyOf(version)) ?? [];
    }
}
function keyOf({ name, number, digest }) {
    return `${name}@${number} ${digest}`;
}
function metricNames(versions, first) {
    const counts = new Map();
    for (const { metrics } of versions)
        for (const name of Object.keys(metrics))
            counts.set(name, (counts.get(name) ?? 0) + 1);
    const rank = (name) => {
        const at = first.indexOf(name);
        return at < 0 ? first.length : at;
    };
    return [...counts.keys()].sort((a, b) => rank(a) - rank(b) || counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/files/destination-errors.js
var destination_errors = __webpack_require__(315);
;// CONCATENATED MODULE: ./lib/catalog/output.js
/**
 * The folder of a catalog: written beside what is there, in a folder of its own inside of it, and put in its place when
 * all of it is whole. What fails before that leaves the old catalog as it was; each of the few renames that follow is
 * undone where a later one fails.
 */





/** Marks a folder as a catalog: its contents may be replaced. */
const MARKER = 'artifact-store-catalog.json';
const MARKER_TEXT = `${JSON.stringify({ format: 1, what: 'a catalog of an artifact store: its files are replaced by the next one' })}\n`;
/** Without it GitHub Pages leaves out files whose names begin with certain characters. */
const NO_JEKYLL = '.nojekyll';
const STAGING = /^\.artifact-store-catalog-[0-9a-f]{16}$/;
class CatalogOutput {
    folder;
    staging;
    names = new Set();
    bytes = 0;
    files = 0;
    /** @throws ArtifactStoreError `DESTINATION` where the folder holds something that is no catalog. */
    constructor(folder) {
        this.folder = external_node_path_.resolve(folder);
        this.staging = external_node_path_.join(this.folder, `.artifact-store-catalog-${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`);
        this.attempt(() => {
            (0,external_node_fs_.mkdirSync)(this.folder, { recursive: true });
            this.check();
            (0,external_node_fs_.mkdirSync)(this.staging);
        });
        this.write(MARKER, MARKER_TEXT);
        this.write(NO_JEKYLL, '');
    }
    /** Writes a file; its folder is made. @param name with `/`, of the catalog's own making. */
    write(name, text) {
        const [top, ...below] = name.split('/');
        this.attempt(() => {
            if (below.length > 0)
                (0,external_node_fs_.mkdirSync)(external_node_path_.join(this.staging, top), { recursive: true });
            (0,external_node_fs_.writeFileSync)(external_node_path_.join(this.staging, name), text);
        });
        this.names.add(top);
        this.files++;
        this.bytes += Buffer.byteLength(text);
    }
    /** Puts all in place of the old catalog. */
    commit() {
        const old = external_node_path_.join(this.staging, 'old');
        const undo = [];
        this.attempt(() => {
            (0,external_node_fs_.mkdirSync)(old);
            try {
                // The first page comes last: until then it is the old one, or, in a new catalog, none.
                for (const name of [...this.names].sort((a, b) => Number(a === 'index.html') - Number(b === 'index.html'))) {
                    const [from, to, kept] = [this.staging, this.folder, old].map((folder) => external_node_path_.join(folder, name));
                    if ((0,external_node_fs_.lstatSync)(to, { throwIfNoEntry: false }) !== undefined) {
                        (0,external_node_fs_.renameSync)(to, kept);
                        undo.push(() => (0,external_node_fs_.renameSync)(kept, to));
                    }
                    (0,external_node_fs_.renameSync)(from, to);
                    undo.push(() => (0,external_node_fs_.renameSync)(to, from));
                }
            }
            catch (error) {
                for (const step of undo.reverse())
                    step();
                throw error;
            }
        });
        this.discard();
        this.discardOthers();
        return { files: this.files, bytes: this.bytes };
    }
    /** Removes what was staged. Never throws: the catalog is what it is by now. */
    discard() {
        removeQuietly(this.staging);
    }
    /** Removes what runs left behind that were killed. */
    discardOthers() {
        for (const name of (0,external_node_fs_.readdirSync)(this.folder))
            if (STAGING.test(name))
                removeQuietly(external_node_path_.join(this.folder, name));
    }
    check() {
        const names = (0,external_node_fs_.readdirSync)(this.folder).filter((name) => !STAGING.test(name));
        if (names.length === 0 || this.isMarked())
            return;
        throw new errors/* ArtifactStoreError */.ux('DESTINATION', `${(0,errors/* quote */.hD)(this.folder)} is not empty and holds no catalog (no ${MARKER}): give an empty folder, or one that a catalog was written into`);
    }
    isMarked() {
        const marker = external_node_path_.join(this.folder, MARKER);
        return (0,external_node_fs_.existsSync)(marker) && (0,external_node_fs_.lstatSync)(marker).isFile() && (0,external_node_fs_.readFileSync)(marker, 'utf8') === MARKER_TEXT;
    }
    attempt(act) {
        try {
            act();
        }
        catch (error) {
            throw (0,destination_errors/* toDestinationError */.z)('write the catalog into', this.folder, error);
        }
    }
}
function removeQuietly(folder) {
    try {
        (0,external_node_fs_.rmSync)(folder, { recursive: true, force: true });
    }
    catch {
        // The next run does it.
    }
}

;// CONCATENATED MODULE: ./lib/catalog/catalog.js






/**
 * Writes a catalog of a store: pages that need no server and load nothing from elsewhere.
 * @throws ArtifactStoreError `DESTINATION` where the folder cannot be written, or holds something else.
 */
async function writeCatalog(store, request) {
    const { folder, title = 'Artifacts', madeAt, signal } = request;
    // Before the store is read, which may take long.
    const output = new CatalogOutput(folder);
    try {
        const listed = await store.list({ limit: Number.MAX_SAFE_INTEGER });
        const model = new CatalogModel(listed, request.metrics);
        const footer = `Made by Artifact Store${madeAt === undefined ? '' : ` at ${attribute(madeAt.toISOString())}`}.`;
        output.write('index.html', indexPage(model, title, footer));
        for (const artifact of model.artifacts) {
            if (signal?.aborted)
                throw new errors/* ArtifactStoreError */.ux('CANCELLED', 'cancelled');
            output.write(`${PAGES}/${artifact.file}`, artifactPage(model, artifact, title, footer));
        }
        const { files, bytes } = output.commit();
        return { folder, artifacts: model.artifacts.length, versions: listed.length, files, bytes };
    }
    catch (error) {
        output.discard();
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/catalog/index.js
/** A store as a static site: pages for people, made of what versions record. */



/***/ })

};
