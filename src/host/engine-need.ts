import type { EngineStatus } from '../contract/host.ts'
import type { Clock } from './clock.ts'

/** So long an engine that nothing needs is kept: whoever comes back soon does not wait for a new one. */
const keptMs = 3 * 60_000

export interface EngineNeedOptions {
  clock: Clock
  /** Whether there is anything for the engine to do. */
  hasWork(): boolean
  /** The engine is to run from now on, or to end. */
  changed(isNeeded: boolean): void
}

/** When an engine with a process of its own is to run, which takes up to 100 MB: at once when there is something to do, and some minutes longer. */
export class EngineNeed {
  /** Nothing has been needed of an engine, and none runs yet: what is to be seen is what the host knows. */
  isResting = true
  readonly #options: EngineNeedOptions
  #isNeeded = false
  #cancelEnd: (() => void) | undefined
  #prepared = Promise.withResolvers<void>()

  constructor(options: EngineNeedOptions) {
    this.#options = options
  }

  /** Resolves when an engine that is being woken knows everything, or has come to nothing; at once while one runs. */
  get prepared(): Promise<void> {
    return this.isResting ? this.#prepared.promise : Promise.resolve()
  }

  /** There may be something to do now, or nothing any more. */
  look(): void {
    if (this.#options.hasWork()) {
      this.#cancelEnd?.()
      this.#cancelEnd = undefined
      this.#set(true)
    } else if (this.#isNeeded) this.#cancelEnd ??= this.#options.clock.after(keptMs, () => this.#end())
  }

  /** Somebody has a question to the engine, whether there is anything else to do or not. Resolves as `prepared`. */
  wake(): Promise<void> {
    this.#set(true)
    this.#cancelEnd?.()
    this.#cancelEnd = undefined
    this.look()
    return this.prepared
  }

  /** What the supervisor says of the engine. */
  engineIs(state: EngineStatus['state']): void {
    if (state === 'idle') {
      if (this.isResting) return
      this.isResting = true
      this.#prepared = Promise.withResolvers()
    } else if (state !== 'starting') this.enginePrepared()
  }

  /** The engine that is being woken knows everything that it must know. */
  enginePrepared(): void {
    this.isResting = false
    this.#prepared.resolve()
  }

  close(): void {
    this.#cancelEnd?.()
  }

  #end(): void {
    this.#cancelEnd = undefined
    this.#set(false)
  }

  #set(isNeeded: boolean): void {
    if (isNeeded === this.#isNeeded) return
    this.#isNeeded = isNeeded
    this.#options.changed(isNeeded)
  }
}
