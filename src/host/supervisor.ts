import type { EngineEvent } from '../contract/events.ts'
import type { EngineName, EngineStatus } from '../contract/host.ts'
import type { Link } from '../wire/frames.ts'
import { type Clock, sleep } from './clock.ts'
import { Bell } from './latest.ts'

const backoff = { firstMs: 500, limitMs: 30_000, resetAfterMs: 60_000 }
/** An engine is looked at once a second; this many looks without a sign of life and it counts as hung. */
const silence = { tickMs: 1000, starting: 20, running: 5 }

/** One running engine. */
export interface EngineThread {
  readonly link: Link
  /** Resolves when the thread has ended by itself, with the reason in words. Never rejects. */
  readonly ended: Promise<string>
  terminate(): Promise<unknown>
}

export interface SupervisorOptions {
  name: EngineName
  start(): EngineThread
  /**
   * Talks to a fresh engine until the signal aborts: gives it its settings, then reads what it tells. Calls `alive` at
   * each sign of life. Ending earlier, by return or throw, counts as a failure of the engine.
   */
  converse(link: Link, alive: () => void, signal: AbortSignal): Promise<void>
  changed(status: EngineStatus): void
  event(event: EngineEvent): void
  clock: Clock
}

/**
 * Keeps one engine running: an engine that ends or falls silent is ended for good and started again, after 0.5 s
 * doubling to 30 s, and after 0.5 s again once it has been healthy for a minute. One that is not needed does not run.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #stop = new AbortController()
  #status: EngineStatus
  #failures = 0
  #running: Promise<void> | undefined
  /** Aborts when the engine is not needed any more. */
  #needed = new AbortController()
  readonly #neededAgain = new Bell()

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#status = { name: options.name, state: 'stopped', restarts: 0, retryAt: 0 }
  }

  get status(): EngineStatus {
    return this.#status
  }

  start(): void {
    this.#running ??= this.#run()
  }

  get isNeeded(): boolean {
    return !this.#needed.signal.aborted
  }

  /** An engine that is not is ended at once, without counting as one that has failed. */
  set isNeeded(isNeeded: boolean) {
    if (isNeeded === this.isNeeded) return
    if (isNeeded) {
      this.#needed = new AbortController()
      this.#neededAgain.ring()
    } else this.#needed.abort()
  }

  /** Ends the engine at once and for good. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock, event, name } = this.#options
    const stop = this.#stop.signal
    while (!stop.aborted) {
      if (!this.isNeeded) {
        await this.#idle()
        continue
      }
      const over = AbortSignal.any([stop, this.#needed.signal])
      const reason = await this.#life(over)
      if (over.aborted) continue
      const delay = Math.min(backoff.firstMs * 2 ** this.#failures++, backoff.limitMs)
      this.#set({ state: 'waiting', retryAt: clock.now() + delay })
      event({
        at: clock.now(),
        level: 'error',
        code: 'engine-crashed',
        text: `The ${name} engine stopped (${reason}). It starts again in ${delay / 1000} s.`,
      })
      await sleep(clock, delay, over)
      if (!over.aborted) this.#set({ restarts: this.#status.restarts + 1 })
    }
    this.#set({ state: 'stopped', retryAt: 0 })
  }

  /** Until it is needed; what went wrong before is past then. */
  async #idle(): Promise<void> {
    this.#failures = 0
    this.#set({ state: 'idle', restarts: 0, retryAt: 0 })
    if (!this.isNeeded) await this.#neededAgain.heard(this.#stop.signal)
  }

  /** From start to end, which is when `stopped` aborts at the latest; returns why it ended. */
  async #life(stopped: AbortSignal): Promise<string> {
    const { clock, event, name, start, converse } = this.#options
    this.#set({ state: 'starting', retryAt: 0 })
    const over = new AbortController()
    let thread: EngineThread | undefined
    let healthySince: number | undefined
    try {
      thread = start()
      const pulse = watchPulse(clock, over.signal)
      const alive = () => {
        pulse.beat()
        if (healthySince !== undefined) return
        healthySince = clock.now()
        if (this.#status.restarts > 0)
          event({
            at: clock.now(),
            level: 'info',
            code: 'engine-running',
            text: `The ${name} engine runs again.`,
          })
        this.#set({ state: 'running' })
      }
      return await Promise.race([
        thread.ended,
        pulse.lost,
        converse(thread.link, alive, over.signal).then(
          () => 'it ended the conversation',
          (error) => (error instanceof Error ? error.message : String(error)),
        ),
        new Promise<string>((resolve) => {
          stopped.addEventListener('abort', () => resolve('stopped'), { signal: over.signal })
        }),
      ])
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    } finally {
      if (healthySince !== undefined && clock.now() - healthySince >= backoff.resetAfterMs) this.#failures = 0
      over.abort()
      await thread?.terminate()
    }
  }

  #set(change: Partial<EngineStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#options.changed(this.#status)
  }
}

/** All engines are looked at in the same moments, so that an idle program wakes up once for all of them. */
function untilLook(clock: Clock): number {
  const leftMs = silence.tickMs - (Math.floor(clock.now()) % silence.tickMs)
  // A timer may come a little early: then this is the moment that it was meant for.
  return leftMs < silence.tickMs / 2 ? leftMs + silence.tickMs : leftMs
}

/** Notices silence by counting looks, not by the clock: a host that slept for an hour must not blame its engines. */
function watchPulse(clock: Clock, signal: AbortSignal): { beat(): void; lost: Promise<string> } {
  const { promise: lost, resolve } = Promise.withResolvers<string>()
  let quiet = 0
  let limit = silence.starting
  const look = () => {
    if (++quiet > limit) resolve('it did not answer')
    else cancel = clock.after(untilLook(clock), look)
  }
  let cancel = clock.after(untilLook(clock), look)
  signal.addEventListener('abort', () => cancel())
  return {
    beat() {
      quiet = 0
      limit = silence.running
    },
    lost,
  }
}
