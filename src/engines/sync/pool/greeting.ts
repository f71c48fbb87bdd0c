import { Fault, isFaultCode } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import type { PeerSession } from '../protocol/session.ts'
import type { Connection, Stream } from '../transport.ts'

const greetingMs = 10_000
/** Streams that may wait until the hello is over. */
const mostWaiting = 64

/** A connection whose hello is under way: what the peer opens waits, and it must not take too long. */
export class Greeting {
  readonly connection: Connection
  /** The first stream that the peer opens. */
  readonly firstStream: Promise<Stream>
  readonly #waiting: Stream[] = []
  readonly #cancelTimeout: () => void
  #session: PeerSession | undefined

  /** `isAnswered`: the peer opens the first stream, which is the control stream. */
  constructor(connection: Connection, clock: Clock, isAnswered: boolean) {
    this.connection = connection
    const first = Promise.withResolvers<Stream>()
    this.firstStream = first.promise
    this.firstStream.catch(() => {})
    let isFirst = isAnswered
    connection.onStream((stream) => {
      if (isFirst) {
        isFirst = false
        first.resolve(stream)
      } else if (this.#session) this.#session.serve(stream)
      else if (this.#waiting.length < mostWaiting) this.#waiting.push(stream)
      else connection.close('sync-limit', 'Too many requests before the hello.')
    })
    connection.closed.then(() => first.reject(new Fault('closed', 'The connection has ended.')))
    this.#cancelTimeout = clock.after(greetingMs, () => {
      connection.close('sync-stalled', 'The hello took too long.')
    })
  }

  /** The hello is over, well. */
  done(session: PeerSession): void {
    this.#cancelTimeout()
    this.#session = session
    session.start()
    for (const stream of this.#waiting.splice(0)) session.serve(stream)
  }

  /** The hello failed with `error`: closes the connection. Returns why, in the peer's words if it closed first. */
  async failed(error: unknown): Promise<Fault> {
    this.#cancelTimeout()
    this.#waiting.length = 0
    const fault =
      error instanceof Fault ? error : new Fault('sync-protocol', 'The hello of the device cannot be read.')
    if (!this.connection.isClosed) {
      this.connection.close(fault.code, fault.message)
      return fault
    }
    const { code, text, byPeer } = await this.connection.closed
    return isFaultCode(code) && (byPeer || code !== 'closed') ? new Fault(code, shown(text)) : fault
  }
}

/** A text of a peer, for people: one line, not long. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
export const shown = (text: string): string => text.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, 200)
