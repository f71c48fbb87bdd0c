/** A stretch of time with one bottleneck; seconds since the Unix epoch, and a place in `bottlenecks`. */
export type Stretch = { from: number; to: number; which: number }

const gapSeconds = 2.5

/** Equal neighbours as one stretch; a pause in the figures ends it. */
export function stretchesOf(
  times: ArrayLike<number>,
  values: ArrayLike<number | null | undefined>,
): Stretch[] {
  const found: Stretch[] = []
  for (let n = 0; n < times.length; n++) {
    const [at, which] = [times[n]!, values[n]]
    const last = found.at(-1)
    const follows = last !== undefined && at - last.to < gapSeconds
    if (follows) last.to = at
    if (which === null || which === undefined || (follows && last.which === which)) continue
    found.push({ from: at, to: at, which })
  }
  return found
}
