// A process that plays both ends: sends packets at a rate to the port it is told and counts what arrives at its own.
// Sends its port; a message { port, packetsPerSecond } begins a load, 0 ends it; every message is answered with counts.
import { openDatagramIo } from '../../src/engines/kit/datagram/open-io.ts'

/** An SRT packet in live mode. */
const packetBytes = 1332
/** Packets are not sent more often than this: what a burst holds leaves in as few system calls as the system allows. */
const burstMs = 0.5
const burstMax = 128

const loopback = { address: '127.0.0.1', port: 0 }
const packet = Buffer.alloc(packetBytes, 0x47)
const never = new Int32Array(new SharedArrayBuffer(4))

const io = openDatagramIo('automatic')
const sink = await io.open({ local: loopback }, () => {})
let out: Awaited<ReturnType<typeof io.open>> | undefined
let packetsPerSecond = 0
let begunAt = 0
let owed = 0

/** A datagram to itself brings a batch to forward from, as often as is wanted: that is what is sent in one call. */
const clock = await io.open({ local: loopback }, () => {
  if (out === undefined || packetsPerSecond === 0) return
  const interval = Math.max(burstMs, 1000 / packetsPerSecond)
  const dueAt = begunAt + (owed / packetsPerSecond) * 1000 + interval
  const wait = dueAt - performance.now()
  if (wait > 0) Atomics.wait(never, 0, 0, wait)
  const due = Math.floor(((performance.now() - begunAt) * packetsPerSecond) / 1000) - owed
  const count = Math.min(due, burstMax)
  for (let i = 0; i < count; i++) out.forward(0, 0)
  // What cannot be kept up with is not made up for: the counts tell.
  owed += Math.max(count, due - burstMax)
  kick.send(packet, 0)
})
const kick = await io.open({ local: loopback, connect: clock.local }, () => {})

export interface LoadCounts {
  sent: number
  arrived: number
}

process.on('message', async (task: { port: number; packetsPerSecond: number }) => {
  if (task.packetsPerSecond !== packetsPerSecond || out === undefined) {
    out ??= await io.open({ local: loopback, connect: { address: '127.0.0.1', port: task.port } }, () => {})
    const idle = packetsPerSecond === 0
    packetsPerSecond = task.packetsPerSecond
    begunAt = performance.now()
    owed = 0
    if (idle && packetsPerSecond > 0) kick.send(packet, 0)
  }
  process.send?.({ sent: out.counters.sent, arrived: sink.counters.received } satisfies LoadCounts)
})
process.send?.({ port: sink.local.port })
