import { powerMonitor, powerSaveBlocker } from 'electron'
import type { Host } from '../host/index.ts'

/** A pause between two streams is not the end of the work. */
const lingerMs = 30_000

/** Keeps the machine awake while streams flow, and looks at every target again after it slept. */
export async function followPower(host: Host): Promise<void> {
  const always = new AbortController().signal
  powerMonitor.on(
    'resume',
    () => void Promise.resolve(host.server.probe(undefined, always)).catch(host.report),
  )
  let blocker: number | undefined
  let flowedAt = 0
  for await (const { at, forward, bond, tunnel } of host.server.telemetry({ look: [] }, always)) {
    const rates = [
      ...(forward?.columns.rateDown ?? []),
      ...(bond ? [...bond.bonds, ...bond.receivers] : []).map(({ bitrate }) => bitrate),
      ...(tunnel?.tubes ?? []).map(({ rateIn, rateOut }) => rateIn + rateOut),
    ]
    if (rates.some((rate) => rate > 0)) flowedAt = at
    const flows = at - flowedAt < lingerMs
    if (flows && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (!flows && blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  }
}
