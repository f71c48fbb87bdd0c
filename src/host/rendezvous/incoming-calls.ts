import { randomBytes } from 'node:crypto'
import type { Peer } from '../../contract/peers.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { deviceIdOf } from '../peers/device-id.ts'
import { Call } from './call.ts'
import { ringMs } from './call-device.ts'
import { deviceKeys, numberBytes } from './device-keys.ts'
import type { Line } from './line.ts'
import { answerMeasure, type LetMeasure } from './measure-device.ts'
import type { CallMessage } from './messages.ts'
import { CallLine } from './typed-line.ts'

/** Calls of one device at once. */
const callsOfDevice = 4
/** Who has connected says so soon what for. */
const greetingMs = 10_000

export interface IncomingCallsOptions {
  clock: Clock
  /** As it is at the time. */
  trusted(): readonly Peer[]
  /** Makes room for one more call. Throws `too-many`. */
  admit(call: Call): void
  changed(call: Call): void
  /** Without, nobody may measure against this machine. */
  letMeasure?: LetMeasure | undefined
}

interface Incoming {
  call: Call
  peer: Peer
  /** As the caller calls it. */
  callId: string
  isTaken: boolean
  /** The two numbers. */
  theirs: string
  ours: string
  line: CallLine | undefined
}

/** The calls of paired devices. Whoever comes has shown a certificate and that the key is theirs. */
export class IncomingCalls {
  readonly #options: IncomingCallsOptions
  /** By the caller's id of the call. */
  readonly #calls = new Map<string, Incoming>()
  /** Of whom nobody here has heard. */
  strangers = 0

  constructor(options: IncomingCallsOptions) {
    this.#options = options
  }

  accept(line: Line, certificate: Uint8Array): void {
    const { clock } = this.#options
    const id = deviceIdOf(certificate)
    if (this.#trusted(id) === undefined) {
      this.strangers++
      return line.close()
    }
    const late = clock.after(greetingMs, () => line.close())
    const typed = new CallLine(line)
    typed
      .next()
      .finally(late)
      .then((message) => this.#greeted(typed, id, message))
      .catch(() => typed.close())
  }

  /** Somebody here wants to talk. False if it is no incoming call any more. */
  take(call: Call): boolean {
    const incoming = this.#find(call)
    if (incoming === undefined || call.view.state !== 'incoming') return false
    const { callId, theirs, ours, peer, line } = incoming
    incoming.isTaken = true
    call.join({ ...deviceKeys(callId, theirs, ours), peer: { id: peer.id, name: peer.name } })
    line?.say({ type: 'taken' })
    if (line) call.attach(line.line)
    else call.detach()
    return true
  }

  #find(call: Call): Incoming | undefined {
    return [...this.#calls.values()].find((each) => each.call === call)
  }

  #trusted(id: string): Peer | undefined {
    return this.#options.trusted().find((peer) => peer.id === id)
  }

  #greeted(line: CallLine, peerId: string, message: CallMessage): void {
    const peer = this.#trusted(peerId)
    if (message.type === 'measure' && peer) return void answerMeasure(line, peer, this.#options.letMeasure)
    if (message.type !== 'call' || peer === undefined) return line.close()
    const key = `${peerId} ${message.id}`
    const known = this.#calls.get(key)
    if (known === undefined && message.joined) return refuse(line, 'call-unknown')
    if (known !== undefined && known.theirs !== message.number) return refuse(line, 'call-unknown')
    const incoming = known ?? this.#begin(key, peer, message, line)
    if (incoming) void this.#stay(incoming, line)
  }

  #begin(
    key: string,
    peer: Peer,
    { id: callId, number: theirs, purpose }: Extract<CallMessage, { type: 'call' }>,
    line: CallLine,
  ): Incoming | undefined {
    const { clock, admit, changed } = this.#options
    const ofPeer = [...this.#calls.values()].filter((each) => each.peer.id === peer.id).length
    const call = new Call({ clock, role: 'initiator', by: 'device', purpose, state: 'incoming', changed })
    try {
      if (ofPeer >= callsOfDevice) throw new Fault('too-many', 'Too many calls of one device.')
      admit(call)
    } catch {
      refuse(line, 'too-many')
      return undefined
    }
    const ours = randomBytes(numberBytes).toString('base64url')
    const incoming: Incoming = { call, peer, callId, isTaken: false, theirs, ours, line: undefined }
    this.#calls.set(key, incoming)
    const cancel = clock.after(ringMs, () => {
      if (call.view.state === 'incoming') call.fail(new Fault('call-declined', 'Nobody answered.'))
    })
    call.over.signal.addEventListener('abort', () => {
      cancel()
      this.#calls.delete(key)
    })
    call.set({ peer: { id: peer.id, name: peer.name }, until: clock.now() + ringMs })
    return incoming
  }

  /** Until the line is closed, or another one has taken its place. */
  async #stay(incoming: Incoming, line: CallLine): Promise<void> {
    const { call, ours } = incoming
    incoming.line?.close()
    incoming.line = line
    const leave = () => {
      const { faultCode, problem } = call.view
      // Who has heard the end in the conversation needs no other; before it was taken, an end is a no.
      const isKnown = incoming.isTaken && faultCode !== 'peer-revoked'
      line.say({ type: 'ended', code: isKnown ? '' : 'call-declined', reason: problem })
      line.close()
    }
    call.over.signal.addEventListener('abort', leave)
    if (call.over.signal.aborted) leave()
    line.say({ type: 'ringing', number: ours })
    if (call.isJoined) {
      line.say({ type: 'taken' })
      call.attach(line.line)
    }
    try {
      for (;;) {
        const message = await line.next()
        if (message.type === 'text') call.take(message.text)
        else if (message.type === 'ended') return call.end(message.reason)
        else return
      }
    } catch {
      // The caller comes back, or not.
    } finally {
      call.over.signal.removeEventListener('abort', leave)
      line.close()
      if (incoming.line === line) {
        incoming.line = undefined
        call.detach()
      }
    }
  }
}

function refuse(line: CallLine, code: 'call-unknown' | 'too-many'): void {
  line.say({ type: 'ended', code, reason: '' })
  line.close()
}
