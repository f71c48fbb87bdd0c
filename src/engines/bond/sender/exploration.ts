const everyMs = 30_000
const lastsMs = 300
const troubleMs = 3000
const healthyMs = 5000

/**
 * Whether the second-best link is tried instead of the best: for 0.3 s in every 30, and while the best lost packets
 * lately and the second has not for longer. `bestNakAge` and `secondNakAge` are how long ago each lost a packet, ms.
 */
export const explores = (nowMs: number, bestNakAge: number, secondNakAge: number): boolean =>
  nowMs % everyMs < lastsMs || (bestNakAge < troubleMs && secondNakAge > healthyMs)
