import type { SessionSettings } from './options.ts'

export const mostLanes = 16

/** How many lanes there should be: as many as either end wants for what it sends, and no more than either allows. */
export class WantedLanes {
  readonly #settings: SessionSettings
  #byUs = 1
  #byThem = 0
  #mostByThem = mostLanes

  /** `settings` may change. */
  constructor(settings: SessionSettings) {
    this.#settings = settings
  }

  /** False if it is as it was. */
  setByUs(lanes: number): boolean {
    const before = this.#byUs
    this.#byUs = Math.min(lanes, mostLanes)
    return this.#byUs !== before
  }

  setByThem(wanted: number, most: number): void {
    this.#byThem = wanted
    this.#mostByThem = most
  }

  get byUs(): number {
    return this.#byUs
  }

  get mostByUs(): number {
    const { gentle, maxLanes } = this.#settings
    return gentle ? 1 : Math.max(1, Math.min(maxLanes, mostLanes))
  }

  get count(): number {
    const most = Math.min(this.mostByUs, this.#mostByThem)
    return Math.max(1, Math.min(Math.max(this.#byUs, this.#byThem), most))
  }
}
