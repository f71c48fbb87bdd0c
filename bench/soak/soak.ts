import type { EngineName } from '../../src/contract/host.ts'
import type { SoakHost } from './host.ts'
import { Outages } from './outages.ts'
import type { Streams } from './streams.ts'
import type { Measure } from './verdict.ts'

/** Something that goes wrong on purpose. */
export interface Fault {
  name: string
  /** Only one at a time of those that take away the same thing. */
  of: string
  /** How often it is chosen, beside others. */
  weight: number
  /** Does it, and resolves when it is over. Text: how. */
  run(random: () => number, told: (how: string) => void): Promise<void>
}

/** One kind of work that a host does during the soak. */
export interface Load {
  readonly name: string
  readonly faults: readonly Fault[]
  /** From now on no new work; resolves when all that there was is done and looked at. */
  settle(): Promise<void>
  measures(): Promise<Measure[]>
  [Symbol.asyncDispose](): Promise<void>
}

/** What loads share. */
export interface Soak {
  /** The one that is measured, and is never killed. */
  main: SoakHost
  /** Another machine, which is killed now and then. */
  other: SoakHost
  streams: Streams
  folder: string
  random(): number
  /** Connections through the tunnel that have read back all they sent: what says that it carries, whatever is believed of it. */
  tunnelRounds: number
  outages: Record<'other' | 'bond' | 'sync' | 'tunnel', Outages>
  say(text: string): void
  /** Something that must not be; the soak has failed. */
  problem(text: string): void
}

export const newOutages = (): Soak['outages'] => ({
  other: new Outages(),
  bond: new Outages(),
  sync: new Outages(),
  tunnel: new Outages(),
})

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Shorter when the signal aborts. */
export function pauseUntil(ms: number, over: AbortSignal): Promise<void> {
  if (over.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      over.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    over.addEventListener('abort', end)
  })
}

/** From `from` up to `to`, whole. */
export const between = (random: () => number, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1))

/** Crashes an engine of a host that is a thread; whether it runs again within `ms`. */
export async function crashAndReturn({ main }: Soak, engine: EngineName, ms: number): Promise<boolean> {
  const status = () => main.latest?.engines.find(({ name }) => name === engine)
  const before = status()?.restarts ?? 0
  main.crash(engine)
  return comesTrue(() => {
    const { restarts = 0, state } = status() ?? {}
    return restarts > before && state === 'running'
  }, ms)
}

/** Whether it comes true within `ms`; asked again a few times a second. */
export async function comesTrue(holds: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await pause(200))
    if (await holds()) return true
  return false
}
