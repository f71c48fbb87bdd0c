import type { DiskPipe } from '../../transfer/disk-link.ts'
import { Fault } from '../../wire/fault.ts'
import { DiskConnection } from './disk-connection.ts'
import { DiskSink } from './disk-sink.ts'
import { DiskTickets } from './disk-tickets.ts'
import { nativeHasher } from './hasher.ts'

export const maxConnections = 64

/** Lets windows write what they receive. */
export class DiskServer implements AsyncDisposable {
  readonly #tickets = new DiskTickets()
  readonly #connections = new Set<DiskConnection>()
  readonly #now: () => number
  readonly #report: (error: unknown) => void
  #isClosed = false

  constructor(now: () => number, report: (error: unknown) => void) {
    this.#now = now
    this.#report = report
  }

  /** What the first message on a connection must hold; good once, for a minute. */
  ticket(folder: string): string {
    return this.#tickets.issue(folder, this.#now())
  }

  /** Takes over a connection of a window. */
  serve(pipe: DiskPipe): void {
    if (this.#isClosed || this.#connections.size >= maxConnections) return pipe.close()
    const connection = new DiskConnection({
      pipe,
      sinkOf: (ticket) => {
        const folder = this.#tickets.redeem(ticket, this.#now())
        if (folder === undefined) throw new Fault('closed', 'The ticket for the disk is used or too old.')
        return new DiskSink({ folder, hasher: nativeHasher })
      },
      report: this.#report,
    })
    this.#connections.add(connection)
    void connection.over.then(() => this.#connections.delete(connection))
  }

  /** Ends all connections; resolves when what they have received lies safe. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    const connections = [...this.#connections]
    for (const connection of connections) connection.close()
    await Promise.all(connections.map(({ over }) => over))
  }
}
