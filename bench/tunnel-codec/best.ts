import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Case {
  name: string
  /** Does the work `times` times over. */
  run(times: number): void
  times: number
  /** How many of what is counted one time makes; 1 unless said. */
  each?: number
}

/**
 * ns for one of each case: the best of `rounds` rounds, in which the cases take turns. What else runs on a machine only ever adds to a
 * loop as short as these, so the best is the least wrong.
 */
export function best(cases: readonly Case[], rounds: number): Map<string, number> {
  const found = new Map<string, number>()
  for (let round = 0; round < rounds; round++)
    for (const { name, run, times, each = 1 } of cases) {
      const from = performance.now()
      run(times)
      const ns = ((performance.now() - from) * 1e6) / (times * each)
      found.set(name, Math.min(found.get(name) ?? Number.POSITIVE_INFINITY, ns))
    }
  return found
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that one of a case leaves to the garbage collector; the least of some tries, for others' garbage adds to it. */
export function garbage({ run, times, each = 1 }: Case): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    collectGarbage()
    const before = process.memoryUsage()
    run(times)
    const after = process.memoryUsage()
    const bytes = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers
    least = Math.min(least, Math.max(0, bytes) / (times * each))
  }
  return least
}

/** Keeps what loops compute from being left out by the compiler; an array, because a number in an object makes garbage. */
export const sink = new Float64Array(1)
