import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import type { Preferences } from '../contract/settings.ts'
import { desktopEntry } from './desktop-entry.ts'

const hiddenArgument = '--hidden'

/** One change after the other: the last that was asked for is the one that stays. */
let changing: Promise<void> = Promise.resolve()

/** Makes the system start Hawser at login, or not. Electron does it on macOS and Windows; Linux has a file for it. */
export async function setAutostart(enabled: boolean, hidden: boolean): Promise<void> {
  if (process.platform !== 'linux') {
    // macOS takes no arguments; there the app is told that it was opened at login.
    app.setLoginItemSettings({ openAtLogin: enabled, args: argumentsOf(hidden) })
    return
  }
  const { folder, file } = entryPlace()
  changing = changing
    .catch(() => {})
    .then(async () => {
      if (!enabled) return rm(file, { force: true })
      await mkdir(folder, { recursive: true })
      await writeFile(file, entryOf(hidden))
    })
  return changing
}

/** The entry of a Linux desktop names the program by its path, which changes when an AppImage gets a new name. */
export async function mendAutostart(hidden: boolean): Promise<void> {
  if (process.platform !== 'linux') return
  const { file } = entryPlace()
  const text = await readFile(file, 'utf8').catch(() => undefined)
  // Whoever has taken it away has meant it.
  if (text !== undefined && text !== entryOf(hidden)) await writeFile(file, entryOf(hidden))
}

/** Whether this start was one at login that is to show no window. */
export function startsHidden(preferences: Pick<Preferences, 'startAtLogin' | 'startHidden'>): boolean {
  if (process.argv.includes(hiddenArgument)) return true
  const { startAtLogin, startHidden } = preferences
  return (
    process.platform === 'darwin' &&
    startAtLogin &&
    startHidden &&
    app.getLoginItemSettings().wasOpenedAtLogin
  )
}

const entryPlace = () => {
  const folder = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart')
  return { folder, file: join(folder, 'hawser.desktop') }
}

function argumentsOf(hidden: boolean): string[] {
  return [...(app.isPackaged ? [] : [app.getAppPath()]), ...(hidden ? [hiddenArgument] : [])]
}

// An AppImage runs from a mount that is gone after it ends; its own file is named in the environment.
const entryOf = (hidden: boolean) =>
  desktopEntry(process.env['APPIMAGE'] ?? process.execPath, argumentsOf(hidden))
