import { Notification } from 'electron'
import { systemClock } from '../host/clock.ts'
import type { Host } from '../host/index.ts'
import { BondNotifications } from './bond-notifications.ts'

export interface NotifyOptions {
  /** Whether somebody looks at the window. */
  looking(): boolean
  open(): void
}

/** Tells the desktop when links of a bond go down or come back. */
export async function notifyOfBonds(host: Host, { looking, open }: NotifyOptions): Promise<void> {
  if (!Notification.isSupported()) return
  const started = systemClock.now()
  const notifications = new BondNotifications({
    clock: systemClock,
    looking,
    show(title, body) {
      const notification = new Notification({ title, body })
      notification.on('click', open)
      notification.show()
    },
  })
  // What happened before Hawser was started is no news.
  for await (const event of host.server.events({ after: 0 }, new AbortController().signal))
    if (event.at >= started) notifications.event(event)
}
