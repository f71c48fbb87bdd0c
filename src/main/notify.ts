import { Notification } from 'electron'
import type { Bond } from '../contract/bond.ts'
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
  const always = new AbortController().signal
  const started = systemClock.now()
  const nameOf = async (id: string | undefined) => {
    for await (const { bonds } of host.server.settings(undefined, always))
      return (bonds as Bond[]).find((bond) => bond.id === id)?.name
    return undefined
  }
  const notifications = new BondNotifications({
    clock: systemClock,
    looking,
    show({ bondId, text }) {
      nameOf(bondId)
        .then((name) => {
          // The text begins with the bond's name, which is the title here.
          const body = text.startsWith(`${name}: `) ? text.slice(`${name}: `.length) : text
          const notification = new Notification({ title: name ?? 'Hawser', body })
          notification.on('click', open)
          notification.show()
        })
        .catch(host.report)
    },
  })
  // What happened before Hawser was started is no news.
  for await (const event of host.server.events({ after: 0 }, always))
    if (event.at >= started) notifications.event(event)
}
