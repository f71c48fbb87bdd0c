import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'

/**
 * Gives, each time it is asked, the part (0 … 1) that was in use since the last time: of all processors of this machine
 * or, if that is more, of this thread, which can use one only. -1 while nothing is known.
 */
export function processorUse(): () => number {
  let before = times()
  let loop = performance.eventLoopUtilization()
  return () => {
    const now = times()
    const all = now.all - before.all
    const machine = all > 0 ? 1 - (now.idle - before.idle) / all : -1
    before = now
    const loopNow = performance.eventLoopUtilization()
    const thread = performance.eventLoopUtilization(loopNow, loop).utilization
    loop = loopNow
    return Math.min(1, Math.max(machine, thread))
  }
}

/** ms since the system started; some systems tell nothing. */
function times(): { all: number; idle: number } {
  let all = 0
  let idle = 0
  for (const { times: of } of cpus()) {
    all += of.user + of.nice + of.sys + of.idle + of.irq
    idle += of.idle
  }
  return { all, idle }
}
