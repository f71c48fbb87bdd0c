// A process that receives on one socket and forwards by turns on connected ones: what a bond does, without thinking.
// argv: the kind of datagrams, the port to forward to. Sends its port, then answers each message with its counts.
import { openDatagramIo } from '../../src/engines/kit/datagram/open-io.ts'

const [kind, target] = process.argv.slice(2)
const uplinkCount = 3
const loopback = { address: '127.0.0.1', port: 0 }

const io = openDatagramIo(kind === 'native' ? 'automatic' : 'dgram')
const connect = { address: '127.0.0.1', port: Number(target) }
const uplinks = await Promise.all(
  Array.from({ length: uplinkCount }, () => io.open({ local: loopback, connect }, () => {})),
)
let reads = 0
let next = 0
const listener = await io.open({ local: loopback }, (batch) => {
  reads++
  for (let slot = 0; slot < batch.count; slot++) {
    uplinks[next]!.forward(slot, 0)
    next = next === uplinkCount - 1 ? 0 : next + 1
  }
})

export interface ForwarderCounts {
  kind: string
  cpuMicros: number
  reads: number
  received: number
  sent: number
  dropped: number
}

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const total = (name: 'sent' | 'dropped') => uplinks.reduce((sum, { counters }) => sum + counters[name], 0)
  process.send?.({
    kind: io.kind,
    cpuMicros: user + system,
    reads,
    received: listener.counters.received,
    sent: total('sent'),
    dropped: total('dropped'),
  } satisfies ForwarderCounts)
})
process.send?.({ port: listener.local.port })
