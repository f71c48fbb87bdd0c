/** One question of which the answer is timed; undefined while nothing has come. */
export interface Echo {
  sentAt: number
  rttMs: number | undefined
}

/** Round trips of one phase, ms. */
export interface Delays {
  medianMs: number
  /** 95 of 100 are not above it. */
  p95Ms: number
  count: number
  /** Without an answer to the end: these took at least as long as was waited. */
  unanswered: number
}

/**
 * Of those sent in a span of time. Those that are still on their way at `now` count as long as they have been there:
 * leaving them out would make a path look the better the longer its queues are. Undefined when none was sent.
 */
export function delaysOf(
  echoes: readonly Echo[],
  { from, to, now }: { from: number; to: number; now: number },
): Delays | undefined {
  const sent = echoes.filter(({ sentAt }) => sentAt >= from && sentAt < to)
  const sorted = sent.map(({ sentAt, rttMs }) => rttMs ?? now - sentAt).sort((a, b) => a - b)
  if (sorted.length === 0) return undefined
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return {
    medianMs: at(0.5),
    p95Ms: at(0.95),
    count: sent.length,
    unanswered: sent.filter(({ rttMs }) => rttMs === undefined).length,
  }
}
