/**
 * What runs in the browser: the filters and the comparison. Everything else is there without it. Text goes into the page
 * as text (`textContent`) only. Plain JavaScript, since it is written into pages as it is.
 */
export const SCRIPT = `'use strict';
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
`
