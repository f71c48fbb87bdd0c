import type { Settings } from '../contract/settings.ts'
import type { PauseWish } from '../contract/shell.ts'
import type { Host } from '../host/index.ts'
import type { TrayActions } from './tray-menu.ts'
import type { TrayToggle } from './tray-model.ts'

/** What the tray switches. `pause` goes to the page, which has the transfers. */
export function trayChanges(
  { server, report }: Pick<Host, 'server' | 'report'>,
  settings: () => Pick<Settings, 'folders' | 'rules'>,
  pause: (wish: PauseWish) => void,
): Pick<TrayActions, 'set' | 'pauseRules'> {
  const always = new AbortController().signal
  const attempt = (change: unknown) => void Promise.resolve(change).catch(report)

  function set({ kind, id, sessionId = '' }: TrayToggle, enabled: boolean): unknown {
    switch (kind) {
      case 'rule':
        return server.enableRules({ ids: [id], enabled }, always)
      case 'bond':
        return server.changeBond({ id, change: { enabled } }, always)
      case 'receiver':
        return server.changeReceiver({ id, change: { enabled } }, always)
      case 'way':
        return server.changeWay({ id, change: { enabled } }, always)
      case 'folder':
        return setFolder(id, enabled)
      case 'transfer':
        return pause({ sessionId, id, paused: !enabled })
    }
  }

  /** One that is switched off is switched on; else it is paused or goes on. */
  async function setFolder(id: string, enabled: boolean): Promise<void> {
    const isOff = settings().folders.find((folder) => folder.id === id)?.enabled === false
    if (isOff) await server.changeFolder({ id, change: { enabled: true } }, always)
    await server.pauseFolders({ folderIds: [id], paused: !enabled }, always)
  }

  return {
    set: (toggle, enabled) => attempt(set(toggle, enabled)),
    pauseRules() {
      const ids = settings()
        .rules.filter(({ enabled }) => enabled)
        .map(({ id }) => id)
      if (ids.length > 0) attempt(server.enableRules({ ids, enabled: false }, always))
    },
  }
}
