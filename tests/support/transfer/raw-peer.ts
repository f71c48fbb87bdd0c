import type { LaneTransport } from '../../../src/transfer/channel.ts'
import { Handshake } from '../../../src/transfer/seal/handshake.ts'
import type { ChannelSeal } from '../../../src/transfer/seal/session-keys.ts'
import {
  type ControlFrame,
  decodeControl,
  decodeJson,
  encodeCredit,
  encodeJson,
  encodeStored,
  numberFrame,
} from '../../../src/transfer/session/control-frame.ts'
import type { ControlMessage } from '../../../src/transfer/session/control-messages.ts'
import { pieceHeaderBytes, writePieceHeader } from '../../../src/transfer/session/data-frame.ts'
import { readSignalText, writeSignalText } from '../../../src/transfer/session/signal-text.ts'
import type { MemoryNetwork } from './memory-network.ts'
import type { MemorySignalling } from './session-pair.ts'

const none = new Uint8Array(0)

/** The responder's side of a session that says whatever it is told to, true or not. */
export class RawPeer {
  /** What the other end has said. */
  readonly heard: ControlMessage[] = []
  readonly frames: ControlFrame[] = []
  pieces = 0
  isOpen = false
  isClosed = false
  #seal: { control: ChannelSeal; data: ChannelSeal } | undefined
  #transport: LaneTransport | undefined
  #sequence = 0

  constructor(network: MemoryNetwork, signalling: MemorySignalling, seal = false) {
    const peer = network.stack().connect({
      role: 'answer',
      reliable: true,
      iceServers: [],
      relayOnly: false,
      tell: (signal) => signalling.send(writeSignalText({ lane: 0, attempt: 0, reliable: true, signal })),
      signal: new AbortController().signal,
    })
    signalling.onMessage = (text) => {
      const signal = readSignalText(text)
      if (signal?.attempt === 0 && signal.signal) peer.take(signal.signal)
    }
    void peer.opened.then((transport) => this.#open(transport, signalling, seal))
  }

  #open(transport: LaneTransport, signalling: MemorySignalling, seal: boolean): void {
    this.#transport = transport
    void transport.closed.then(() => {
      this.isClosed = true
    })
    const { fingerprints } = transport
    const handshake = new Handshake({
      role: 'responder',
      secret: signalling.secret,
      seal,
      fingerprints,
      name: 'liar',
    })
    let last = handshake.start().then((messages) => {
      for (const message of messages) transport.control.send(message)
    })
    transport.control.onMessage = (message) => {
      last = last.then(async () => {
        if (this.#seal) return this.#hear(message)
        const { send, keys } = await handshake.take(message)
        for (const each of send) if (!this.isClosed) transport.control.send(each)
        if (keys === undefined) return
        this.#seal = await keys.lane(0, 0, fingerprints)
        this.isOpen = true
      })
    }
    transport.data.onMessage = () => {
      this.pieces++
    }
  }

  async #hear(message: Uint8Array<ArrayBuffer>): Promise<void> {
    const { payload } = await this.#seal!.control.open(message)
    const frame = decodeControl(payload)
    this.frames.push(frame)
    if (frame.kind === 'json') this.heard.push(decodeJson(frame.body))
  }

  frame(frame: Uint8Array): void {
    void this.#seal!.control.seal(none, frame).then((message) => {
      if (!this.isClosed) this.#transport!.control.send(message)
    })
  }

  /** In its order. */
  say(message: ControlMessage): void {
    this.numbered(encodeJson(message))
  }

  stored(transfer: number, blocks: number[]): void {
    this.numbered(encodeStored(transfer, blocks))
  }

  numbered(frame: Uint8Array): void {
    numberFrame(frame, this.#sequence++)
    this.frame(frame)
  }

  credit(bytes: number): void {
    const frame = new Uint8Array(8)
    encodeCredit(frame, false, bytes)
    this.frame(frame)
  }

  piece(transfer: number, file: number, offset: number, payload: Uint8Array): void {
    const header = new Uint8Array(pieceHeaderBytes)
    writePieceHeader(header, transfer, file, offset)
    this.data(header, payload)
  }

  data(header: Uint8Array, payload: Uint8Array): void {
    void this.#seal!.data.seal(header, payload).then((message) => {
      if (!this.isClosed) this.#transport!.data.send(message)
    })
  }
}
