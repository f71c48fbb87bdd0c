import { Menu } from 'electron'

/** macOS needs a menu for its editing shortcuts; elsewhere the window has none, and the command palette serves. */
export function setMenu(): void {
  if (process.platform !== 'darwin') return Menu.setApplicationMenu(null)
  const roles = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const
  Menu.setApplicationMenu(Menu.buildFromTemplate([...roles]))
}
