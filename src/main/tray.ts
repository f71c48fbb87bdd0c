import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { HawserEvent } from '../contract/events.ts'
import type { Telemetry } from '../contract/host.ts'
import type { Settings } from '../contract/settings.ts'
import type { WindowTransfers } from '../contract/shell.ts'
import type { Host } from '../host/index.ts'
import { onLanguage } from '../language/speech.ts'
import { type TrayActions, trayMenu } from './tray-menu.ts'
import { type TrayModel, type TrayState, trayModel } from './tray-model.ts'

/** Desktops lose changes that come faster. */
const updateMs = 1000
/** A menu in which only numbers have changed can wait. */
const numbersMs = 10_000
/** A menu that is open is not replaced; no longer than this, as not every desktop says that it was closed. */
const openMs = 60_000
const rememberedEvents = 50

export interface TrayOptions {
  host: Host
  resources: string
  actions: TrayActions
  transfers(): WindowTransfers
  mutedUntil(): number
  isCompactOpen(): boolean
}

export interface HawserTray {
  takeSettings(settings: Settings): void
  takeTelemetry(telemetry: Telemetry): void
  takeEvent(event: HawserEvent): void
  /** Something that is asked for, not told, has changed. */
  changed(): void
}

/** Shows the tray. Undefined where that cannot be had, so that closing the window must not hide the app for good. */
export function createTray(options: TrayOptions): HawserTray | undefined {
  const { host, resources, actions, transfers, mutedUntil, isCompactOpen } = options
  const image = (state: TrayState) => {
    const template = process.platform === 'darwin'
    return nativeImage.createFromPath(join(resources, template ? 'trayTemplate.png' : `tray-${state}.png`))
  }
  let tray: Tray
  try {
    tray = new Tray(image('ok'))
  } catch (error) {
    host.report(error)
    return undefined
  }

  let shownState: string | undefined
  let shownTooltip = ''
  let shownMenu = ''
  let shownNumbers = ''
  let menuAt = Number.NEGATIVE_INFINITY
  let openedAt = Number.NEGATIVE_INFINITY
  function show(model: TrayModel): void {
    if (model.state !== shownState) tray.setImage(image(model.state))
    if (model.tooltip !== shownTooltip) tray.setToolTip(model.tooltip)
    shownState = model.state
    shownTooltip = model.tooltip
    const now = performance.now()
    const menuKey = JSON.stringify([still(model), isCompactOpen()])
    const numbers = JSON.stringify(model)
    const isNew = menuKey !== shownMenu
    if (!isNew && (numbers === shownNumbers || now - menuAt < numbersMs)) return
    if (now - openedAt < openMs) return
    const menu = Menu.buildFromTemplate(trayMenu(model, isCompactOpen(), actions))
    menu.on('menu-will-show', () => {
      openedAt = performance.now()
    })
    menu.on('menu-will-close', () => {
      openedAt = Number.NEGATIVE_INFINITY
      changed()
    })
    // A changed item is seen on Linux only in a menu that is set anew.
    tray.setContextMenu(menu)
    shownMenu = menuKey
    shownNumbers = numbers
    menuAt = now
  }

  let settings: Settings | undefined
  let telemetry: Telemetry | undefined
  const events: HawserEvent[] = []
  let waiting = false
  function changed(): void {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      if (settings && telemetry)
        show(trayModel({ settings, telemetry, events, transfers: transfers(), mutedUntil: mutedUntil() }))
    }, updateMs)
  }
  onLanguage(changed)
  tray.on('click', () => actions.open())
  return {
    takeSettings(newest) {
      settings = newest
      changed()
    },
    takeTelemetry(newest) {
      telemetry = newest
      changed()
    },
    takeEvent(event) {
      events.push(event)
      if (events.length > rememberedEvents) events.shift()
      changed()
    },
    changed,
  }
}

/** A model without what moves all the time. */
const still = ({ tooltip: _, trouble, sections, ...rest }: TrayModel) => ({
  ...rest,
  trouble: trouble?.path,
  sections: sections.map(({ rate: _, toggles, ...section }) => ({
    ...section,
    toggles: toggles.map(({ progress: _, ...toggle }) => toggle),
  })),
})
