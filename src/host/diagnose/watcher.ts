import type { BondsSnapshot } from '../../contract/bond.ts'
import type { Cause, diagnoseContract } from '../../contract/diagnose.ts'
import type { EngineEvent } from '../../contract/events.ts'
import type { ForwardSnapshot } from '../../contract/forward.ts'
import type { Client } from '../../contract/procedure.ts'
import type { SyncSnapshot } from '../../contract/sync.ts'
import type { TunnelSnapshot } from '../../contract/tunnel.ts'
import { type Clock, sleep } from '../clock.ts'

/** How often the engine looks, how soon again when it could not, and how long it goes on after the last stream. */
const times = { intervalMs: 60_000, againMs: 5000, lingerMs: 30_000 }
/** What is seen once may be over before somebody reads of it. */
const looksUntilTold = 2

/** Whether a stream runs through any rule, any bond or receiver, any folder, any tube. */
export const rulesFlow = ({ columns }: ForwardSnapshot): boolean =>
  columns.rateDown?.some((rate) => rate > 0) ?? false
export const bondsFlow = ({ bonds, receivers }: BondsSnapshot): boolean =>
  [...bonds, ...receivers].some(({ bitrate }) => bitrate > 0)
export const foldersFlow = ({ folders }: SyncSnapshot): boolean =>
  folders.some(({ downRate, upRate }) => downRate + upRate > 0)
export const tubesFlow = ({ tubes }: TunnelSnapshot): boolean =>
  tubes.some(({ rateIn, rateOut }) => rateIn + rateOut > 0)

export interface WatcherOptions {
  ask(question: (client: Client<typeof diagnoseContract>) => Promise<void>): Promise<void>
  event(event: EngineEvent): void
  clock: Clock
}

/** Lets the doctor look on while streams run, and tells of what it finds twice in a row. */
export class Watcher {
  readonly #options: WatcherOptions
  readonly #seen = new Map<string, number>()
  #watching: AbortController | undefined
  #flowedAt = Number.NEGATIVE_INFINITY
  #causes: readonly Cause[] = []

  constructor(options: WatcherOptions) {
    this.#options = options
  }

  /** What is wrong now; empty while nothing runs. */
  get causes(): readonly Cause[] {
    return this.#causes
  }

  /** To be told often: whether a stream runs. */
  flows(isFlowing: boolean): void {
    const now = this.#options.clock.now()
    if (isFlowing) {
      this.#flowedAt = now
      if (this.#watching === undefined) void this.#watch()
    } else if (this.#watching && now - this.#flowedAt > times.lingerMs) this.stop()
  }

  stop(): void {
    this.#watching?.abort()
    this.#watching = undefined
    this.#causes = []
    this.#seen.clear()
  }

  async #watch(): Promise<void> {
    const { ask, clock } = this.#options
    const own = new AbortController()
    this.#watching = own
    while (!own.signal.aborted) {
      try {
        await ask(async (client) => {
          for await (const { causes } of client.watch({ intervalMs: times.intervalMs }, own.signal))
            if (!own.signal.aborted) this.#take(causes)
        })
      } catch {
        // The supervisor tells of an engine that is away; it is asked again.
      }
      await sleep(clock, times.againMs, own.signal)
    }
  }

  #take(causes: readonly Cause[]): void {
    const codes = new Set(causes.map(({ code }) => code))
    for (const code of this.#seen.keys()) if (!codes.has(code)) this.#seen.delete(code)
    for (const code of codes) this.#seen.set(code, (this.#seen.get(code) ?? 0) + 1)
    this.#causes = causes.filter(({ code }) => (this.#seen.get(code) ?? 0) >= looksUntilTold)
    for (const { code, text } of this.#causes)
      if (this.#seen.get(code) === looksUntilTold)
        this.#options.event({ at: this.#options.clock.now(), level: 'warning', code, text })
  }
}
