import { join } from 'node:path'
import { app, BrowserWindow, screen } from 'electron'
import { origin } from './app-protocol.ts'
import { readState, writeState } from './window-state.ts'

const reloadDelays = [0, 1000, 5000, 30_000]

export interface MainWindowOptions {
  preload: string
  icon: string
  /** What closing it does. */
  closing(): 'close' | 'hide' | 'minimize'
  /** The window was hidden or made small instead of closed. */
  kept(): void
  /** It is closed for good, or until it is shown again. */
  gone(): void
}

/** What every window of ours may do, which is little. */
export const pagePreferences = (preload: string) => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
})

/** The one window. It may be gone while the engines go on. */
export class MainWindow {
  readonly #options: MainWindowOptions
  readonly #stateFile = join(app.getPath('userData'), 'window.json')
  #window: BrowserWindow | undefined
  #crashes = 0

  constructor(options: MainWindowOptions) {
    this.#options = options
  }

  /** The page that somebody looks at, as the part of its address from `#` on; undefined if nobody does, as far as the system knows. */
  get watched(): string | undefined {
    return this.#window?.isFocused() ? new URL(this.#window.webContents.getURL()).hash : undefined
  }

  /** Makes the window without showing it: its page takes what only a page can, such as files. */
  prepare(): void {
    this.#window ??= this.#create('')
  }

  /** Shows it in the list of windows alone. */
  showSmall(): void {
    this.#window ??= this.#create('')
    if (!this.#window.isVisible()) this.#window.minimize()
  }

  /** Shows the window, and makes it first if there is none; `hash` is the page to go to, such as `#/diagnose`. */
  show(hash = ''): void {
    if (this.#window === undefined) this.#window = this.#create(hash)
    else if (hash !== '') this.#window.loadURL(`${origin}/${hash}`).catch(() => {})
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  #create(hash: string): BrowserWindow {
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    const { maximized, ...place } = readState(this.#stateFile, areas)
    const window = new BrowserWindow({
      ...place,
      minWidth: 640,
      minHeight: 480,
      show: false,
      icon: this.#options.icon,
      backgroundColor: '#0f1216',
      webPreferences: pagePreferences(this.#options.preload),
    })
    if (maximized) window.maximize()
    window.setMenuBarVisibility(false)
    window.on('close', (event) => {
      writeState(this.#stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() })
      const closing = this.#options.closing()
      if (closing === 'close') return
      event.preventDefault()
      if (closing === 'hide') window.hide()
      else window.minimize()
      this.#options.kept()
    })
    window.on('closed', () => {
      this.#window = undefined
      this.#options.gone()
    })
    // Windows tells its windows alone that the user logs off.
    window.on('session-end', () => app.quit())
    window.webContents.on('render-process-gone', () => {
      this.#options.gone()
      this.#reload(window)
    })
    // It may be closed again before its page is there.
    window.loadURL(`${origin}/${hash}`).catch(() => {})
    return window
  }

  /** The engines do not notice; the page comes back, more slowly each time it fails again. */
  #reload(window: BrowserWindow): void {
    const delay = reloadDelays[Math.min(this.#crashes++, reloadDelays.length - 1)]
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload()
    }, delay)
  }
}
