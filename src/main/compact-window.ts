import { join } from 'node:path'
import { app, BrowserWindow, screen } from 'electron'
import { origin } from './app-protocol.ts'
import { pagePaths } from './page-paths.ts'
import { quitting } from './quit.ts'
import { pagePreferences } from './window.ts'
import { readState, type WindowState, writeState } from './window-state.ts'

const first: WindowState = { width: 360, height: 200, maximized: false }

export interface CompactWindowOptions {
  preload: string
  icon: string
  /** It was opened or closed. */
  changed(): void
}

/** A small window with the vital numbers that stays on top of all others, where it was put last. */
export class CompactWindow {
  readonly #options: CompactWindowOptions
  readonly #stateFile = join(app.getPath('userData'), 'compact.json')
  #window: BrowserWindow | undefined

  constructor(options: CompactWindowOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#window !== undefined
  }

  /** As it was when Hawser was quit. */
  restore(): void {
    if (this.#state().open) this.#create().showInactive()
  }

  show(): void {
    const window = this.#window ?? this.#create()
    window.show()
    window.focus()
  }

  toggle(): void {
    if (this.#window) this.#window.close()
    else this.show()
  }

  #state(): WindowState {
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    return readState(this.#stateFile, areas, first)
  }

  #create(): BrowserWindow {
    const { maximized: _, open: __, ...place } = this.#state()
    const window = new BrowserWindow({
      ...place,
      minWidth: 240,
      minHeight: 140,
      show: false,
      alwaysOnTop: true,
      maximizable: false,
      fullscreenable: false,
      icon: this.#options.icon,
      backgroundColor: '#0f1216',
      webPreferences: pagePreferences(this.#options.preload),
    })
    // Above what fills the screen, too, such as a player.
    window.setAlwaysOnTop(true, 'floating')
    window.setVisibleOnAllWorkspaces(true)
    window.setMenuBarVisibility(false)
    window.on('close', () =>
      writeState(this.#stateFile, { ...window.getNormalBounds(), maximized: false, open: quitting }),
    )
    window.on('closed', () => {
      this.#window = undefined
      this.#options.changed()
    })
    window.webContents.on('render-process-gone', () => {
      if (!window.isDestroyed()) window.close()
    })
    // It may be closed again before its page is there.
    window.loadURL(`${origin}/${pagePaths.compact}`).catch(() => {})
    this.#window = window
    this.#options.changed()
    return window
  }
}
