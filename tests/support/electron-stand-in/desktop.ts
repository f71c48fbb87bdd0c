import { EventEmitter } from 'node:events'

/** What the app asked of the desktop, for tests to read. */
export const desktop = {
  notifications: [] as object[],
  /** The same, to be clicked. */
  shown: [] as EventEmitter[],
  /** What was asked in a dialog, and the button that is pressed then. */
  asked: [] as object[],
  answer: 0,
  opened: [] as string[],
  errors: [] as string[],
  trays: [] as Tray[],
  loginItem: undefined as object | undefined,
  relaunched: false,
  blockers: new Set<number>(),
  permissions: undefined as
    | ((contents: unknown, permission: string, answer: (yes: boolean) => void) => void)
    | undefined,
}

type Item = {
  label?: string
  type?: string
  checked?: boolean
  enabled?: boolean
  click?: () => void
  submenu?: Item[]
}

export class Menu extends EventEmitter {
  items: Item[] = []
  static buildFromTemplate(template: Item[]): Menu {
    const menu = new Menu()
    menu.items = template
    return menu
  }
  static setApplicationMenu(_: Menu | null): void {}
}

export class Tray extends EventEmitter {
  menu: Menu | null = null
  /** How often a menu was put in place. */
  menus = 0
  tooltip = ''
  image: { path: string }
  constructor(image: { path: string }) {
    super()
    if (process.env['STAND_IN_NO_TRAY'] !== undefined) throw new Error('stand-in: this desktop has no tray')
    this.image = image
    desktop.trays.push(this)
  }
  setImage(image: { path: string }): void {
    this.image = image
  }
  setToolTip(text: string): void {
    this.tooltip = text
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu
    this.menus++
  }

  /** The first line with such a label, in submenus too. */
  find(label: string): Item | undefined {
    const search = (items: Item[]): Item | undefined => {
      for (const item of items) {
        const found = item.label?.startsWith(label) ? item : search(item.submenu ?? [])
        if (found) return found
      }
      return undefined
    }
    return search(this.menu?.items ?? [])
  }
}

export class Notification extends EventEmitter {
  static isSupported = () => true
  readonly options: object
  constructor(options: object) {
    super()
    this.options = options
  }
  show(): void {
    desktop.notifications.push(this.options)
    desktop.shown.push(this)
  }
}

export const nativeImage = { createFromPath: (path: string) => ({ path }) }
export const dialog = {
  showMessageBox: async (options: object) => {
    desktop.asked.push(options)
    return { response: desktop.answer }
  },
  showErrorBox: (title: string, text: string) => {
    desktop.errors.push(`${title}: ${text}`)
    console.error(`${title}: ${text}`)
  },
}
export const shell = { openExternal: async (url: string) => void desktop.opened.push(url) }
export const session = {
  defaultSession: {
    setPermissionRequestHandler(handler: typeof desktop.permissions) {
      desktop.permissions = handler
    },
    setPermissionCheckHandler() {},
  },
  fromPartition: () => ({}),
}
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const powerMonitor = new EventEmitter()

let nextBlocker = 1
export const powerSaveBlocker = {
  start(): number {
    desktop.blockers.add(nextBlocker)
    return nextBlocker++
  },
  stop: (id: number) => void desktop.blockers.delete(id),
}

/** A desktop without a key ring. */
export const safeStorage = { isEncryptionAvailable: () => false }
