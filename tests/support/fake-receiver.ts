import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

export { freePort as freeUdpPort } from './free-port.ts'

export interface UdpSocket extends AsyncDisposable {
  readonly socket: Socket
  readonly port: number
}

export async function udpSocket(host = '127.0.0.1'): Promise<UdpSocket> {
  const socket = createSocket('udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  return {
    socket,
    port: socket.address().port,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

export interface FakeReceiver extends UdpSocket {
  /** Addresses that anything came from. */
  readonly seen: ReadonlySet<string>
  /** SRT data packets that came. */
  data(): number
}

/** Registers every link, as little as a receiver can do: REG1 gets a whole id, REG2 a REG3, keepalives come back. */
export async function fakeReceiver(): Promise<FakeReceiver> {
  const udp = await udpSocket('0.0.0.0')
  const seen = new Set<string>()
  let known: Buffer = Buffer.alloc(0)
  let data = 0
  udp.socket.on('message', (packet, { address, port }) => {
    seen.add(address)
    const type = packet.readUInt16BE(0)
    const answer = (bytes: Buffer) => udp.socket.send(bytes, port, address)
    if (type === 0x9200) {
      const id = Buffer.from(packet)
      id.writeUInt16BE(0x9201, 0)
      known = id.subarray(2)
      answer(id)
    } else if (type === 0x9201) answer(Buffer.from([0x92, packet.subarray(2).equals(known) ? 0x02 : 0x11]))
    else if (type === 0x9000) answer(packet)
    else if (type < 0x8000) data++
  })
  return Object.assign(udp, { seen, data: () => data })
}

/** What an SRT caller begins with: an induction handshake. */
export function inductionHandshake(): Buffer {
  const packet = Buffer.alloc(64)
  packet.writeUInt16BE(0x8000, 0)
  packet.writeUInt32BE(4, 16)
  packet.writeUInt32BE(1, 36)
  return packet
}

/** A data packet of SRT live mode with that sequence number. */
export function dataPacket(sequence: number, payload = 1316): Buffer {
  const packet = Buffer.alloc(16 + payload)
  packet.writeUInt32BE(sequence & 0x7fffffff, 0)
  packet.writeUInt32BE(0xc0000000 + (sequence & 0x3ffffff), 4)
  return packet
}
