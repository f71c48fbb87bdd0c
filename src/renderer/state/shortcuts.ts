import { translated } from '../../language/table.ts'
import { addRule, chooseImport, nextTheme } from './actions.ts'
import { addBond } from './bond-actions.ts'
import { quitHawser, toggleCompact } from './desktop.ts'
import { diagnoseNow } from './diagnose-actions.ts'
import { inElectron } from './link.ts'
import { startPairing } from './peer-actions.ts'
import { go, parseRoute, paths, type Route } from './router.ts'
import { addFolder } from './sync-actions.ts'
import { choose } from './transfer-actions.ts'
import { addWay } from './tunnel-actions.ts'
import { setUi, useUi } from './ui.ts'

/** Every key that does something, for the help sheet; what pages handle themselves is only listed. */
export const shortcuts: readonly { where: string; keys: readonly { key: string; does: string }[] }[] =
  translated(
    [
      {
        where: 'Everywhere',
        keys: [
          { key: 'Ctrl K', does: 'Search rules, bonds, folders and devices, run commands' },
          {
            key: '1 … 9 0',
            does: 'Overview, Forwarding, Bonding, Sync, Transfer, Tunnel, Devices, Events, Settings, Help',
          },
          {
            key: 'N',
            does: 'Add a rule, or what belongs to the page: a bond, a folder, files to send, a way, a device',
          },
          { key: 'B', does: 'Add a bond' },
          { key: 'F', does: 'Add a folder' },
          { key: 'S', does: 'Choose files to send' },
          { key: 'C', does: 'Check the network: diagnose now' },
          { key: 'I', does: 'Import rules' },
          { key: 'W', does: 'Compact window: the vital numbers' },
          { key: 'T', does: 'Next theme: system, light, dark' },
          { key: '?', does: 'This list' },
          { key: 'Esc', does: 'Close what is open' },
          { key: 'Ctrl Q', does: 'Quit the desktop app' },
        ],
      },
      {
        where: 'In the list of rules',
        keys: [
          { key: '/', does: 'Search' },
          { key: '↑ ↓', does: 'Move' },
          { key: '← →', does: 'Collapse or expand a group' },
          { key: 'Enter', does: 'Open' },
          { key: 'Space', does: 'Switch on or off' },
          { key: 'X', does: 'Select; with Shift and arrows, a range' },
          { key: 'Ctrl A', does: 'Select all' },
          { key: 'E', does: 'Edit' },
          { key: 'D', does: 'Duplicate' },
          { key: 'Del', does: 'Delete; Undo brings it back' },
        ],
      },
      {
        where: 'On a rule, bond, receiver, folder or tube',
        keys: [
          { key: 'P', does: 'Pause or resume the charts' },
          { key: 'E', does: 'Edit' },
          { key: 'Drag', does: 'Zoom into a chart; double click goes back' },
          { key: '← →', does: 'Change the priority of a link that has the focus' },
          { key: 'R', does: 'Look through a folder again now' },
        ],
      },
      {
        where: 'On the tunnel page',
        keys: [{ key: 'R', does: 'Type a code to reach a machine' }],
      },
      {
        where: 'On the settings page',
        keys: [{ key: '/', does: 'Search settings' }],
      },
      {
        where: 'On the transfer page',
        keys: [
          { key: 'R', does: 'Type a code to receive' },
          { key: 'Ctrl V', does: 'Send what is on the clipboard: files or text' },
        ],
      },
    ],
    'where',
    'key',
    'does',
  )

/** True while keys belong to something that is typed into, or to a dialog. */
export const typing = (event: KeyboardEvent): boolean => {
  const element = event.target as HTMLElement
  return (
    element.closest?.('input:not([type=radio], [type=range]), textarea, select, dialog, [role=menu]') != null
  )
}

/** What is added on pages that are not about rules. */
const addOn: Partial<Record<Route['page'], () => void>> = {
  bonding: addBond,
  sync: () => addFolder(),
  transfer: () => void choose('files'),
  tunnel: () => addWay(),
  tube: () => {
    const route = parseRoute(location.hash)
    addWay(route.page === 'tube' ? route.party : undefined)
  },
  devices: () => startPairing('show'),
}

const plain: Record<string, () => void> = {
  '1': () => go(paths.overview),
  '2': () => go(paths.forwarding),
  '3': () => go(paths.bonding),
  '4': () => go(paths.sync),
  '5': () => go(paths.transfer),
  '6': () => go(paths.tunnel),
  '7': () => go(paths.devices),
  '8': () => go(paths.events),
  '9': () => go(paths.settings),
  '0': () => go(paths.help),
  n: () => (addOn[parseRoute(location.hash).page] ?? addRule)(),
  b: addBond,
  f: () => addFolder(),
  s: () => void choose('files'),
  c: diagnoseNow,
  i: () => void chooseImport(),
  w: toggleCompact,
  t: nextTheme,
  '?': () => setUi({ shortcuts: true }),
}

export function listenForShortcuts(): () => void {
  const press = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      setUi({ palette: !useUi.getState().palette })
      return
    }
    if (inElectron() && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'q')
      return quitHawser()
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return
    const run = plain[event.key.toLowerCase()]
    if (run === undefined) return
    event.preventDefault()
    run()
  }
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}
