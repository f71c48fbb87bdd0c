// A process in a network namespace of its own, where it may do to the network what a test needs.
// argv: the kind of datagrams, the scenarios. Prints what it saw in each as JSON.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { DatagramIo } from '../../../src/engines/kit/datagram/datagram.ts'
import { openDatagramIo } from '../../../src/engines/kit/datagram/open-io.ts'
import { collector, distinct, loopback, reader } from './sockets.ts'

const [kind, ...wanted] = process.argv.slice(2)
const run = (command: string) => {
  const [program = '', ...args] = command.split(' ')
  return execFileSync(program, args, { encoding: 'utf8' })
}
let io: DatagramIo
const code = (error: unknown) => (error as { code?: string }).code

let hasDevice = false

/** A device `up0` with address 10.77.0.1, and a neighbour 10.77.0.2 that takes everything. */
function device(): void {
  hasDevice = true
  run('ip link add up0 type veth peer name far0')
  run('ip addr add 10.77.0.1/24 dev up0')
  run('ip link set far0 up')
  run('ip link set up0 up')
  run('ip neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 dev up0')
}

/** What arrives of datagrams that are alike in length, and of a few that are not. */
async function forwarded() {
  const end = await collector(io)
  const uplink = await io.open({ local: loopback, connect: end.socket.local }, () => {})
  const server = await reader(io, {}, (batch) => {
    for (let slot = 0; slot < batch.count; slot++) uplink.forward(slot, 0)
  })
  const client = await io.open({ local: loopback, connect: server.local }, () => {})
  const sent = [...distinct(200, 1332), ...distinct(20, 1332, 1332, 44)]
  for (const bytes of sent) client.send(bytes, 0)
  await end.arrived(sent.length)
  const { failed, dropped } = uplink.counters
  const digest = (all: Buffer[]) => all.map((bytes) => createHash('md5').update(bytes).digest('hex')).join()
  return { arrived: end.received.length, same: digest(end.received) === digest(sent), failed, dropped }
}

const scenarios: Record<string, () => Promise<unknown>> = {
  /** Runs of equal length leave as one message that the kernel cuts. */
  segments: () => forwarded(),
  /** Segments that do not fit the device are refused; single datagrams are fragmented. */
  'small-mtu': async () => {
    run('ip link set lo mtu 1000')
    const seen = await forwarded()
    run('ip link set lo mtu 65536')
    return seen
  },

  'full-buffer': async () => {
    device()
    // It sends next to nothing and keeps what it cannot send.
    run('tc qdisc add dev up0 root tbf rate 8kbit burst 2000 limit 200000000')
    const local = { address: '10.77.0.1', port: 0 }
    const uplink = await io.open({ local, connect: { address: '10.77.0.2', port: 9 } }, () => {})
    const server = await reader(io, {}, (batch) => {
      for (let slot = 0; slot < batch.count; slot++) uplink.forward(slot, 0)
    })
    const client = await io.open({ local: loopback, connect: server.local }, () => {})
    let asked = 0
    const burst = async () => {
      for (let round = 0; round < 100; round++) {
        for (const bytes of distinct(100, 1332)) client.send(bytes, 0)
        asked += 100
        while (server.counters.received < asked) await turn()
      }
      await sleep(50)
      return { ...countersOf(uplink.counters), fault: uplink.fault }
    }
    const full = await burst()
    run('tc qdisc del dev up0 root')
    await sleep(50)
    const freed = await burst()
    return {
      full,
      sentWhenFreed: freed.sent - full.sent,
      droppedWhenFreed: freed.dropped - full.dropped,
    }
  },

  interface: async () => {
    device()
    const everywhere = { address: '0.0.0.0', port: 0 }
    const end = await collector(io, { local: everywhere })
    const to = { address: '127.0.0.1', port: end.socket.local.port }
    const inside = await io.open({ local: everywhere, interface: 'lo' }, () => {})
    const outside = await io.open({ local: everywhere, interface: 'up0' }, () => {})
    inside.sendTo(Buffer.from('lo'), to)
    outside.sendTo(Buffer.from('up0'), to)
    const six = await io.open({ local: { address: '::', port: 0 }, interface: 'up0' }, () => {})
    six.sendTo(Buffer.from('up0'), to)
    await end.arrived(1)
    await sleep(50)
    return { arrived: end.texts() }
  },

  'no-way': async () => ({
    code: await io
      .open(
        { local: { address: '0.0.0.0', port: 0 }, connect: { address: '198.51.100.1', port: 9 } },
        () => {},
      )
      .then(() => 'no error', code),
  }),

  /** A route that vanishes under an open socket: counted, and the socket goes on when it is back. */
  'route-lost': async () => {
    device()
    const socket = await io.open({ local: { address: '0.0.0.0', port: 0 } }, () => {})
    const peer = socket.remember({ address: '10.77.0.2', port: 9 })
    run('ip link set up0 down')
    socket.send(Buffer.from('x'), peer)
    while (socket.counters.failed === 0) await turn()
    const lost = { failed: socket.counters.failed, fault: socket.fault }
    const server = await reader(io, {}, (batch) => {
      for (let slot = 0; slot < batch.count; slot++) socket.forward(slot, peer)
    })
    for (let i = 0; i < 100; i++) server.sendTo(Buffer.from('x'), server.local)
    while (server.counters.received < 100) await turn()
    await sleep(10)
    const failedForwards = socket.counters.failed - lost.failed
    const before = socket.counters.sent
    run('ip link set up0 up')
    run('ip neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 dev up0')
    socket.send(Buffer.from('x'), peer)
    while (socket.counters.sent === before) await turn()
    return { lost, failedForwards, sent: socket.counters.sent - before }
  },

  /** What the kernel grants is twice what was asked for. */
  buffers: async () => {
    const socket = await io.open({ local: loopback }, () => {})
    const line = run('ss -uanmH').split('\n').join(' ')
    const bytes = (name: string) => Number(new RegExp(`\\b${name}(\\d+)`).exec(line)?.[1])
    return { open: socket.local.port > 0, receive: bytes('rb'), send: bytes('tb') }
  },
}

/** The addon's counters are getters, which are not copied by spreading. */
function countersOf({ sent, dropped, failed }: { sent: number; dropped: number; failed: number }) {
  return { sent, dropped, failed }
}

run('ip link set lo up')
const all: Record<string, unknown> = {}
for (const scenario of wanted) {
  io = openDatagramIo(kind === 'native' ? 'automatic' : 'dgram')
  const seen = await scenarios[scenario]!()
  io.close()
  all[scenario] = { kind: io.kind, ...(seen as object) }
  if (hasDevice) run('ip link del up0')
  hasDevice = false
}
console.log(JSON.stringify(all))
