export interface PathSample {
  rttMs: number
  /** 0 … 1; -1 unknown (see `estimateLoss`) */
  loss: number
  /** bytes/s of payload over all lanes together */
  rate: number
  /** that are open */
  lanes: number
  /** Part of the time (0 … 1) in which the sender waited for the network (`WaitMeter`), and not for a disk or for nobody. Left out: all. */
  waited?: number
}

/** How many lanes a session should have, looked at about once a second. */
export class LaneCount {
  constructor(_options: { max: number; gentle: boolean }) {}

  set(_options: { max?: number; gentle?: boolean }): void {}

  sample(_at: number, _path: PathSample): number {
    return 1
  }

  /** The network has changed: what was learnt of the old one does not hold. */
  restart(): void {}
}

/** Loss of a lane, 0 … 1, where its stack does not count retransmits: from what congestion control makes of it. -1 when nothing can be said. */
export function estimateLoss(_evidence: {
  rttMs: number
  /** bytes/s of the lane */
  rate: number
  /** Whether bytes waited in the stack all the time, with room in the window: it is congestion control that holds them. */
  isHeld: boolean
  sentPackets: number
  /** -1 unknown */
  retransmits: number
}): number {
  return -1
}
