import type { Clock } from '../../host/clock.ts'

/** Whether that time (ms since the Unix epoch) lies in hours such as `22:00-06:00`, by the clock on the wall. */
export function inQuietHours(hours: string, at: number): boolean {
  const found = /^(\d+):(\d+) ?[-–] ?(\d+):(\d+)$/.exec(hours.trim())
  if (found === null) return false
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = found.slice(1).map(Number)
  const date = new Date(at)
  const now = date.getHours() * 60 + date.getMinutes()
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute]
  // Over midnight where it ends before it begins.
  return from <= to ? now >= from && now < to : now >= from || now < to
}

const muteMs = 3_600_000

/** Quiet for an hour, at somebody's wish. */
export class Mute {
  readonly #clock: Clock
  readonly #changed: () => void
  #until = 0
  #cancel = () => {}

  /** `changed` is called when it begins and when it ends. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock
    this.#changed = changed
  }

  /** Until when, ms since the Unix epoch; 0 when it is not quiet. */
  get until(): number {
    return this.#until > this.#clock.now() ? this.#until : 0
  }

  toggle(): void {
    this.#cancel()
    const isOn = this.until > 0
    this.#until = isOn ? 0 : this.#clock.now() + muteMs
    this.#changed()
    if (!isOn) this.#cancel = this.#clock.after(muteMs, this.#changed)
  }
}
