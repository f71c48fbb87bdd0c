import { Notification } from 'electron'
import type { Preferences } from '../../contract/settings.ts'
import { systemClock } from '../../host/clock.ts'
import { Notifications } from './notifications.ts'
import { inQuietHours, type Mute } from './quiet.ts'

/** One that is not held on to may be collected, and its click with it. */
const heldLimit = 20

export interface DesktopNotificationsOptions {
  preferences(): Preferences | undefined
  mute: Mute
  isWatched(path: string): boolean
  open(path: string): void
}

/** Tells the desktop of news. */
export function desktopNotifications(options: DesktopNotificationsOptions): Notifications {
  const { preferences, mute, isWatched, open } = options
  const held: Notification[] = []
  return new Notifications({
    clock: systemClock,
    wanted: () => (Notification.isSupported() ? (preferences()?.notifications ?? 'all') : 'off'),
    isQuiet: () => mute.until > 0 || inQuietHours(preferences()?.quietHours ?? '', systemClock.now()),
    isWatched,
    show({ title, text, path }) {
      const notification = new Notification({ title, body: text })
      notification.on('click', () => open(path))
      notification.show()
      held.push(notification)
      if (held.length > heldLimit) held.shift()
    },
  })
}
