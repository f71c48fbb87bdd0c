import type { FileRecord } from '../model/record.ts'
import type { IndexRequest } from './messages.ts'
import { encodeIndexBatches, encodeIndexEnd } from './messages.ts'

export interface OutgoingIndexOptions {
  /** Own records after a sequence, in order; as `SessionHost.indexSince`. */
  since(sequence: number): Iterable<readonly FileRecord[]>
  /** Resolves when there is a record of everything; undefined: there is already. */
  looked?: Promise<void> | undefined
  /** Writes one frame; resolves when there is room for the next. */
  send(frame: Uint8Array): Promise<void>
}

/**
 * The records of one folder on their way to a device that asked for them. There is never a gap: whoever knows a sequence has
 * everything up to it. So new records are sent at once only when all before are; otherwise they are read in their turn.
 */
export class OutgoingIndex {
  readonly #request: number
  readonly #options: OutgoingIndexOptions
  #sent: number
  #running: Promise<void> | undefined
  #again = false
  #ended = false

  constructor({ request, sequence }: IndexRequest, options: OutgoingIndexOptions) {
    this.#request = request
    this.#sent = sequence
    this.#options = options
  }

  /** Sends everything that there is, and says so as soon as it is everything. */
  async start(): Promise<void> {
    const { looked } = this.#options
    if (looked) {
      await this.#run(() => this.#catchUp())
      await looked
      while (this.#running) await this.#running
    }
    await this.#run(async () => {
      await this.#catchUp()
      if (!this.#ended) await this.#options.send(encodeIndexEnd(this.#request, this.#sent))
    })
  }

  /** Records that were just stored, in order. */
  add(records: readonly FileRecord[]): Promise<void> {
    if (this.#running) {
      this.#again = true
      return this.#running
    }
    return this.#run(() => this.#write(records))
  }

  /** Nothing more is sent. */
  end(): void {
    this.#ended = true
  }

  #run(first: () => Promise<void>): Promise<void> {
    const running = (async () => {
      try {
        await first()
        while (this.#again && !this.#ended) {
          this.#again = false
          await this.#catchUp()
        }
      } finally {
        this.#running = undefined
      }
    })()
    this.#running = running
    return running
  }

  async #catchUp(): Promise<void> {
    for (const records of this.#options.since(this.#sent)) {
      if (this.#ended) return
      await this.#write(records)
    }
  }

  async #write(records: readonly FileRecord[]): Promise<void> {
    const fresh =
      (records[0]?.sequence ?? 0) > this.#sent
        ? records
        : records.filter(({ sequence }) => sequence > this.#sent)
    for (const frame of encodeIndexBatches(this.#request, fresh)) {
      if (this.#ended) return
      await this.#options.send(frame)
    }
    this.#sent = fresh.at(-1)?.sequence ?? this.#sent
  }
}
