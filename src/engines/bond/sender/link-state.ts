import { type LinkTable, stateCode } from './link-table.ts'
import { gate } from './stall-guard.ts'

/** A new link counts as measured after so long, even without a round trip. */
const warmingMs = 5000

/** What the scheduler knows of a link's state. */
export interface LinkJudge {
  gateOf(link: number): number
  isDegraded(link: number): boolean
}

/** The state that a link is in, as people are told; `wasUp` if it was up before. */
export function linkState(
  { up, weight, capped, rttMs, upSinceMs }: LinkTable,
  link: number,
  wasUp: boolean,
  judge: LinkJudge,
  nowMs: number,
): number {
  if (weight[link] === 0) return stateCode.off
  if (capped[link] === 1) return stateCode.capped
  if (up[link] === 0) return wasUp ? stateCode.down : stateCode.registering
  const held = judge.gateOf(link)
  if (held === gate.silent || held === gate.stalled) return stateCode.stalled
  if (held === gate.returning) return stateCode.warming
  if (rttMs[link] === 0 && nowMs - upSinceMs[link]! < warmingMs) return stateCode.warming
  return judge.isDegraded(link) ? stateCode.degraded : stateCode.live
}
