import { ReceiveCredit } from '../../../transfer/flow/receive-credit.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Connection } from './connection.ts'
import { mostRecordBytes, RecordWriter } from './lane-records.ts'

const creditMs = 10
const messageBytes = 4 * 1024

export interface TellerOptions {
  clock: Clock
  defer(then: () => void): void
  /** How many have arrived. */
  messages(): number
  send(message: Uint8Array<ArrayBuffer>): void
}

/**
 * Tells the other end of a lane what has arrived and what its connections may send: after each 64 KiB, 10 ms, or half of a connection's
 * window, and once for everything that comes in a turn of the event loop, for a message costs the stack more than what it says.
 */
export class Teller {
  readonly #options: TellerOptions
  readonly #arrived: ReceiveCredit
  readonly #writer = new RecordWriter(messageBytes)
  readonly #due: Connection[] = []
  #cancel: (() => void) | undefined
  #isWanted = false
  #isClosed = false

  constructor(options: TellerOptions) {
    this.#options = options
    this.#arrived = new ReceiveCredit(options.clock, this.#soon)
  }

  /** A message has come. */
  arrived(bytes: number): void {
    this.#arrived.taken(bytes)
  }

  credit(connection: Connection, isUrgent: boolean): void {
    if (!connection.isCreditDue) {
      connection.isCreditDue = true
      this.#due.push(connection)
    }
    if (isUrgent) this.#soon()
    else this.#cancel ??= this.#options.clock.after(creditMs, this.#onDue)
  }

  close(): void {
    this.#isClosed = true
    this.#arrived.close()
    this.#cancel?.()
    this.#cancel = undefined
    for (const connection of this.#due) connection.isCreditDue = false
    this.#due.length = 0
  }

  readonly #onDue = (): void => {
    this.#cancel = undefined
    if (this.#due.length > 0) this.#tell()
  }

  readonly #soon = (): void => {
    if (this.#isWanted) return
    this.#isWanted = true
    this.#options.defer(this.#tell)
  }

  readonly #tell = (): void => {
    this.#isWanted = false
    if (this.#isClosed) return
    const { messages, send } = this.#options
    const writer = this.#writer
    writer.ack(messages())
    for (const connection of this.#due) {
      connection.isCreditDue = false
      if (connection.isOver) continue
      if (writer.room < mostRecordBytes) send(writer.take())
      writer.credit(connection.number, connection.credit.grant())
    }
    this.#due.length = 0
    send(writer.take())
  }
}
