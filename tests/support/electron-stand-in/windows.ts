import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Frame, Page, Route } from 'playwright-core'
import { app, prevented } from './app.ts'
import { browser } from './browser.ts'
import { MessageChannelMain, type MessagePortMain } from './ports.ts'
import { preloadRuntime } from './preload-runtime.ts'
import { asHttp, asScheme } from './protocol.ts'

export const ipcMain = new EventEmitter()

type FromPage = { type: string; channel: string; args: unknown[]; id: string; data: unknown }

class WebContents extends EventEmitter {
  readonly #ports = new Map<string, MessagePortMain>()
  #page: Page | undefined
  #next = 0
  #open: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })

  async attach(preload: string): Promise<Page> {
    const page = await browser().newPage()
    this.#page = page
    await page.exposeBinding('__standIn', (source, message) =>
      this.#fromPage(source.frame, message as FromPage),
    )
    await page.addInitScript(`(${preloadRuntime})(${JSON.stringify(readFileSync(preload, 'utf8'))})`)
    page.on('close', () => this.#dropPorts())
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed' }))
    page.on('popup', (popup) => {
      if (this.#open({ url: popup.url() }).action === 'deny') void popup.close()
    })
    await page.route('**/*', (route) => this.#guardNavigation(page, route.request().url(), route))
    return page
  }

  /** Asks the app before the page goes elsewhere, as `will-navigate` does. */
  async #guardNavigation(page: Page, url: string, route: Route): Promise<void> {
    const first = page.url() === 'about:blank'
    if (first || !route.request().isNavigationRequest()) return route.fallback()
    const event = {
      url: asScheme(url),
      stopped: false,
      preventDefault() {
        this.stopped = true
      },
    }
    this.emit('will-navigate', event)
    // An answer without content leaves the page where it is.
    return event.stopped ? route.fulfill({ status: 204 }) : route.fallback()
  }

  #fromPage(frame: Frame, message: FromPage): void {
    if (message.type === 'port') this.#ports.get(message.id)?.postMessage(message.data)
    else if (message.type === 'port-close') this.#ports.get(message.id)?.close()
    else if (message.type === 'document') this.#dropPorts()
    else {
      const senderFrame = { url: asScheme(frame.url()), parent: frame.parentFrame() }
      ipcMain.emit(message.channel, { sender: this, senderFrame, ports: [] }, ...message.args)
    }
  }

  #dropPorts(): void {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }

  tell(message: object): void {
    if (this.#page === undefined || this.#page.isClosed()) return
    this.#page
      .evaluate(
        (told) => (window as unknown as { __standInTell(message: object): void }).__standInTell(told),
        message,
      )
      // The page may be gone before it hears.
      .catch(() => {})
  }

  postMessage(channel: string, message: unknown, ports: MessagePortMain[] = []): void {
    const ids = ports.map((port) => {
      const id = `m${this.#next++}`
      port.remote = { holder: this, id }
      this.#ports.set(id, port)
      return id
    })
    this.tell({ type: 'emit', channel, args: [message], ports: ids })
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#open = handler
  }

  getURL = (): string => asScheme(this.#page?.url() ?? '')

  reload(): void {
    void this.#page?.goto(this.#page.url()).catch(() => {})
  }
}

type WindowOptions = {
  show?: boolean
  alwaysOnTop?: boolean
  x?: number
  y?: number
  width?: number
  height?: number
  webPreferences: { preload: string; sandbox: boolean; contextIsolation: boolean; nodeIntegration: boolean }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents()
  readonly #page: Promise<Page>
  /** Where it was put. */
  bounds: { x: number; y: number; width: number; height: number }
  #visible: boolean
  #minimized = false
  #onTop: boolean
  #destroyed = false

  constructor({
    show,
    alwaysOnTop = false,
    x = 10,
    y = 20,
    width = 1280,
    height = 820,
    webPreferences,
  }: WindowOptions) {
    super()
    this.bounds = { x, y, width, height }
    this.#onTop = alwaysOnTop
    const { preload, sandbox, contextIsolation, nodeIntegration } = webPreferences
    if (nodeIntegration || !contextIsolation || !sandbox) throw new Error('stand-in: insecure webPreferences')
    app.windows.add(this)
    this.#visible = show !== false
    this.#page = this.webContents.attach(preload)
    app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    await (await this.#page).goto(asHttp(url))
  }

  show(): void {
    this.#visible = true
    this.#minimized = false
  }
  showInactive(): void {
    this.#visible = true
  }
  hide(): void {
    this.#visible = false
  }
  minimize(): void {
    this.#minimized = true
  }
  focus(): void {}
  restore(): void {
    this.#minimized = false
  }
  maximize(): void {}
  setAlwaysOnTop(onTop: boolean): void {
    this.#onTop = onTop
  }
  isAlwaysOnTop = () => this.#onTop
  setVisibleOnAllWorkspaces(): void {}
  isVisible = () => this.#visible
  isFocused = () => this.#visible && !this.#minimized
  isMinimized = () => this.#minimized
  isMaximized = () => false
  isDestroyed = () => this.#destroyed
  getNormalBounds = () => ({ ...this.bounds })
  setMenuBarVisibility(): void {}

  /** True when the window really closed: a `close` listener may keep it. */
  close(): boolean {
    if (prevented(this, 'close')) return false
    this.#destroyed = true
    app.windows.delete(this)
    void this.#page.then((page) => page.close())
    this.emit('closed')
    if (app.windows.size === 0) app.emit('window-all-closed')
    return true
  }
}

export { MessageChannelMain }
