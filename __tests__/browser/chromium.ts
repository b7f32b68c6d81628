/** A real browser for tests: Chromium without a window, spoken to through pipes in its own protocol. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** Where a Chromium is: what `CHROMIUM` says, or the first on the path. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env['CHROMIUM']) return env['CHROMIUM']
  const folders = (env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file))
}

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

export class Browser {
  /** What pages asked for, as addresses. */
  readonly requests: string[] = []
  /** What was written to the console, and what the policy refused. */
  readonly complaints: string[] = []
  private readonly process: ChildProcess
  private readonly profile: string
  private readonly waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >()
  private readonly listeners = new Map<string, () => void>()
  private session: string | undefined
  private last = 0
  private rest = ''

  private constructor(program: string) {
    this.profile = mkdtempSync(join(tmpdir(), 'chromium-test-'))
    const options = [
      '--headless=new',
      // As root, in a container, its own sandbox cannot be made; the pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--hide-scrollbars',
      '--remote-debugging-pipe',
      `--user-data-dir=${this.profile}`,
      'about:blank'
    ]
    this.process = spawn(program, options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
    ;(this.process.stdio[4] as Readable).setEncoding('utf8').on('data', (data: string) => this.take(data))
    ;(this.process.stdio[3] as Writable).on('error', () => undefined)
    this.process.on('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the browser has ended'))
    })
  }

  static async start(program: string): Promise<Browser> {
    const browser = new Browser(program)
    const { targetInfos } = await browser.send('Target.getTargets')
    const target = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page')!
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId: target.targetId, flatten: true })
    browser.session = sessionId as string
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await browser.send(`${domain}.enable`)
    return browser
  }

  async open(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => this.listeners.set('Page.loadEventFired', resolve))
    await this.send('Page.navigate', { url })
    await loaded
  }

  /** The value of an expression. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true
    })
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return (result as { value: T }).value
  }

  /** A key, pressed and let go. */
  async press(key: string, text?: string): Promise<void> {
    const code = { Tab: 9, Enter: 13, Escape: 27 }[key] ?? 0
    const event = { key, code: key, windowsVirtualKeyCode: code, ...(text === undefined ? {} : { text }) }
    await this.send('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', ...event })
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  }

  async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text })
  }

  async media(scheme: 'light' | 'dark'): Promise<void> {
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
  }

  async size(width: number, height: number): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
  }

  async scripts(on: boolean): Promise<void> {
    await this.send('Emulation.setScriptExecutionDisabled', { value: !on })
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' })
    return Buffer.from(data as string, 'base64')
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve))
    this.session = undefined
    await this.send('Browser.close').catch(() => this.process.kill('SIGKILL'))
    await ended
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }

  private async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.last
    const message = { id, method, params, ...(this.session === undefined ? {} : { sessionId: this.session }) }
    return await new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      ;(this.process.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`)
    })
  }

  private take(data: string): void {
    const parts = (this.rest + data).split('\0')
    this.rest = parts.pop()!
    for (const part of parts) this.hear(JSON.parse(part) as Answer)
  }

  private hear({ id, method, params, result, error }: Answer): void {
    if (id !== undefined) {
      const waiting = this.waiting.get(id)
      this.waiting.delete(id)
      if (error === undefined) waiting?.resolve(result ?? {})
      else waiting?.reject(new Error(error.message))
      return
    }
    if (method === 'Network.requestWillBeSent') this.requests.push((params as { request: { url: string } }).request.url)
    if (method === 'Log.entryAdded') this.complaints.push((params as { entry: { text: string } }).entry.text)
    if (method === 'Runtime.exceptionThrown' || method === 'Runtime.consoleAPICalled')
      this.complaints.push(JSON.stringify(params))
    this.listeners.get(method ?? '')?.()
  }
}
