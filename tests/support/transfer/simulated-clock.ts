import type { Clock as FlowClock } from '../../../src/transfer/clock.ts'
import { Clock } from '../simulated-path.ts'

/** Simulated time as what waits knows it. */
export class SimulatedClock extends Clock implements Pick<FlowClock, 'now'> {
  now = () => this.nowMs

  /** As those of the transfer see it: what is set can be cancelled. */
  readonly timers: FlowClock = {
    now: this.now,
    after: (ms, then) => {
      let isCancelled = false
      this.after(ms, () => {
        if (!isCancelled) then()
      })
      return () => {
        isCancelled = true
      }
    },
  }
}
