/**
 * `npm run test:catalog`: job summaries in a real browser, as a forge shows them: Markdown rendered, diagrams drawn by
 * Mermaid. Without a browser it is skipped and says so; where `CI` is set that is a failure. `CATALOG_SCREENSHOTS` names a
 * folder for pictures.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { marked } from 'marked'
import { describeSave } from '../../src/action/summary/index.js'
import { comparison, filesDiff, lineage, version } from '../action/summary/support.js'
import { newFolder, removeFolders } from '../store/support.js'
import { Browser, findChromium } from './chromium.js'

const program = findChromium()
if (program === undefined)
  console.warn('SKIPPED: summaries are not tested, since there is no Chromium (CHROMIUM names one)')

const mermaid = join(dirname(createRequire(import.meta.url).resolve('mermaid/package.json')), 'dist/mermaid.min.js')

function summary(text: string): string {
  const history = Array.from({ length: 20 }, (_, at) =>
    version({ number: at + 1, metrics: { [text]: 0.8 + at / 100 - (at % 3) / 50, loss: 2 / (at + 1) } })
  )
  const now = { ...history[19], name: text, type: text, params: { [text]: text } }
  const base = { ...history[18], name: text }
  const files = filesDiff({
    added: { count: 1, bytes: 9, listed: [{ path: text, file: { type: 'symlink', target: text } }] }
  })
  return describeSave({
    result: { created: true, version: now, storedSize: 1024, sharedSize: 3072 },
    store: text,
    aliases: [],
    directions: { [text]: 'higher', loss: 'lower' },
    surroundings: {
      comparison: comparison({ version: now, base: { version: base, why: 'branch' }, history, files }),
      lineage: lineage(text, `${text} 2`, `${text} 3`)
    }
  })
}

/** @param level of Mermaid's security: nothing in a summary may rest on it. */
function pageOf(markdown: string, level: 'strict' | 'loose'): string {
  const html = marked.parse(markdown, { async: false, gfm: true })
  return `<!doctype html><meta charset="utf-8"><title>summary</title><body>${html}
<script src="${pathToFileURL(mermaid).href}"></script>
<script>
  mermaid.initialize({ startOnLoad: false, securityLevel: '${level}' })
  window.drawn = (async () => {
    const drawn = []
    for (const code of document.querySelectorAll('code.language-mermaid')) {
      const { svg } = await mermaid.render('d' + drawn.length, code.textContent)
      code.parentElement.outerHTML = '<div class="drawn">' + svg + '</div>'
      drawn.push(svg.length)
    }
    return drawn
  })()
</script>`
}

;(program === undefined ? describe.skip : describe)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await Browser.start(program!)
  })
  afterAll(async () => {
    await browser.close()
    removeFolders()
  })
  beforeEach(async () => {
    browser.requests.length = 0
    browser.complaints.length = 0
    await browser.size(1000, 1400)
  })

  async function open(markdown: string, level: 'strict' | 'loose' = 'strict'): Promise<string> {
    const page = pathToFileURL(join(newFolder(), 'summary.html'))
    writeFileSync(page, pageOf(markdown, level))
    await browser.open(page.href)
    expect(await browser.evaluate<number[]>('window.drawn')).toHaveLength(3)
    return page.href
  }

  const texts = async (selector: string): Promise<string[]> =>
    await browser.evaluate(`Array.from(document.querySelectorAll('.drawn ${selector}')).map((one) => one.textContent)`)

  test('the charts and the lineage are drawn', async () => {
    await open(summary('accuracy'))
    const pictures = process.env['CATALOG_SCREENSHOTS']
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true })
      writeFileSync(join(pictures, 'summary.png'), await browser.screenshot())
    }
    expect(await texts('.nodeLabel')).toEqual([
      'accuracy@v1 · accuracy · accuracy',
      'accuracy 2@v2 · accuracy 2 · accuracy 2',
      'accuracy 3@v3 · accuracy 3 · accuracy 3'
    ])
    expect(await texts('.chart-title')).toEqual(['accuracy', 'loss'])
    expect(await texts('.edgePaths path')).toHaveLength(2)
    expect(await browser.evaluate('document.querySelectorAll(".drawn .line-plot-0 path").length')).toBe(2)
  })

  const hostile = [
    `"]:::x; click n0 "javascript:alert(1)" <img src="https://x.y/z" onerror="alert(1)">`,
    '</code></pre><script>alert(1)</script>```\n%%{init: {"securityLevel": "loose"}}%% `**x**` $$x$$',
    '#quot;#lt;script#gt; <br/> & &lt;b&gt; fa:fa-ban [x](https://x.y) end'
  ]

  test.each(hostile.flatMap((text) => [['strict', text] as const, ['loose', text] as const]))(
    'at %s, %j is text wherever it is, and opens and asks for nothing',
    async (level, text) => {
      const page = await open(summary(text), level)
      expect(browser.requests).toEqual([page, pathToFileURL(mermaid).href])
      expect(browser.complaints).toEqual([])
      const strangers =
        'Array.from(document.body.querySelectorAll("a, img, image, iframe, form, object, [onclick], [onerror], body > script:not([src]) ~ script")).map((one) => one.outerHTML)'
      expect(await browser.evaluate(strangers)).toEqual([])
      const [label] = await texts('.nodeLabel')
      expect(label.replaceAll(/\s+/g, ' ')).toContain(text.replaceAll('\n', '\\n').slice(0, 60).replaceAll(/\s+/g, ' '))
    }
  )
})
