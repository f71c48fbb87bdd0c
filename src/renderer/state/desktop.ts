import type { Client } from '../../contract/procedure.ts'
import type { shellContract } from '../../contract/shell.ts'
import { inElectron } from './link.ts'
import { paths } from './router.ts'

type Shell = Client<typeof shellContract>

let shell: Shell | undefined
/** Undefined in a browser, and before the desktop shell has answered. */
export const desktopShell = (): Shell | undefined => shell
export const setDesktopShell = (client: Shell): void => {
  shell = client
}

const compactSize = 'popup,width=360,height=200'
/** Of the windows that a browser opens: the same window again, not another one. */
const windowNames = { compact: 'hawser-compact', main: 'hawser-main' } as const

/** Shows the compact window, or puts it away; a browser shows it in a window of its own, not on top of others. */
export function toggleCompact(): void {
  if (inElectron()) void shell?.toggleCompact(undefined).catch(() => {})
  else open(`${location.pathname}${paths.compact}`, windowNames.compact, compactSize)
}

/** From the compact window: shows the main one, at that page. */
export function openMain(hash: string = paths.overview): void {
  if (inElectron()) {
    void shell?.openMain({ hash }).catch(() => {})
    return
  }
  const main = window.opener as Window | null
  if (main && !main.closed) {
    main.location.hash = hash
    main.focus()
  } else open(`${location.pathname}${hash}`, windowNames.main)
}

/** Ends the desktop app; a page in a browser has no say in that. */
export const quitHawser = (): void => void shell?.quit(undefined).catch(() => {})

/** Something of the transfers waits for somebody: the desktop tells it if nobody looks. */
export const tellDesktop = (text: string): void =>
  void shell?.asks({ text: text.slice(0, 1000) }).catch(() => {})
