import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import { type Batch, type DatagramIo, type DatagramSocket, slotBytes } from '../kit/datagram/datagram.ts'
import { endpointText } from '../kit/endpoint.ts'
import { resolveHost } from '../kit/resolve-host.ts'
import { listenFault } from '../kit/socket-fault.ts'
import { noSlot, type Reading } from './reading.ts'

/** After failing to listen it is tried again so much later. */
const relistenMs = 2000
const nobody = -2

/** What a caller port needs of the scheduler. */
export interface CallerSide {
  begin(nowMs: number): void
  acceptsCaller(bytes: Uint8Array, offset: number, length: number): boolean
  forgetCaller(): void
  readonly counters: { refused: number }
  fromCaller(bytes: Uint8Array, offset: number, length: number, slot: number): void
}

export interface CallerPortOptions {
  side: CallerSide
  reading: Reading
  failed(fault: Fault): void
  listening(): void
}

/** The UDP port that the SRT caller sends to, and the one address that is the caller at the moment. */
export class CallerPort {
  readonly #io: () => DatagramIo
  readonly #options: CallerPortOptions
  #socket: DatagramSocket | undefined
  #endpoint: Endpoint | undefined
  #caller = nobody
  #relistenAt = Number.POSITIVE_INFINITY
  /** Address and port of the caller; empty before the first. */
  callerText = ''
  /** Why it does not listen; empty when it does or tries. */
  problem = ''

  constructor(io: () => DatagramIo, options: CallerPortOptions) {
    this.#io = io
    this.#options = options
  }

  get isListening(): boolean {
    return this.#socket !== undefined
  }
  get drops(): number {
    return this.#socket?.counters.dropped ?? 0
  }

  /** Never rejects: what goes wrong is told by `failed`, once for each kind of trouble, and tried again. */
  async listen(endpoint: Endpoint): Promise<void> {
    this.#release()
    this.#endpoint = endpoint
    try {
      const [address = endpoint.host] = await resolveHost(endpoint.host)
      if (this.#endpoint !== endpoint) return
      const local = { address, port: endpoint.port }
      const socket = await this.#io().open({ local }, (batch) => this.#read(batch))
      if (this.#endpoint !== endpoint) return socket.close()
      this.#socket = socket
      this.problem = ''
      this.#options.listening()
    } catch (error) {
      if (this.#endpoint !== endpoint) return
      const fault = error instanceof Fault ? error : listenFault(error as Error, endpoint)
      this.#relistenAt = performance.now() + relistenMs
      if (this.problem !== fault.message) this.#options.failed(fault)
      this.problem = fault.message
    }
  }

  /** Tries again what failed. */
  tick(nowMs: number): void {
    if (nowMs < this.#relistenAt || this.#endpoint === undefined) return
    this.#relistenAt = Number.POSITIVE_INFINITY
    void this.listen({ ...this.#endpoint })
  }

  /** The datagram in `slot` of what is being read goes to the caller. */
  answer(slot: number): void {
    if (this.#caller === nobody) return
    if (slot !== noSlot) this.#socket?.forward(slot, this.#caller)
    else if (this.#options.reading.loose) this.#socket?.send(this.#options.reading.loose, this.#caller)
  }

  close(): void {
    this.#release()
    this.problem = ''
  }

  #release(): void {
    this.#socket?.close()
    this.#socket = undefined
    this.#endpoint = undefined
    this.#caller = nobody
    this.#options.side.forgetCaller()
    this.#relistenAt = Number.POSITIVE_INFINITY
    this.callerText = ''
  }

  #read(batch: Batch): void {
    const { side, reading } = this.#options
    reading.batch = batch
    reading.nowMs = performance.now()
    side.begin(reading.nowMs)
    const { bytes, lengths, peers, count } = batch
    for (let slot = 0; slot < count; slot++) {
      const offset = slot * slotBytes
      const length = lengths[slot]!
      if (peers[slot] === this.#caller || this.#takes(batch, slot, offset, length))
        side.fromCaller(bytes, offset, length, slot)
    }
  }

  /** Whether somebody else may be the caller from now on. */
  #takes(batch: Batch, slot: number, offset: number, length: number): boolean {
    const socket = this.#socket
    if (socket === undefined) return false
    const from = batch.sender(slot)
    // A forged source port: nothing can be sent there.
    if (from.port === 0) {
      this.#options.side.counters.refused++
      return false
    }
    if (!this.#options.side.acceptsCaller(batch.bytes, offset, length)) return false
    if (this.#caller !== nobody) socket.forget(this.#caller)
    this.#caller = socket.remember(from)
    this.callerText = endpointText({ host: from.address, port: from.port })
    return true
  }
}
