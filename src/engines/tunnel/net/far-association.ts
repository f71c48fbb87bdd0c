import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import { addressText } from '../../kit/address-bytes.ts'
import { largestHeaderBytes, readDatagram, writeDatagramHeader } from '../socks/datagram-header.ts'
import type { DatagramHandler, DatagramStream } from '../tube/stream.ts'
import { plainAddress } from './allow-target.ts'

/** Of more, the one that came first is forgotten. */
const mostTargets = 1024
const mostSenders = 1024
/** Datagrams that wait until a name has been looked up, of one association. */
const mostWaiting = 64

export interface FarAssociationOptions {
  /** Of the target's host, all of them allowed. */
  addresses(target: Endpoint): Promise<readonly string[]>
  dropped(): void
  ended(): void
  /** A defect of ours, which has ended this association. */
  report(error: unknown): void
}

type Target =
  | { state: 'looked-up'; waiting: Uint8Array[] }
  | { state: 'denied' }
  | { state: 'allowed'; address: string; port: number; sender: string }

const denied: Target = { state: 'denied' }

/**
 * Sends datagrams for the other end of a tube (RFC 1928 §7), and takes back those of whom it has sent to: nobody else gets in by
 * the ports that are opened here.
 */
export class FarAssociation implements DatagramHandler {
  readonly #stream: DatagramStream
  readonly #options: FarAssociationOptions
  readonly #targets = new Map<string, Target>()
  /** `address port` of those who may answer. */
  readonly #senders = new Set<string>()
  readonly #sockets: { 4: Socket | undefined; 6: Socket | undefined } = { 4: undefined, 6: undefined }
  #waiting = 0
  #isOver = false

  constructor(stream: DatagramStream, options: FarAssociationOptions) {
    this.#stream = stream
    this.#options = options
    stream.handler = this
    stream.accept()
  }

  opened(): void {}

  datagram(bytes: Uint8Array): void {
    const header = readDatagram(bytes)
    if (header === undefined || this.#isOver) return this.#options.dropped()
    const { host, port, dataAt } = header
    const key = `${host} ${port}`
    const data = bytes.subarray(dataAt)
    const target = this.#targets.get(key) ?? this.#look(key, { host, port })
    if (target.state === 'allowed') this.#send(target.address, target.port, target.sender, data)
    else if (target.state === 'denied' || this.#waiting >= mostWaiting) this.#options.dropped()
    else {
      this.#waiting++
      target.waiting.push(data)
    }
  }

  closed(): void {
    this.#end()
  }

  /** Other things are allowed now: every target is looked at again, and nobody may answer until then. */
  reconsider(): void {
    this.#targets.clear()
    this.#senders.clear()
  }

  close(): void {
    this.#stream.close()
    this.#end()
  }

  #look(key: string, endpoint: Endpoint): Target {
    const waiting: Uint8Array[] = []
    const target: Target = { state: 'looked-up', waiting }
    this.#targets.set(key, target)
    if (this.#targets.size > mostTargets) this.#targets.delete(this.#targets.keys().next().value!)
    this.#options.addresses(endpoint).then(
      ([address = '']) => this.#found(key, target, waiting, plainText(address), endpoint.port),
      (error) => {
        const isDenied = error instanceof Fault && error.code === 'tunnel-denied'
        this.#settle(key, target, waiting, isDenied ? denied : undefined)
        for (const _ of waiting) this.#options.dropped()
      },
    )
    return target
  }

  #found(key: string, target: Target, waiting: Uint8Array[], address: string, port: number): void {
    const sender = `${address} ${port}`
    this.#settle(key, target, waiting, { state: 'allowed', address, port, sender })
    for (const data of waiting) this.#send(address, port, sender, data)
  }

  /** What failed for another reason than rules may work the next time. */
  #settle(key: string, target: Target, waiting: Uint8Array[], outcome: Target | undefined): void {
    this.#waiting -= waiting.length
    if (this.#targets.get(key) !== target) return
    if (outcome) this.#targets.set(key, outcome)
    else this.#targets.delete(key)
  }

  #send(address: string, port: number, sender: string, data: Uint8Array): void {
    if (this.#isOver) return
    this.#senders.add(sender)
    if (this.#senders.size > mostSenders) this.#senders.delete(this.#senders.keys().next().value!)
    this.#socket(address.includes(':') ? 6 : 4).send(data, port, address, ignoreError)
  }

  #socket(family: 4 | 6): Socket {
    const known = this.#sockets[family]
    if (known) return known
    const socket = family === 4 ? createSocket('udp4') : createSocket({ type: 'udp6', ipv6Only: true })
    socket.on('message', (bytes, from) => {
      try {
        this.#answered(bytes, from)
      } catch (error) {
        this.#options.report(error)
        this.close()
      }
    })
    socket.on('error', () => this.close())
    this.#sockets[family] = socket
    return socket
  }

  #answered(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    if (!this.#senders.has(`${address} ${port}`)) return this.#options.dropped()
    const datagram = Buffer.allocUnsafe(largestHeaderBytes + bytes.length)
    const dataAt = writeDatagramHeader(datagram, 0, { host: address, port })
    datagram.set(bytes, dataAt)
    this.#stream.send(datagram.subarray(0, dataAt + bytes.length))
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#sockets[4]?.close()
    this.#sockets[6]?.close()
    this.#options.ended()
  }
}

/** A datagram that cannot be sent is lost, which whoever uses UDP must expect. */
const ignoreError = () => {}

/** As the system names senders: IPv4 as such, IPv6 as RFC 5952 writes it. */
function plainText(address: string): string {
  if (address.includes('%')) return address
  const bytes = plainAddress(address)
  return addressText(bytes, 0, bytes.length === 4 ? 4 : 16)
}
