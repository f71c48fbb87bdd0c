import { headerBytes, overheadBytes, writeFrame } from '../../../src/engines/tunnel/frame/frame.ts'
import { controlFrame, type SentControl } from '../../../src/engines/tunnel/frame/write-control.ts'
import { RecordWriter } from '../../../src/engines/tunnel/tube/lane-records.ts'
import { ManualClock } from '../manual-clock.ts'
import { type MemoryLink, MemoryMaker, MemoryNetwork, type MemoryTransport } from './memory-lanes.ts'
import { End } from './tube-pair.ts'

/** A tube whose other end is driven by hand, message by message, and may say anything. */
export class RawEnd {
  readonly clock = new ManualClock()
  readonly network = new MemoryNetwork()
  /** The tube, which is the responder. */
  readonly end: End
  link!: MemoryLink
  transport!: MemoryTransport
  readonly data: Uint8Array[] = []
  readonly control: Uint8Array[] = []
  readonly #maker: MemoryMaker
  #epoch = -1

  constructor(options: { maxConnections?: number } = {}) {
    this.end = new End('responder', this.network, this.clock, options)
    this.#maker = new MemoryMaker('initiator', this.network)
    this.#maker.other = this.end.maker
    this.end.maker.other = this.#maker
    this.end.tube.start()
  }

  static async open(options: { maxConnections?: number } = {}): Promise<RawEnd> {
    const raw = new RawEnd(options)
    await raw.connect()
    raw.hello(0, 0)
    await raw.run()
    return raw
  }

  /** A peer connection, without a word. */
  async connect(lane = 0): Promise<void> {
    const made = this.#maker.make(lane, ++this.#epoch)
    await this.network.run()
    const { transport, release } = await made
    this.transport = transport as MemoryTransport
    this.link = this.network.links.at(-1)!
    this.transport.data.onMessage = (message) => this.data.push(message)
    this.transport.control.onMessage = (message) => this.control.push(message)
    release()
    await this.network.run()
  }

  hello(messages: number, texts: number, lane = 0, epoch = this.#epoch): void {
    this.say((writer) => writer.hello({ lane, epoch, messages, texts }))
  }

  say(write: (writer: RecordWriter) => void): void {
    const writer = new RecordWriter(64 * 1024)
    write(writer)
    this.transport.control.send(writer.take())
  }

  frame(connection: number, payload: Uint8Array): void {
    const into = new Uint8Array(payload.length + overheadBytes + headerBytes)
    const end = writeFrame(into, 0, connection, 0, payload, 0, payload.length)
    this.transport.data.send(into.subarray(0, end))
  }

  tell(message: SentControl): void {
    this.transport.data.send(controlFrame(0, message) as Uint8Array<ArrayBuffer>)
  }

  open(connection: number): void {
    this.tell({ kind: 'open', connection, target: { host: 'h', port: 1 } })
  }

  run(): Promise<void> {
    return this.network.run()
  }

  close(): void {
    this.end.tube.close({ code: 'closed', text: 'The test is over.' })
  }
}
