import type { CloseReason } from '../transport.ts'
import type { QuicheConnection } from './binding.ts'
import { decodeReason } from './close-reason.ts'

/** Packets that may go ahead of the one that closes, with the reason: more could fill the other side's buffers, and it would be lost. */
export const lastPackets = 2
/** The longest of them that is kept to be sent again, bytes. */
const longestKept = 1500
/** Times that they are sent again, because packets still come. */
const closesAgain = 8

/** What was sent while closing: it is sent again to a side that goes on sending. */
export class LastWords {
  readonly #packets: Buffer[] = []
  #timesLeft = closesAgain

  keep(packet: Uint8Array): void {
    if (packet.length <= longestKept && this.#packets.length < 2 * lastPackets)
      this.#packets.push(Buffer.from(packet))
  }

  repeat(send: (packet: Buffer) => void): void {
    if (this.#timesLeft === 0) return
    this.#timesLeft--
    for (const packet of this.#packets) send(packet)
  }
}

/** Why a connection is over that was not ended here, as far as that can be known. */
export function reasonOfPeer(quiche: QuicheConnection, isOpen: boolean): CloseReason {
  if (quiche.isTimedOut())
    return isOpen
      ? { code: 'idle-timeout', text: 'Nothing was heard of the other side.', byPeer: false }
      : { code: 'peer-unreachable', text: 'The device did not answer in time.', byPeer: false }
  if (!isOpen) return { code: 'peer-refused', text: 'The device ended the handshake.', byPeer: true }
  const bytes = Buffer.alloc(2048)
  try {
    const length = quiche.dgramRecv(bytes)
    const reason = length === null ? undefined : decodeReason(bytes.subarray(0, length))
    if (reason !== undefined) return { ...reason, byPeer: true }
  } catch {
    // None came.
  }
  return { code: 'closed', text: 'The other side closed the connection.', byPeer: true }
}

/** The same for an error of quiche's. */
export function reasonOfError(error: string, isOpen: boolean): CloseReason {
  if (!isOpen && error === 'TlsFail') {
    const text = 'The certificate of the other side is not the one that was expected.'
    return { code: 'peer-refused', text, byPeer: false }
  }
  const text = `The other side does not keep to the protocol (${error}).`
  return { code: 'sync-protocol', text, byPeer: false }
}
