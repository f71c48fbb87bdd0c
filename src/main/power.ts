import { powerMonitor, powerSaveBlocker } from 'electron'
import type { Telemetry } from '../contract/host.ts'
import type { Host } from '../host/index.ts'

/** A pause between two streams is not the end of the work. */
const lingerMs = 30_000

/** Whether anything goes through Hawser. `transferRate`: of the window's transfers, bytes/s. */
export function flows({ forward, bond, sync, tunnel }: Telemetry, transferRate: number): boolean {
  const rates = [
    transferRate,
    ...(forward?.columns.rateDown ?? []),
    ...(bond ? [...bond.bonds, ...bond.receivers] : []).map(({ bitrate }) => bitrate),
    ...(sync?.folders ?? []).map(({ downRate, upRate }) => downRate + upRate),
    ...(tunnel?.tubes ?? []).map(({ rateIn, rateOut }) => rateIn + rateOut),
  ]
  return rates.some((rate) => rate > 0)
}

export interface Power {
  /** To be told often. */
  take(telemetry: Telemetry): void
  /** Nobody can see the screen: it is locked, or it is another user's turn. */
  readonly isAway: boolean
}

/**
 * Keeps the machine awake while something flows, tries everything again after it slept, and knows whether somebody can
 * look. Engines go on while the screen is locked or another user is at work.
 */
export function followPower(host: Host, transferRate: () => number): Power {
  let isAway = false
  for (const name of ['lock-screen', 'user-did-resign-active'] as const)
    powerMonitor.on(name as 'lock-screen', () => {
      isAway = true
    })
  for (const name of ['unlock-screen', 'user-did-become-active'] as const)
    powerMonitor.on(name as 'unlock-screen', () => {
      isAway = false
    })
  powerMonitor.on('resume', () => host.awake())
  let blocker: number | undefined
  let flowedAt = Number.NEGATIVE_INFINITY
  return {
    take(telemetry) {
      const now = performance.now()
      if (flows(telemetry, transferRate())) flowedAt = now
      const isAtWork = now - flowedAt < lingerMs
      if (isAtWork && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension')
      if (!isAtWork && blocker !== undefined) {
        powerSaveBlocker.stop(blocker)
        blocker = undefined
      }
    },
    get isAway() {
      return isAway
    },
  }
}
