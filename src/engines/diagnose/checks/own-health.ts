import { availableParallelism, loadavg } from 'node:os'
import { grade, thresholds } from '../../../contract/thresholds.ts'
import { type Check, type CheckContext, type CheckOutcome, worst } from '../check.ts'
import { type LoopDelay, type MeasureLoop, measureLoop } from '../tools/loop-delay.ts'
import { readFreeMemory, readProcessors, readThrottling, usage } from '../tools/processor.ts'

const watchMs = 2000
const deepWatchMs = 8000

/**
 * Whether this machine keeps up: how late this program comes to run, and what the processors and the memory do.
 *
 * Figures: `loopP50Ms`, `loopP99Ms`, `loopMaxMs`, `cpuPercent` (of all cores), `stealPercent`, `throttledPercent` (of the
 * periods of a container's limit; absent without one), `ownCpuPercent` (of one core), `memoryFreePercent` (absent where
 * it is not told), `cores`, `load` (of a minute, each core; 0 on Windows).
 */
export const createOwnHealthCheck = (measure: MeasureLoop = measureLoop): Check => ({
  name: 'own-health',
  title: 'This machine',
  skip: () => '',
  async run(context) {
    const ownBefore = process.cpuUsage()
    const [before, heldBefore, began] = [
      await readProcessors(context),
      await readThrottling(context),
      context.clock.now(),
    ]
    const delay = await measure(context.deep ? deepWatchMs : watchMs, context.clock, context.signal)
    const [now, held, free] = [
      await readProcessors(context),
      await readThrottling(context),
      await readFreeMemory(context),
    ]
    const own = process.cpuUsage(ownBefore)
    const passedMs = Math.max(1, context.clock.now() - began)
    const periods = held && heldBefore ? held.periods - heldBefore.periods : 0
    return judge({
      delay,
      ...usage(before, now),
      throttled:
        periods > 0 && held && heldBefore
          ? ((held.throttled - heldBefore.throttled) / periods) * 100
          : undefined,
      own: ((own.user + own.system) / 1000 / passedMs) * 100,
      free,
      platform: context.platform,
    })
  },
})

interface Health {
  delay: LoopDelay
  busy: number
  stolen: number
  throttled: number | undefined
  own: number
  free: number | undefined
  platform: CheckContext['platform']
}

function judge({ delay, busy, stolen, throttled, own, free, platform }: Health): CheckOutcome {
  const cores = availableParallelism()
  const load = platform === 'win32' ? 0 : (loadavg()[0] ?? 0) / cores
  const percent = (value: number) => `${Math.round(value)} %`
  const lines: ['good' | 'poor' | 'bad', string][] = [
    [
      grade(thresholds.stealPercent, stolen),
      `The host of this virtual machine gives ${percent(stolen)} of its processors to others.`,
    ],
    [
      throttled === undefined ? 'good' : grade(thresholds.cpuThrottledPercent, throttled),
      `The limit of this container holds it back ${percent(throttled ?? 0)} of the time.`,
    ],
    [grade(thresholds.cpuPercent, busy), `The processors are ${percent(busy)} busy.`],
    [
      free === undefined ? 'good' : grade(thresholds.memoryFreePercent, free),
      `Only ${percent(free ?? 0)} of the memory is left.`,
    ],
    [
      grade(thresholds.loopDelayMs, delay.p99Ms),
      `This program comes up to ${Math.round(delay.p99Ms)} ms late to its work.`,
    ],
  ]
  const state = worst(lines.map(([each]) => each))
  return {
    state,
    summary:
      lines.find(([each]) => each === state && state !== 'good')?.[1] ??
      `This machine keeps up: processors ${percent(busy)} busy, work at most ${Math.round(delay.p99Ms)} ms late.`,
    evidence: [
      `event loop late by ${delay.p50Ms} ms in the middle, ${delay.p99Ms} ms at the 99th percentile, ${delay.maxMs} ms at most`,
      `processors ${percent(busy)} busy over ${cores} core${cores === 1 ? '' : 's'}; this program ${percent(own)} of one`,
      ...(stolen >= 1 ? [`${percent(stolen)} taken by the hypervisor`] : []),
      ...(throttled === undefined
        ? []
        : [`held back by the container's limit in ${percent(throttled)} of periods`]),
      ...(load > 0 ? [`load ${load.toFixed(1)} for each core`] : []),
      free === undefined
        ? 'the system does not tell how much memory is left'
        : `${percent(free)} of memory left`,
    ],
    figures: {
      loopP50Ms: delay.p50Ms,
      loopP99Ms: delay.p99Ms,
      loopMaxMs: delay.maxMs,
      cpuPercent: Math.round(busy),
      stealPercent: Math.round(stolen),
      ...(throttled === undefined ? {} : { throttledPercent: Math.round(throttled) }),
      ownCpuPercent: Math.round(own),
      ...(free === undefined ? {} : { memoryFreePercent: Math.round(free) }),
      cores,
      load: Math.round(load * 10) / 10,
    },
  }
}
