const firstMs = 500
const mostMs = 60_000

/**
 * How long to wait after so many failures in a row, ms: anything between half a second and twice as much with each failure,
 * up to a minute ("full jitter"), so that many devices do not come at once.
 */
export function backoffMs(failures: number, random: () => number): number {
  const most = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 10))
  return firstMs + random() * (most - firstMs)
}
