import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import type { Host } from './binding.ts'
import { idBytes } from './connection-id.ts'
import { readLongHeader } from './packet.ts'
import { answerByte, numberBytes, PacketSize, probeByte } from './packet-size.ts'
import { probeBytes, Whereabouts } from './whereabouts.ts'

export interface PathOwner {
  sendRaw(bytes: Uint8Array, peer: number): void
  /** The number of an address in the socket's table, for one user more; −1 where nothing can be sent to it. */
  remember(address: DatagramAddress): number
  forget(peer: number): void
}

/** Where a connection leads, and how large its packets may be on the way; both are found out by probes. */
export class Path {
  /** Where the other side is, and the number of that address. */
  remote: Host
  peer: number
  readonly size: PacketSize
  readonly #owner: PathOwner
  readonly #whereabouts: Whereabouts
  /** An id of the other side's, where its ids are like ours: probes name it. */
  #otherId: Buffer | undefined

  /** `moved` is called when it leads elsewhere. */
  constructor(owner: PathOwner, remote: Host, peer: number, largestPacket: number, moved: () => void) {
    this.#owner = owner
    this.remote = remote
    this.peer = peer
    this.#whereabouts = new Whereabouts({
      probe: (to, number) => this.#probe(to, probeBytes, number),
      remember: (address) => owner.remember(address),
      forget: (number) => owner.forget(number),
      moved: (address, to) => {
        this.#leadTo(address, to)
        moved()
      },
    })
    this.size = new PacketSize(largestPacket, (bytes, number) => this.#probe(this.peer, bytes, number))
  }

  /** The id that the other side has chosen, from a packet of the handshake; undefined where it is known, or unlike ours. */
  idIn(packet: Buffer): Buffer | undefined {
    if (this.#otherId !== undefined) return undefined
    const source = readLongHeader(packet)?.source
    return source?.length === idBytes ? Buffer.from(source) : undefined
  }

  /** That packet was genuine. */
  learn(id: Buffer | undefined): void {
    this.#otherId ??= id
  }

  /** A genuine packet came from another address. */
  seen(address: DatagramAddress): void {
    this.#whereabouts.seen(address)
  }

  /** A probe of the other side's, or an answer to one of ours; `peer` is the number of where it came from. */
  probed(datagram: Buffer, peer: number): void {
    const number = datagram.subarray(1 + idBytes, 1 + idBytes + numberBytes)
    if (this.#otherId === undefined || number.length < numberBytes) return
    if (datagram[0] === probeByte)
      this.#owner.sendRaw(Buffer.concat([Buffer.of(answerByte), this.#otherId, number]), this.peer)
    else if (!this.#whereabouts.answered(number, peer)) this.size.answered(number)
  }

  stop(): void {
    this.size.stop()
    this.#whereabouts.stop()
  }

  #probe(peer: number, bytes: number, number: Buffer): void {
    if (this.#otherId === undefined) return
    const probe = Buffer.alloc(bytes)
    probe[0] = probeByte
    probe.set(this.#otherId, 1)
    probe.set(number, 1 + idBytes)
    this.#owner.sendRaw(probe, peer)
  }

  #leadTo(address: DatagramAddress, peer: number): void {
    this.#owner.forget(this.peer)
    this.peer = peer
    this.remote = { host: address.address, port: address.port }
  }
}
