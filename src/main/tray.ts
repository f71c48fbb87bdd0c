import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { Telemetry } from '../contract/host.ts'
import type { Rule } from '../contract/rule.ts'
import type { Host } from '../host/index.ts'
import { type TrayModel, trayModel } from './tray-model.ts'

/** Desktops lose changes that come faster. */
const updateMs = 1000

export interface TrayActions {
  host: Host
  resources: string
  open(): void
  quit(): void
}

/** Shows the tray. Undefined where the desktop has none, so that closing the window must not hide the app for good. */
export function createTray({ host, resources, open, quit }: TrayActions): Tray | undefined {
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
  const enable = (ids: string[], enabled: boolean) =>
    void Promise.resolve(host.server.enableRules({ ids, enabled }, new AbortController().signal)).catch(
      host.report,
    )

  function menu({ rules, more }: TrayModel): Menu {
    return Menu.buildFromTemplate([
      { label: 'Open Hawser', click: open },
      { type: 'separator' },
      ...rules.map(({ id, label, enabled }) => ({
        label: label.replaceAll('&', '&&'),
        type: 'checkbox' as const,
        checked: enabled,
        click: () => enable([id], !enabled),
      })),
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
    const menuKey = JSON.stringify([model.rules, model.more])
    // A changed item is seen on Linux only in a menu that is set anew.
    if (menuKey !== shownMenu) tray.setContextMenu(menu(model))
    shownState = model.state
    shownTooltip = model.tooltip
    shownMenu = menuKey
  }

  let rules: readonly Rule[] = []
  let telemetry: Telemetry | undefined
  let waiting = false
  const changed = () => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      if (telemetry) show(trayModel(rules, telemetry))
    }, updateMs)
  }
  const always = new AbortController().signal
  const follow = async <T>(items: AsyncIterable<T>, take: (item: T) => void) => {
    for await (const item of items) {
      take(item)
      changed()
    }
  }
  follow(host.server.settings(undefined, always), (settings) => {
    rules = settings.rules as readonly Rule[]
  }).catch(host.report)
  follow(host.server.telemetry({ look: [] }, always), (newest) => {
    telemetry = newest
  }).catch(host.report)
  tray.on('click', open)
  return tray
}
