import { Notification } from 'electron'
import type { Host } from '../host/index.ts'
import { t } from '../language/t.ts'

/** Before the settings say so, too. */
let isExplained = false

/** Says once that closing the window keeps Hawser running. */
export async function explainCloseToTray(host: Host, isInTray: boolean): Promise<void> {
  if (isExplained) return
  isExplained = true
  const signal = new AbortController().signal
  if (Notification.isSupported())
    new Notification({
      title: t('Hawser keeps running'),
      body: isInTray
        ? t('Your streams go on. Open Hawser again, or quit it, from its icon in the tray.')
        : t(
            'Something is still at work, and this desktop has no tray: the window was made small. Quit Hawser with Ctrl+Q.',
          ),
    }).show()
  await host.server.setPreferences({ closeToTrayExplained: true }, signal)
}
