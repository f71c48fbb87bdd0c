import {
  type Batch,
  type DatagramAddress,
  type DatagramIo,
  type DatagramOptions,
  type DatagramSocket,
  slotBytes,
} from '../../src/engines/kit/datagram/datagram.ts'

export interface FakeSocket extends DatagramSocket {
  readonly options: DatagramOptions
  readonly counters: { -readonly [Name in keyof DatagramSocket['counters']]: number }
  isOpen: boolean
  /** What was forwarded or sent, as peer numbers. */
  readonly sentTo: number[]
  /** One read of one datagram. */
  receive(bytes: Uint8Array, from: DatagramAddress): void
}

/** Sockets that only take notes, in the order in which they were opened. */
export class FakeDatagramIo implements DatagramIo {
  readonly kind = 'dgram'
  readonly sockets: FakeSocket[] = []

  /** Those that are not closed. */
  get live(): FakeSocket[] {
    return this.sockets.filter(({ isOpen }) => isOpen)
  }

  async open(options: DatagramOptions, read: (batch: Batch) => void): Promise<DatagramSocket> {
    const peers: (DatagramAddress | undefined)[] = []
    const find = ({ address, port }: DatagramAddress) =>
      peers.findIndex((peer) => peer?.address === address && peer.port === port)
    const socket: FakeSocket = {
      options,
      local: { ...options.local, port: options.local.port || 40_000 + this.sockets.length },
      counters: { received: 0, receivedBytes: 0, sent: 0, sentBytes: 0, dropped: 0, failed: 0, truncated: 0 },
      fault: '',
      whole: false,
      isOpen: true,
      sentTo: [],
      remember(peer) {
        if (peer.port < 1) throw new RangeError('Nothing can be sent there.')
        const known = find(peer)
        return known < 0 ? peers.push(peer) - 1 : known
      },
      forget: (peer) => {
        peers[peer] = undefined
      },
      forward: (_slot, peer) => void socket.sentTo.push(peer),
      send: (_bytes, peer) => void socket.sentTo.push(peer),
      sendTo: () => {},
      sendTrain: (_bytes, length, _segment, peer) => {
        socket.sentTo.push(peer)
        return length
      },
      close: () => {
        socket.isOpen = false
      },
      receive(bytes, from) {
        const slot = Buffer.alloc(slotBytes)
        slot.set(bytes)
        const peer = options.connect ? 0 : find(from)
        read({
          bytes: slot,
          slotBytes,
          lengths: Int32Array.of(bytes.length),
          segments: Int32Array.of(bytes.length),
          peers: Int32Array.of(peer),
          count: 1,
          sender: () => from,
        })
      },
    }
    this.sockets.push(socket)
    return socket
  }

  close(): void {
    for (const socket of this.sockets) socket.close()
  }
}
