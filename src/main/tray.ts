import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { Telemetry } from '../contract/host.ts'
import type { Settings } from '../contract/settings.ts'
import type { Host } from '../host/index.ts'
import { type TrayModel, type TrayToggle, trayModel } from './tray-model.ts'

/** Desktops lose changes that come faster. */
const updateMs = 1000

export interface TrayActions {
  host: Host
  resources: string
  open(): void
  /** Opens the window, and begins a diagnosis. */
  diagnose(): void
  quit(): void
}

/** Shows the tray. Undefined where the desktop has none, so that closing the window must not hide the app for good. */
export function createTray({ host, resources, open, diagnose, quit }: TrayActions): Tray | undefined {
  const image = (state: TrayModel['state']) => {
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
  const always = new AbortController().signal
  const attempt = (change: unknown) => void Promise.resolve(change).catch(host.report)
  const enable = (ids: string[], enabled: boolean) =>
    attempt(host.server.enableRules({ ids, enabled }, always))
  const startBond = (id: string, enabled: boolean) =>
    attempt(host.server.changeBond({ id, change: { enabled } }, always))
  const toggle = ({ id, label, enabled }: TrayToggle, set: (id: string, enabled: boolean) => void) => ({
    label: label.replaceAll('&', '&&'),
    type: 'checkbox' as const,
    checked: enabled,
    click: () => set(id, !enabled),
  })

  function menu({ rules, bonds, more }: TrayModel): Menu {
    return Menu.buildFromTemplate([
      { label: 'Open Hawser', click: open },
      { label: 'Diagnose now', click: diagnose },
      { type: 'separator' },
      ...bonds.map((bond) => toggle(bond, startBond)),
      ...(bonds.length > 0 && rules.length > 0 ? [{ type: 'separator' as const }] : []),
      ...rules.map((rule) => toggle(rule, (id, enabled) => enable([id], enabled))),
      ...(more > 0 ? [{ label: `${more} more …`, click: open }] : []),
      { type: 'separator' },
      {
        label: 'Pause all rules',
        enabled: rules.some(({ enabled }) => enabled),
        click: () =>
          enable(
            rules.map(({ id }) => id),
            false,
          ),
      },
      { label: 'Quit', click: quit },
    ])
  }

  let shownState: string | undefined
  let shownMenu = ''
  let shownTooltip = ''
  function show(model: TrayModel): void {
    if (model.state !== shownState) tray.setImage(image(model.state))
    if (model.tooltip !== shownTooltip) tray.setToolTip(model.tooltip)
    const menuKey = JSON.stringify([model.rules, model.bonds, model.more])
    // A changed item is seen on Linux only in a menu that is set anew.
    if (menuKey !== shownMenu) tray.setContextMenu(menu(model))
    shownState = model.state
    shownTooltip = model.tooltip
    shownMenu = menuKey
  }

  let settings: Pick<Settings, 'rules' | 'bonds'> = { rules: [], bonds: [] }
  let telemetry: Telemetry | undefined
  let waiting = false
  const changed = () => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      if (telemetry) show(trayModel(settings, telemetry))
    }, updateMs)
  }
  const follow = async <T>(items: AsyncIterable<T>, take: (item: T) => void) => {
    for await (const item of items) {
      take(item)
      changed()
    }
  }
  follow(host.server.settings(undefined, always), (newest) => {
    settings = newest as Settings
  }).catch(host.report)
  follow(host.server.telemetry({ look: [] }, always), (newest) => {
    telemetry = newest
  }).catch(host.report)
  tray.on('click', open)
  return tray
}
