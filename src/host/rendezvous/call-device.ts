import { randomBytes, X509Certificate } from 'node:crypto'
import type { Peer } from '../../contract/peers.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import type { Call } from './call.ts'
import { deviceKeys, numberBytes } from './device-keys.ts'
import { dialDevice } from './dial.ts'
import type { TlsIdentity } from './listener.ts'
import type { CallMessage } from './messages.ts'
import { reconnect } from './reconnect.ts'
import { CallLine } from './typed-line.ts'

/** So long it rings there; a little longer is waited here for word of that. */
export const ringMs = 60_000
const graceMs = 5000

export interface CallDeviceOptions {
  /** Ringing. */
  call: Call
  clock: Clock
  own: TlsIdentity
  peer: Peer
  /** Where it may be, as far as it is known at the time. */
  places(): readonly Endpoint[]
}

/** Calls a paired device. Resolves when it rings there; throws `peer-unreachable`, or what it refused for. */
export async function callDevice(options: CallDeviceOptions): Promise<void> {
  const { call, clock, peer } = options
  const calling = new Calling(options)
  const line = await calling.connect(call.over.signal)
  const cancel = clock.after(ringMs + graceMs, () => {
    if (!call.isJoined) call.fail(new Fault('call-declined', `Nobody answers at ${peer.name}.`))
  })
  call.over.signal.addEventListener('abort', cancel)
  if (call.over.signal.aborted) cancel()
  call.set({ until: clock.now() + ringMs })
  void calling.keep(line)
}

class Calling {
  readonly #options: CallDeviceOptions
  readonly #number = randomBytes(numberBytes).toString('base64url')
  readonly #certificate: Uint8Array
  #theirs = ''

  constructor(options: CallDeviceOptions) {
    this.#options = options
    this.#certificate = new X509Certificate(options.peer.certificate).raw
  }

  /** A line on which the other device knows of the call. */
  async connect(signal: AbortSignal): Promise<CallLine> {
    const { call, clock, own, peer, places } = this.#options
    const where = places()
    if (where.length === 0) throw unreachable(peer)
    const line = new CallLine(
      await dialDevice(where, own, this.#certificate, clock, signal).catch(() => {
        signal.throwIfAborted()
        throw unreachable(peer)
      }),
    )
    const { purpose } = call.view
    line.say({ type: 'call', id: call.id, number: this.#number, joined: call.isJoined, purpose })
    const answer = await line.next().catch(() => {
      throw new Fault(
        'peer-refused',
        `${peer.name} ended the connection: this device may not be paired there any more.`,
      )
    })
    if (answer.type === 'ended') throw endOf(answer)
    if (answer.type !== 'ringing')
      throw new Fault('transfer-protocol', `${peer.name} answers something else.`)
    this.#theirs ||= answer.number
    return line
  }

  /** Until the call ends, over as many lines as it takes. */
  async keep(first: CallLine): Promise<void> {
    const { call, clock } = this.#options
    for (let line: CallLine | undefined = first; line; ) {
      await this.#stay(line)
      if (call.isOver) return
      line = await reconnect(call, clock, (signal) =>
        this.connect(signal).catch((error) => this.#giveUp(error)),
      )
    }
  }

  async #stay(line: CallLine): Promise<void> {
    const { call, peer } = this.#options
    const leave = () => {
      line.say({ type: 'ended', code: '', reason: call.view.problem })
      line.close()
    }
    call.over.signal.addEventListener('abort', leave)
    if (call.over.signal.aborted) leave()
    try {
      for (;;) {
        const message = await line.next()
        if (message.type === 'text') call.take(message.text)
        else if (message.type === 'taken') {
          if (!call.isJoined)
            call.join({
              ...deviceKeys(call.id, this.#number, this.#theirs),
              peer: { id: peer.id, name: peer.name },
            })
          call.attach(line.line)
        } else if (message.type === 'ended')
          return message.code === '' ? call.end(message.reason) : call.fail(endOf(message))
      }
    } catch {
      // It is tried again, unless the call is over.
    } finally {
      call.over.signal.removeEventListener('abort', leave)
      line.close()
      call.detach()
    }
  }

  /** There is no use in trying again where the call is over. */
  #giveUp(error: unknown): never {
    const isOver = error instanceof Fault && ['call-unknown', 'call-declined', 'closed'].includes(error.code)
    if (isOver) this.#options.call.fail(error)
    throw error
  }
}

const unreachable = ({ name }: Peer) =>
  new Fault(
    'peer-unreachable',
    `${name} does not answer. Is Hawser running there, on this network or at a known address?`,
  )

function endOf({ code, reason }: Extract<CallMessage, { type: 'ended' }>): Fault {
  if (code === 'call-declined') return new Fault(code, reason || 'The other side does not want to talk.')
  if (code === 'too-many') return new Fault(code, 'The other device has too many calls at once.')
  return new Fault('closed', reason || 'The other side has ended the call.')
}
