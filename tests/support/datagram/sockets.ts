import { setTimeout as sleep } from 'node:timers/promises'
import type {
  Batch,
  DatagramAddress,
  DatagramIo,
  DatagramOptions,
  DatagramSocket,
} from '../../../src/engines/kit/datagram/datagram.ts'
import { slotBytes } from '../../../src/engines/kit/datagram/datagram.ts'

export const loopback: DatagramAddress = { address: '127.0.0.1', port: 0 }

/** A datagram's bytes, where they lie in the batch. */
export const bytesOf = (batch: Batch, slot: number): Buffer =>
  batch.bytes.subarray(slot * slotBytes, slot * slotBytes + batch.lengths[slot]!)

/** Opens a socket that keeps a copy of all that it receives. */
export async function collector(io: DatagramIo, options: Partial<DatagramOptions> = {}) {
  const received: Buffer[] = []
  const socket = await io.open({ local: loopback, ...options }, (batch) => {
    for (let slot = 0; slot < batch.count; slot++) received.push(Buffer.from(bytesOf(batch, slot)))
  })
  return {
    socket,
    received,
    texts: () => received.map((bytes) => bytes.toString()),
    /** Waits for so many datagrams; returns when they are there, or after a second without. */
    async arrived(count: number): Promise<void> {
      for (let waited = 0, known = 0; received.length < count && waited < 1000; waited += 5) {
        await sleep(5)
        if (received.length > known) waited = 0
        known = received.length
      }
    },
  }
}

/** Opens a socket that hands each batch to `read` together with itself. */
export async function reader(
  io: DatagramIo,
  options: Partial<DatagramOptions>,
  read: (batch: Batch, socket: DatagramSocket) => void,
): Promise<DatagramSocket> {
  const socket: DatagramSocket = await io.open({ local: loopback, ...options }, (batch) =>
    read(batch, socket),
  )
  return socket
}

/** Datagrams that differ from one another; lengths come by turns. */
export const distinct = (count: number, ...lengths: number[]): Buffer[] =>
  Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.alloc(lengths[index % lengths.length]!, index & 0xff)
    if (bytes.length >= 4) bytes.writeUInt32BE(index)
    return bytes
  })
