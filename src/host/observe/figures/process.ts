import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { counter, gauge, type Tell, unit } from '../metric.ts'

/** By the names that the semantic conventions have for any process, and for Node. */
export const processMetrics = {
  cpu: counter('process.cpu.time', unit.seconds, 'Processor time of this process, all of its threads.'),
  memory: gauge('process.memory.usage', unit.bytes, 'Memory in use (resident set).'),
  uptime: gauge('process.uptime', unit.seconds, 'Time since the process began.'),
  utilization: gauge(
    'nodejs.eventloop.utilization',
    unit.part,
    'Part of the time that the main thread was busy, since the last reading.',
  ),
  delayP50: gauge(
    'nodejs.eventloop.delay.p50',
    unit.seconds,
    'How late timers of the main thread come: median.',
  ),
  delayP99: gauge(
    'nodejs.eventloop.delay.p99',
    unit.seconds,
    'How late timers of the main thread come: 99 of 100 are sooner.',
  ),
  delayMax: gauge(
    'nodejs.eventloop.delay.max',
    unit.seconds,
    'How late timers of the main thread come at worst.',
  ),
}

const nano = 1e-9
/** Coarse: it wakes the process as often as that. */
const resolution = 100

/** The process that all this runs in. */
export class ProcessFigures {
  readonly #began = Date.now() - process.uptime() * 1000
  #utilization = performance.eventLoopUtilization()
  #delay: ReturnType<typeof monitorEventLoopDelay> | undefined

  /** Whether the delay of the main thread is measured, which wakes it ten times a second. */
  measure(wanted: boolean): void {
    if (wanted === (this.#delay !== undefined)) return
    this.#delay?.disable()
    this.#delay = wanted ? monitorEventLoopDelay({ resolution }) : undefined
    this.#delay?.enable()
  }

  tell(tell: Tell): void {
    const since = this.#began
    const { user, system } = process.cpuUsage()
    for (const [mode, micro] of [
      ['user', user],
      ['system', system],
    ] as const)
      tell(processMetrics.cpu, { value: micro / 1e6, attributes: { 'cpu.mode': mode }, since })
    const figures: [keyof typeof processMetrics, number][] = [
      ['memory', process.memoryUsage.rss()],
      ['uptime', process.uptime()],
    ]
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, this.#utilization)
    this.#utilization = now
    if (Number.isFinite(utilization)) figures.push(['utilization', utilization])
    if (this.#delay && this.#delay.count > 0) {
      // What it measures holds the time between two looks too.
      const late = (value: number) => Math.max(0, value * nano - resolution / 1000)
      figures.push(
        ['delayP50', late(this.#delay.percentile(50))],
        ['delayP99', late(this.#delay.percentile(99))],
        ['delayMax', late(this.#delay.max)],
      )
      this.#delay.reset()
    }
    for (const [name, value] of figures) tell(processMetrics[name], { value, attributes: {}, since })
  }
}
