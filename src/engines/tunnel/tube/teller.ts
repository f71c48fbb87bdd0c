import { ReceiveCredit } from '../../../transfer/flow/receive-credit.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Connection } from './connection.ts'
import { mostRecordBytes, RecordWriter } from './lane-records.ts'

const creditMs = 10
const messageBytes = 4 * 1024

/**
 * Tells the other end of a lane what has arrived and what its connections may send: with each 64 KiB or 10 ms, and at once where half a
 * connection's window is due.
 */
export class Teller {
  readonly #clock: Clock
  readonly #send: (message: Uint8Array<ArrayBuffer>) => void
  readonly #messages: () => number
  readonly #arrived: ReceiveCredit
  readonly #writer = new RecordWriter(messageBytes)
  readonly #due: Connection[] = []
  #cancel: (() => void) | undefined
  #isHolding = false
  #isWanted = false

  /** `messages`: how many have arrived. */
  constructor(clock: Clock, messages: () => number, send: (message: Uint8Array<ArrayBuffer>) => void) {
    this.#clock = clock
    this.#messages = messages
    this.#send = send
    this.#arrived = new ReceiveCredit(clock, this.#tellAll)
  }

  /** A message has come, which `take` deals with: what that causes is told in one, when it has been done. */
  arrived(bytes: number, take: () => void): void {
    this.#isHolding = true
    try {
      take()
    } finally {
      this.#isHolding = false
    }
    this.#arrived.taken(bytes)
    if (this.#isWanted) this.#tellAll()
  }

  credit(connection: Connection, now: boolean): void {
    if (!connection.isCreditDue) {
      connection.isCreditDue = true
      this.#due.push(connection)
    }
    if (!now) this.#cancel ??= this.#clock.after(creditMs, this.#onDue)
    else if (this.#isHolding) this.#isWanted = true
    else this.#tellAll()
  }

  close(): void {
    this.#arrived.close()
    this.#cancel?.()
    this.#cancel = undefined
    for (const connection of this.#due) connection.isCreditDue = false
    this.#due.length = 0
  }

  readonly #onDue = (): void => {
    this.#cancel = undefined
    if (this.#due.length > 0) this.#tellAll()
  }

  readonly #tellAll = (): void => {
    this.#isWanted = false
    const writer = this.#writer
    writer.ack(this.#messages())
    for (const connection of this.#due) {
      connection.isCreditDue = false
      if (connection.isOver) continue
      if (writer.room < mostRecordBytes) this.#send(writer.take())
      writer.credit(connection.number, connection.credit.grant())
    }
    this.#due.length = 0
    this.#send(writer.take())
  }
}
