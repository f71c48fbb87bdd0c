import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import { AddressTokens } from './address-token.ts'
import type { Quiche } from './binding.ts'
import { newId } from './connection-id.ts'
import { type LongHeader, readLongHeader } from './packet.ts'
import { leastPacket } from './packet-size.ts'

/** From so many connections on that are not proven yet, addresses are proven first; and so many there may be. */
const retryFrom = 32
const unprovenLimit = 256

/** What becomes of a datagram that is for no connection. */
export type Verdict =
  | { kind: 'malformed' }
  | { kind: 'dropped' }
  | { kind: 'reply'; bytes: Buffer }
  /** `original` is the id that the client chose first, where it has proven its address since. */
  | { kind: 'accept'; header: LongHeader; original: Uint8Array | undefined }

const malformed: Verdict = { kind: 'malformed' }
const dropped: Verdict = { kind: 'dropped' }

/** Decides who gets a connection. For all others nothing is kept. */
export class Strangers {
  readonly #quiche: Quiche
  readonly #tokens = new AddressTokens()

  constructor(quiche: Quiche) {
    this.#quiche = quiche
  }

  /** `unproven` connections are in their handshake. */
  judge(datagram: Buffer, from: DatagramAddress, unproven: number): Verdict {
    const header = readLongHeader(datagram)
    if (header === undefined || header.destination.length < 8) return malformed
    const { source, destination, version } = header
    if (!this.#quiche.versionIsSupported(version))
      return reply((into) => this.#quiche.negotiateVersion(source, destination, into))
    if (header.type !== 'initial' || unproven >= unprovenLimit) return dropped
    const address = `${from.address} ${from.port}`
    const original =
      header.token.length > 0
        ? this.#tokens.check(header.token, address, destination, performance.now())
        : undefined
    if (original !== undefined || unproven < retryFrom) return { kind: 'accept', header, original }
    const fresh = newId()
    const token = this.#tokens.make(address, destination, fresh, performance.now())
    return reply((into) => this.#quiche.retry(source, destination, fresh, token, version, into))
  }
}

function reply(write: (into: Buffer) => number): Verdict {
  const bytes = Buffer.alloc(leastPacket)
  return { kind: 'reply', bytes: bytes.subarray(0, write(bytes)) }
}
