import type { LinkTable } from './link-table.ts'

/** Windows count in 1/1000 packets. */
export const windowUnit = 1000
export const windowStart = 20 * windowUnit
/** The floor, and where a link begins again after it timed out. */
export const windowLeast = 1 * windowUnit
export const windowMost = 60 * windowUnit
const lossStep = 100
const ownStep = 29

/** After the ACK of a packet that `link` had in flight, once the packet is no longer counted as in flight. */
export function growOwn({ window }: LinkTable, inFlight: Int32Array, link: number): void {
  if (inFlight[link]! * windowUnit > window[link]!) window[link]! += ownStep
}

/** Every acknowledged packet opens the windows of all links that are heard. */
export function growAll({ window, order, up, count }: LinkTable): void {
  for (let i = 0; i < count; i++) {
    const link = order[i]!
    if (up[link] === 1) window[link] = Math.min(window[link]! + 1, windowMost)
  }
}

export function shrink({ window }: LinkTable, link: number): void {
  window[link] = Math.max(window[link]! - lossStep, windowLeast)
}
