import { createSocket, type Socket } from 'node:dgram'
import { Fault } from '../../../wire/fault.ts'
import { withoutMapping } from '../../kit/source-filter.ts'
import type { CloseReason } from '../frame/close-reason.ts'
import { replies, replyBytes } from '../socks/reply.ts'
import type { DatagramHandler, DatagramStream } from '../tube/stream.ts'
import { faultOfClose } from './close-text.ts'
import type { ReadSocket } from './read-socket.ts'
import { sourceOf } from './tcp-end.ts'

/** The shortest header: IPv4 and a port. */
const leastBytes = 10

export interface NearAssociationOptions {
  /** Over which the client has asked; the association lasts as long as it does. */
  readonly client: ReadSocket
  readonly wayId: string
  /** Throws the fault for which there can be none. */
  associate(handler: DatagramHandler): DatagramStream
  /** What came of it: the far end takes datagrams, or there are none and the client is to be told so. */
  opened(): void
  refused(fault: Fault): void
  dropped(): void
  /** A defect of ours, which has ended this association. */
  report(error: unknown): void
}

/** The near end of UDP ASSOCIATE: a port for one client's datagrams. */
export class NearAssociation implements DatagramHandler {
  readonly #options: NearAssociationOptions
  readonly #clientAddress: string
  readonly #socket: Socket
  readonly #stream: DatagramStream
  /** Where the client sends from; answers go there. */
  #clientPort: number
  #isBound = false
  #isOpened = false
  #isOver = false

  /** `port`: where the client says it will send from, or 0. */
  constructor(port: number, options: NearAssociationOptions) {
    this.#options = options
    this.#clientPort = port
    const client = options.client.socket
    this.#clientAddress = withoutMapping(client.remoteAddress ?? '')
    const local = withoutMapping(client.localAddress ?? '')
    this.#stream = options.associate(this)
    this.#stream.wayId = options.wayId
    this.#stream.source = sourceOf(client)
    this.#socket = createSocket(local.includes(':') ? 'udp6' : 'udp4')
    this.#socket.on('error', () => this.#failed(noPort()))
    this.#socket.on('message', (bytes, from) => {
      try {
        this.#fromClient(bytes, from.address, from.port)
      } catch (error) {
        options.report(error)
        this.#failed(noPort())
      }
    })
    this.#socket.bind(0, local, () => {
      this.#isBound = true
      this.#answer()
    })
    client.on('close', () => this.#end())
    // What it says besides means nothing, but its end must be seen.
    options.client.received = () => true
    client.on('end', () => client.end())
    client.resume()
  }

  opened(): void {
    this.#isOpened = true
    this.#answer()
  }

  datagram(bytes: Uint8Array): void {
    if (this.#clientPort === 0 || !this.#isBound) return this.#options.dropped()
    this.#socket.send(bytes, this.#clientPort, this.#clientAddress, ignoreError)
  }

  closed(reason: CloseReason, text: string): void {
    this.#failed(faultOfClose(reason, text))
  }

  /** Both the port and the far end must be there before the client is told where to send to. */
  #answer(): void {
    if (!this.#isBound || !this.#isOpened || this.#isOver) return
    const { address, port } = this.#socket.address()
    this.#options.client.socket.write(replyBytes(replies.ok, { host: address, port }))
    this.#options.opened()
  }

  #fromClient(bytes: Uint8Array, address: string, port: number): void {
    const isClients = withoutMapping(address) === this.#clientAddress
    // Fragments are not put together, as RFC 1928 allows.
    if (!isClients || bytes.length < leastBytes || bytes[2] !== 0) return this.#options.dropped()
    this.#clientPort = port
    if (!this.#stream.send(bytes)) this.#options.dropped()
  }

  #failed(fault: Fault): void {
    if (this.#isOver) return
    this.#end()
    if (this.#isOpened) this.#options.client.socket.destroy()
    else this.#options.refused(fault)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stream.close()
    this.#socket.close()
  }
}

const noPort = () => new Fault('listen-failed', 'There is no port for the datagrams of a client.')

/** A datagram that cannot be sent is lost, which whoever uses UDP must expect. */
const ignoreError = () => {}
