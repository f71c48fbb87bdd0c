import { Notification } from 'electron'
import type { Host } from '../host/index.ts'

/** Before the settings say so, too. */
let isExplained = false

/** Says once that closing the window keeps Hawser running. */
export async function explainCloseToTray(host: Host): Promise<void> {
  if (isExplained) return
  isExplained = true
  const signal = new AbortController().signal
  if (Notification.isSupported())
    new Notification({
      title: 'Hawser keeps running',
      body: 'Your streams go on. Open Hawser again, or quit it, from its icon in the tray.',
    }).show()
  await host.server.setPreferences({ closeToTrayExplained: true }, signal)
}
