import type { Duplex } from 'node:stream'
import { Fault } from '../../wire/fault.ts'
import { encodeMessage, type Kind, kinds, type Message, MessageReader, malformed } from './frames.ts'

/** Why a side ends a pairing. */
export const refusals = ['wrong', 'busy', 'declined', 'closed'] as const
export type Refusal = (typeof refusals)[number]

const refusalFaults: Record<Refusal, () => Fault> = {
  wrong: () => new Fault('pairing-refused', 'The code is wrong, or no longer holds.'),
  busy: () => new Fault('pairing-busy', 'The other device is pairing with somebody else at the moment.'),
  declined: () => new Fault('pairing-refused', 'The other side said no.'),
  closed: () => new Fault('pairing-refused', 'The other device is no longer open for pairing.'),
}

/** Messages over a byte stream. Bytes are taken from it only while a message is awaited, so that a flood waits outside. */
export class PairingChannel {
  readonly #stream: Duplex
  readonly #reader = new MessageReader()
  #fault: Fault | undefined
  #wake = () => {}

  constructor(stream: Duplex) {
    this.#stream = stream
    stream.on('readable', () => this.#wake())
    const gone = () => this.fail(new Fault('closed', 'The other device ended the connection.'))
    stream.on('error', gone).on('end', gone).on('close', gone)
  }

  send(kind: Kind, payload: Uint8Array): void {
    if (this.#stream.writable) this.#stream.write(encodeMessage(kind, payload))
  }

  /** Tells why, and ends. */
  refuse(reason: Refusal): void {
    this.send(kinds.refuses, Uint8Array.of(refusals.indexOf(reason)))
    this.#stream.end()
  }

  /**
   * The next message's payload. Throws what the other side refused for, `closed` when it is gone, `sync-protocol` when
   * the message is of another kind, or whatever `fail` was given.
   */
  async receive(kind: Kind): Promise<Buffer> {
    const message = await this.#next()
    if (message.kind === kind) return message.payload
    if (message.kind !== kinds.refuses) throw malformed(`message ${message.kind} in place of ${kind}`)
    const reason = refusals[message.payload[0] ?? -1]
    if (reason === undefined) throw malformed('an unknown refusal')
    // Who is busy says so at once. Later, it would be a way to have a device try again unasked.
    if (reason === 'busy' && kind !== kinds.hello) throw malformed('a refusal that comes too late')
    throw refusalFaults[reason]()
  }

  /** Ends whoever waits for a message, now or later, with `fault`. The first one counts. */
  fail(fault: Fault): void {
    this.#fault ??= fault
    this.#wake()
  }

  /** Lets what was sent leave, then ends the connection. */
  close(): void {
    this.fail(new Fault('closed', 'The pairing is over.'))
    this.#stream.end(() => this.#stream.destroy())
  }

  async #next(): Promise<Message> {
    for (;;) {
      const message = this.#reader.next()
      if (message !== undefined) return message
      const bytes = this.#stream.read() as Buffer | null
      if (bytes !== null) this.#reader.push(bytes)
      else if (this.#fault !== undefined) throw this.#fault
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}
