import { eventFilterSchema, type HawserEvent } from '../contract/events.ts'
import type { Telemetry } from '../contract/host.ts'
import { sleep, systemClock } from '../host/clock.ts'
import type { Host } from '../host/index.ts'

/** Tray and power need no more; in between, nothing is done for them. */
const paceMs = 1000
/** Of what happened before Hawser was started. */
const pastEvents = 20

/** Gives everybody in the shell the newest telemetry, once a second. */
export async function followTelemetry(
  host: Host,
  takers: readonly ((telemetry: Telemetry) => void)[],
): Promise<void> {
  const always = new AbortController().signal
  for await (const telemetry of host.server.telemetry({ look: [] }, always)) {
    for (const take of takers) take(telemetry)
    await sleep(systemClock, paceMs, always)
  }
}

/** Gives `past` the last events before now, oldest first, then `news` each new one. */
export async function followEvents(
  host: Host,
  past: (event: HawserEvent) => void,
  news: (event: HawserEvent) => void,
): Promise<void> {
  const always = new AbortController().signal
  const { events } = await host.server.findEvents(
    { ...eventFilterSchema.parse({}), limit: pastEvents },
    always,
  )
  for (const event of events.toReversed()) past(event)
  for await (const event of host.server.events({ after: events[0]?.seq ?? 0 }, always)) news(event)
}
