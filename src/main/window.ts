import { join } from 'node:path'
import { app, BrowserWindow, screen } from 'electron'
import { origin } from './app-protocol.ts'
import { readState, writeState } from './window-state.ts'

const reloadDelays = [0, 1000, 5000, 30_000]

export interface MainWindowOptions {
  preload: string
  icon: string
  /** True when closing should hide the window instead. */
  keepOnClose(): boolean
  /** The window was hidden instead of closed. */
  kept(): void
}

/** The one window. It may be gone while the engines go on. */
export class MainWindow {
  readonly #options: MainWindowOptions
  readonly #stateFile = join(app.getPath('userData'), 'window.json')
  #window: BrowserWindow | undefined
  #crashes = 0

  constructor(options: MainWindowOptions) {
    this.#options = options
  }

  /** Whether somebody looks at it, as far as the system knows. */
  get focused(): boolean {
    return this.#window?.isFocused() ?? false
  }

  /** Shows the window, and makes it first if there is none; `hash` is the page to go to, such as `#/diagnose`. */
  show(hash = ''): void {
    if (this.#window === undefined) this.#window = this.#create(hash)
    else if (hash !== '') void this.#window.loadURL(`${origin}/${hash}`)
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
      webPreferences: {
        preload: this.#options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
      },
    })
    if (maximized) window.maximize()
    window.setMenuBarVisibility(false)
    window.on('close', (event) => {
      writeState(this.#stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() })
      if (!this.#options.keepOnClose()) return
      event.preventDefault()
      window.hide()
      this.#options.kept()
    })
    window.on('closed', () => {
      this.#window = undefined
    })
    window.webContents.on('render-process-gone', () => this.#reload(window))
    void window.loadURL(`${origin}/${hash}`)
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
