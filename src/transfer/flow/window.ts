import type { Clock } from '../clock.ts'

const kib = 1024
export const firstWindow = 256 * kib
export const floorWindow = 128 * kib

/** How many bytes a lane may have sent that the receiver has not acknowledged as taken. */
export class SendWindow {
  constructor(_clock: Clock) {}

  get window(): number {
    return firstWindow
  }

  get inFlight(): number {
    return 0
  }

  /** bytes/s that are acknowledged, over about a round trip */
  get goodput(): number {
    return 0
  }

  /** Whether so many bytes may follow. One piece may always be on its way. */
  room(_bytes: number): boolean {
    return true
  }

  sent(_bytes: number): void {}

  /** All that was acknowledged since the lane began. Less than before is ignored, more than was sent counts as all. */
  acked(_totalBytes: number): void {}

  /** What the stack knows, some times a second; -1 where it does not know. */
  sample(_known: { rttMs: number; discardedPackets: number }): void {}
}

/** When the receiver tells how much it has taken: after each 64 KiB, or 10 ms after the first byte that it has not told. */
export class ReceiveCredit {
  constructor(_clock: Clock, _acknowledge: (totalBytes: number) => void) {}

  taken(_bytes: number): void {}

  close(): void {}
}
