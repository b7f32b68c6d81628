/**
 * `npm run test:catalog`: the catalog in a real browser. Without one (`apt-get install chromium`, or `CHROMIUM` names it)
 * it is skipped and says so; where `CI` is set that is a failure. `CATALOG_SCREENSHOTS` names a folder for pictures.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { writeCatalog } from '../../src/index.js'
import { hostileStore, sampleStore } from '../catalog/sample.js'
import { newFolder, removeFolders } from '../store/support.js'
import { Browser, findChromium } from './chromium.js'

const program = findChromium()
if (program === undefined)
  console.warn('SKIPPED: the catalog is not tested, since there is no Chromium (CHROMIUM names one)')

test('there is a browser where it is asked for', () => {
  expect([process.env['CI'] === undefined, program !== undefined]).toContainEqual(true)
})

;(program === undefined ? describe.skip : describe)('in a browser', () => {
  let browser: Browser
  let sample: string
  let hostile: string
  const page = (folder: string, file: string): string => pathToFileURL(join(folder, file)).href

  beforeAll(async () => {
    ;[sample, hostile] = [newFolder(), newFolder()]
    await writeCatalog(await sampleStore(), { folder: sample, title: 'Digits' })
    await writeCatalog(await hostileStore(), { folder: hostile })
    browser = await Browser.start(program!)
  })
  afterAll(async () => {
    await browser.close()
    removeFolders()
  })
  beforeEach(async () => {
    browser.requests.length = 0
    browser.complaints.length = 0
    await browser.scripts(true)
    await browser.media('light')
    await browser.size(1200, 900)
  })

  const focused = 'document.activeElement.textContent.trim() || document.activeElement.id'
  const visibleRows = (table: string): string =>
    `Array.from(document.querySelectorAll('#${table} tbody tr')).filter((row) => row.offsetParent !== null).map((row) => row.cells[0].textContent)`

  test.each(['index.html', 'artifacts/digits-model.html', 'artifacts/datasets~digits.html'])(
    '%s asks for nothing but itself, and nothing in it is refused',
    async (file) => {
      await browser.open(page(sample, file))
      expect(browser.requests).toEqual([page(sample, file)])
      expect(browser.complaints).toEqual([])
      expect(await browser.evaluate('getComputedStyle(document.querySelector("main")).maxWidth')).toBe('1216px')
    }
  )

  test('the filter leaves the rows that have all words, says how many, and Escape gives all back', async () => {
    await browser.open(page(sample, 'artifacts/digits-model.html'))
    await browser.evaluate('document.querySelector("#versions-filter").focus()')
    await browser.type('WIDER')
    expect(await browser.evaluate(visibleRows('versions'))).toEqual(['v11', 'v7', 'v3'])
    expect(await browser.evaluate('document.querySelector("[role=status]").textContent')).toBe('3 of 12')
    await browser.type(' nan')
    expect(await browser.evaluate(visibleRows('versions'))).toEqual(['v7'])
    await browser.press('Escape')
    expect(await browser.evaluate<string[]>(visibleRows('versions'))).toHaveLength(12)
  })

  test('two versions are compared, and other ones when they are chosen', async () => {
    await browser.open(page(sample, 'artifacts/digits-model.html'))
    const row = (name: string): string =>
      `Array.from(document.querySelectorAll('#compare-result tr')).filter((row) => row.cells[0].textContent === '${name}').map((row) => Array.from(row.cells).slice(1).map((cell) => cell.textContent))[0]`
    expect(await browser.evaluate(row('accuracy'))).toEqual(['0.944', '0.9465', '+0.0025'])
    await browser.evaluate(
      "(() => { const from = document.querySelector('#compare-from'); from.value = '6'; from.dispatchEvent(new Event('change')) })()"
    )
    expect(await browser.evaluate(row('optimizer.lr'))).toEqual(['0.001', '0.0005', '-0.0005'])
    expect(await browser.evaluate(row('notes'))).toEqual(['baseline', 'wider, with dropout', 'changed'])
  })

  test('by keyboard: past the navigation first, every stop can be seen, and Enter opens what it names', async () => {
    await browser.open(page(sample, 'artifacts/digits-model.html'))
    await browser.press('Tab')
    expect(await browser.evaluate(focused)).toBe('Skip to the content')
    expect(await browser.evaluate('document.activeElement.getBoundingClientRect().left >= 0')).toBe(true)
    const stops: string[] = []
    for (let stop = 0; stop < 12; stop++) {
      await browser.press('Tab')
      stops.push(await browser.evaluate<string>(focused))
      expect(await browser.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    }
    expect(stops.slice(0, 6)).toEqual(['Catalog', 'v12', 'v12', 'v12', 'v10', 'versions-filter'])
    await browser.evaluate('document.querySelector(\'#versions a[href="#v9"]\').focus()')
    expect(await browser.evaluate('document.getElementById("v9").open')).toBe(false)
    await browser.press('Enter', '\r')
    expect(
      await browser.evaluate('new Promise((done) => setTimeout(() => done(document.getElementById("v9").open), 200))')
    ).toBe(true)
  })

  test('lineage leads to the version on the page of the other artifact, opened', async () => {
    await browser.open(page(sample, 'artifacts/digits-model.html'))
    const href = await browser.evaluate<string>('document.querySelector("#v12 ul.tree a").href')
    expect(href).toMatch(/\/artifacts\/datasets~digits\.html#v2$/)
    await browser.open(`${page(sample, 'artifacts/datasets~digits.html')}#v1`)
    expect(await browser.evaluate('document.getElementById("v1").open')).toBe(true)
  })

  test('without scripts all is there to read, and nothing that would not work', async () => {
    await browser.scripts(false)
    await browser.open(page(sample, 'artifacts/digits-model.html'))
    expect(browser.complaints).toEqual([])
    expect(await browser.evaluate<string[]>(visibleRows('versions'))).toHaveLength(12)
    expect(await browser.evaluate('document.querySelectorAll("figure svg").length')).toBe(3)
    expect(
      await browser.evaluate(
        'Array.from(document.querySelectorAll(".tools")).every((tools) => tools.offsetParent === null)'
      )
    ).toBe(true)
    expect(await browser.evaluate('document.querySelector("noscript").innerText')).toContain('needs JavaScript')
  })

  test.each(['light', 'dark'] as const)('%s: text stands out from what is behind it', async (scheme) => {
    await browser.media(scheme)
    await browser.open(page(sample, 'artifacts/digits-model.html'))
    const ratios = await browser.evaluate<number[]>(`(() => {
      const parse = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number)
      const light = (color) => {
        const [r, g, b] = parse(color).map((part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const behind = (node) => {
        for (; node; node = node.parentElement) {
          const color = getComputedStyle(node).backgroundColor
          if (color !== 'rgba(0, 0, 0, 0)') return color
        }
        return 'rgb(255, 255, 255)'
      }
      return ['body', 'h1', '.soft', 'a', '.chip', 'th', 'td', 'code', 'summary', 'svg text', 'footer'].map((selector) => {
        const element = document.querySelector('main ' + selector) || document.querySelector(selector)
        const style = getComputedStyle(element)
        const pair = [light(selector === 'svg text' ? style.fill : style.color), light(behind(element))].sort((a, b) => b - a)
        return (pair[0] + 0.05) / (pair[1] + 0.05)
      })
    })()`)
    expect(ratios).toHaveLength(11)
    for (const ratio of ratios) expect(ratio).toBeGreaterThanOrEqual(4.5)
    expect(await browser.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)'
    )
  })

  test('on a narrow screen the page does not scroll sideways, only its tables do', async () => {
    await browser.size(360, 800)
    for (const folder of [sample, hostile]) {
      await browser.open(page(folder, 'index.html'))
      expect(await browser.evaluate('document.documentElement.scrollWidth')).toBe(360)
    }
    await browser.open(page(sample, 'artifacts/digits-model.html'))
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await browser.open(page(hostile, 'artifacts/hostile.html'))
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })

  test.each(['index.html', 'artifacts/hostile.html', 'artifacts/constructor.html'])(
    'hostile names and values do nothing in %s, also where they are compared',
    async (file) => {
      await browser.open(page(hostile, file))
      await browser.evaluate(`(() => {
        const from = document.querySelector('#compare-from')
        if (!from) return
        for (const option of from.options) {
          from.value = option.value
          from.dispatchEvent(new Event('change'))
        }
        document.querySelectorAll('details').forEach((one) => (one.open = true))
      })()`)
      expect(await browser.evaluate('new Promise((done) => setTimeout(() => done(typeof window.hacked), 100))')).toBe(
        'undefined'
      )
      expect(await browser.evaluate('document.querySelectorAll("img, iframe, [onerror], [onmouseover]").length')).toBe(
        0
      )
      expect(browser.requests).toEqual([page(hostile, file)])
      expect(browser.complaints).toEqual([])
    }
  )

  test('the policy would stop what got through', async () => {
    await browser.open(page(sample, 'index.html'))
    await browser.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="https://elsewhere.example/x.png" onerror="window.hacked=1"><b style="color:red" onclick="window.hacked=1">x</b>')`
    )
    await browser.evaluate(
      `(() => { const script = document.createElement('script'); script.textContent = 'window.hacked = 2'; document.body.append(script); document.querySelector('b').click() })()`
    )
    expect(await browser.evaluate('new Promise((done) => setTimeout(() => done(typeof window.hacked), 300))')).toBe(
      'undefined'
    )
    expect(browser.complaints.join('\n')).toMatch(/Content Security Policy/)
  })

  const pictures = process.env['CATALOG_SCREENSHOTS']
  ;(pictures === undefined ? test.skip : test)('pictures', async () => {
    mkdirSync(pictures!, { recursive: true })
    for (const scheme of ['light', 'dark'] as const) {
      await browser.media(scheme)
      for (const [name, folder, file, width, height] of [
        ['index', sample, 'index.html', 1200, 600],
        ['artifact', sample, 'artifacts/digits-model.html', 1200, 3000],
        ['hostile', hostile, 'artifacts/hostile.html', 1200, 2000],
        ['narrow', sample, 'artifacts/digits-model.html', 390, 1600]
      ] as const) {
        await browser.size(width, height)
        await browser.open(page(folder, file))
        writeFileSync(join(pictures!, `${name}-${scheme}.png`), await browser.screenshot())
      }
    }
  })
})
