import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { desktopEntry } from './desktop-entry.ts'

export const hiddenArgument = '--hidden'

/** Makes the system start Hawser at login, or not. Electron does it on macOS and Windows; Linux has a file for it. */
export async function setAutostart(enabled: boolean, hidden: boolean): Promise<void> {
  const args = hidden ? [hiddenArgument] : []
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: enabled, args })
    return
  }
  const folder = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart')
  const file = join(folder, 'hawser.desktop')
  if (!enabled) return rm(file, { force: true })
  await mkdir(folder, { recursive: true })
  // An AppImage runs from a mount that is gone after it ends; its own file is named in the environment.
  const program = process.env['APPIMAGE'] ?? process.execPath
  const own = app.isPackaged ? [] : [app.getAppPath()]
  await writeFile(file, desktopEntry(program, [...own, ...args]))
}
