import { randomBytes } from 'node:crypto'

const lifeMs = 60_000
const maxTickets = 100

/** What lets one connection write into one folder, once, within a minute. */
export class DiskTickets {
  readonly #folders = new Map<string, { folder: string; until: number }>()

  issue(folder: string, nowMs: number): string {
    for (const [ticket, { until }] of this.#folders) {
      if (until <= nowMs || this.#folders.size >= maxTickets) this.#folders.delete(ticket)
    }
    const ticket = randomBytes(24).toString('base64url')
    this.#folders.set(ticket, { folder, until: nowMs + lifeMs })
    return ticket
  }

  /** The folder; undefined: no such ticket, not any more. */
  redeem(ticket: string, nowMs: number): string | undefined {
    const entry = this.#folders.get(ticket)
    this.#folders.delete(ticket)
    return entry && nowMs < entry.until ? entry.folder : undefined
  }
}
