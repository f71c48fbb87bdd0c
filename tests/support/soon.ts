import { vi } from 'vitest'

/** Waits until a check no longer throws, however busy the machine is; what the check gives. */
export const soon = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 40_000, interval: 5 })

/** Waits until a number has stood still for `ms`, as it does when whoever makes it grow is stopped; the number. */
export async function settled(read: () => number, ms = 250): Promise<number> {
  const stepMs = 10
  let last = read()
  for (let still = 0; still < ms; still += stepMs) {
    await new Promise((resolve) => setTimeout(resolve, stepMs))
    const now = read()
    if (now !== last) still = 0
    last = now
  }
  return last
}
