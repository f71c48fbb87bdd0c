import { performance } from 'node:perf_hooks'
import type { Heap, SoakHost } from './host.ts'
import { fitLine } from './line.ts'
import { type Usage, usageBelow } from './processes.ts'
import { pause } from './soak.ts'
import { figure, floorGrowth, growth, type Measure } from './verdict.ts'

const everyMs = 5000
/** Until code is compiled, caches are full and heaps have found their size. */
const warmUpMs = 120_000
const warmUpPart = 0.3
const goals = { rssMBPerMinute: 1, handles: 4, sockets: 4 }

export interface Sample extends Usage {
  /** Since the beginning. */
  atMs: number
}

/** How much of the time is not counted. */
export const warmUp = (totalMs: number): number => Math.min(warmUpMs, totalMs * warmUpPart)

/** What samples say of a host that ran so long. */
export function judgeSamples(name: string, samples: readonly Sample[]): Measure[] {
  const last = samples.at(-1)?.atMs ?? 0
  const counted = samples.filter(({ atMs }) => atMs >= warmUp(last))
  const line = fitLine(counted.map(({ atMs, rssMB }) => ({ x: atMs / 60_000, y: rssMB })))
  const of = (what: 'handles' | 'sockets') => counted.map((sample) => sample[what])
  const highest = Math.max(...counted.map(({ rssMB }) => rssMB))
  return [
    growth(`memory of ${name} after warm-up`, line, goals.rssMBPerMinute, 'MB/min'),
    figure(`highest memory of ${name}, MB`, highest),
    floorGrowth(`handles of ${name}, lower quartile at first and at last`, of('handles'), goals.handles),
    floorGrowth(`sockets of ${name}, lower quartile at first and at last`, of('sockets'), goals.sockets),
  ]
}

const words = ({ heapUsed, external }: Heap) =>
  `${(heapUsed / 1e6).toFixed(1)} + ${(external / 1e6).toFixed(1)}`

/** Looks at a host every few seconds until the signal aborts. */
export class Sampler {
  readonly samples: Sample[] = []
  heaps: Record<string, Heap>[] = []
  readonly #host: SoakHost
  readonly #began = performance.now()

  constructor(host: SoakHost) {
    this.#host = host
  }

  async run(over: AbortSignal, told: (sample: Sample) => void): Promise<void> {
    while (!over.aborted) {
      const usage = await usageBelow(this.#host.pid)
      const sample = { atMs: performance.now() - this.#began, ...usage }
      this.samples.push(sample)
      this.heaps.push(await this.#host.heaps())
      told(sample)
      const next = this.samples.length * everyMs - (performance.now() - this.#began)
      for (let left = next; left > 0 && !over.aborted; left -= 250) await pause(Math.min(250, left))
    }
  }

  measures(): Measure[] {
    const { name } = this.#host.place
    const last = this.heaps.at(-1) ?? {}
    const total = this.samples.at(-1)?.atMs ?? 0
    const growthOf = (thread: string) => {
      const points = this.samples.flatMap(({ atMs }, index) => {
        const heap = this.heaps[index]?.[thread]
        if (heap === undefined || atMs < warmUp(total)) return []
        return [{ x: atMs / 60_000, y: (heap.heapUsed + heap.external) / 1e6 }]
      })
      const { slope, error } = fitLine(points)
      return `${slope.toFixed(2)} ± ${error.toFixed(2)} MB/min`
    }
    return [
      ...judgeSamples(name, this.samples),
      ...Object.entries(last).map(([thread, heap]) =>
        figure(
          `heap + outside of it at the end, ${name} ${thread}, MB; growth`,
          `${words(heap)}; ${growthOf(thread)}`,
        ),
      ),
    ]
  }
}
