const steps = [250, 500, 1000, 1000] as const
const lastStep = 2000

/**
 * How long to wait before attempt `attempt` (1 is the first repetition), in ms; undefined when the next attempt would
 * come after `holdMs` since the first failure.
 */
export function retryDelay(attempt: number, waitedMs: number, holdMs: number): number | undefined {
  const delay = steps[attempt - 1] ?? lastStep
  return waitedMs + delay <= holdMs ? delay : undefined
}
