import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ForwarderCounts } from './datagram/forwarder.ts'
import type { LoadCounts } from './datagram/load.ts'
import type { Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

const bitsPerPacket = 1332 * 8
const rates = [20, 500, 1200].map((megabits) => ({ megabits, packets: (megabits * 1e6) / bitsPerPacket }))
/** Rates that are tried until packets are lost. */
const ladder = [60, 80, 100, 120, 140, 160, 190, 220, 250, 280, 320, 360, 400, 450, 500].map((k) => k * 1000)
const warmUpRate = 50_000
const lossAllowed = 0.001
/** The addon, Node's sockets behind the same interface, and Node's sockets alone. */
const kinds = ['native', 'dgram', 'bare'] as const
/** So often may a rate fail for reasons that lie elsewhere on the machine. */
const tries = 3

function start(name: string, ...args: string[]): ChildProcess {
  return fork(fileURLToPath(new URL(`./datagram/${name}.ts`, import.meta.url)), args)
}

async function ask<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  child.send(question)
  const [answer] = (await once(child, 'message')) as [Answer]
  return answer
}

const portOf = async (child: ChildProcess): Promise<string> =>
  String(((await once(child, 'message')) as [{ port: number }])[0].port)

interface Measured {
  microsPerPacket: number
  packetsPerRead: number
  packetsPerSecond: number
  loss: number
}

/** Plays a load through a forwarder of its own and measures after a second of warming up. */
async function play(kind: string, packetsPerSecond: number, seconds: number): Promise<Measured> {
  const load = start('load')
  const forwarder = start(kind === 'bare' ? 'bare' : 'forwarder', kind, await portOf(load))
  try {
    const port = Number(await portOf(forwarder))
    const task = { port, packetsPerSecond }
    // A bond runs for hours: what is measured is compiled code, at low rates too.
    await ask<LoadCounts>(load, { port, packetsPerSecond: Math.max(packetsPerSecond, warmUpRate) })
    await sleep(1000)
    await ask<LoadCounts>(load, task)
    await sleep(300)
    const before = await ask<ForwarderCounts>(forwarder, {})
    const loadBefore = await ask<LoadCounts>(load, task)
    const begun = performance.now()
    if (before.kind !== kind) throw new Error(`${kind} datagrams do not work here.`)
    await sleep(seconds * 1000)
    const after = await ask<ForwarderCounts>(forwarder, {})
    const elapsed = performance.now() - begun
    await ask<LoadCounts>(load, { port, packetsPerSecond: 0 })
    await sleep(100)
    const loadAfter = await ask<LoadCounts>(load, { port, packetsPerSecond: 0 })
    const arrived = loadAfter.arrived - loadBefore.arrived
    const packets = after.received - before.received
    return {
      microsPerPacket: (after.cpuMicros - before.cpuMicros) / packets,
      packetsPerRead: packets / (after.reads - before.reads),
      packetsPerSecond: (packets * 1000) / elapsed,
      // What was lost while warming up is not counted; what was under way then arrives now.
      loss: Math.max(0, 1 - arrived / (loadAfter.sent - loadBefore.sent)),
    }
  } finally {
    load.kill()
    forwarder.kill()
  }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!

async function cost(quick: boolean): Promise<Report> {
  const rows: Row[] = []
  const report: Report = { rows, goals: [] }
  const rounds = quick ? 1 : 3
  for (const { megabits, packets } of rates) {
    const runs = new Map<string, Measured[]>(kinds.map((kind) => [kind, []]))
    for (let round = 0; round < rounds; round++)
      for (const kind of kinds) runs.get(kind)!.push(await play(kind, packets, quick ? 2 : 4))
    for (const [peer, measured] of runs) {
      const value = (name: keyof Measured) => median(measured.map((run) => run[name]))
      const micros = value('microsPerPacket')
      rows.push({
        measure: `receive and forward, ${megabits} Mbit/s`,
        peer,
        values: {
          'CPU µs a packet': micros,
          'packets a read': value('packetsPerRead'),
          'packets/s': value('packetsPerSecond'),
          'loss %': value('loss') * 100,
        },
      })
    }
    if (megabits !== 500) continue
    const of = (kind: string) => rows.findLast(({ peer }) => peer === kind)!.values['CPU µs a packet']!
    report.goals.push(
      { text: 'dgram at 500 Mbit/s: CPU µs a packet', value: of('dgram'), limit: 4, better: 'less' },
      {
        text: 'dgram at 500 Mbit/s: CPU over bare',
        value: of('dgram') / of('bare'),
        limit: 1.15,
        better: 'less',
      },
      {
        text: 'native at 500 Mbit/s: CPU over dgram',
        value: of('native') / of('dgram'),
        limit: 0.4,
        better: 'less',
      },
    )
  }
  return report
}

async function most(quick: boolean): Promise<Report> {
  const report: Report = { rows: [], goals: [] }
  for (const kind of kinds) {
    let best: Measured | undefined
    for (const rate of ladder) {
      let passed: Measured | undefined
      for (let attempt = 0; attempt < tries && passed === undefined; attempt++) {
        const run = await play(kind, rate, quick ? 1 : 2)
        // A load that is not sent in full says nothing about the forwarder.
        if (run.loss <= lossAllowed && run.packetsPerSecond > rate * 0.97) passed = run
      }
      if (passed === undefined) break
      best = passed
    }
    report.rows.push({
      measure: 'most packets/s without loss',
      peer: kind,
      values: {
        'packets/s': best?.packetsPerSecond ?? 0,
        'CPU µs a packet': best?.microsPerPacket ?? Number.NaN,
      },
    })
  }
  return report
}

/** Receiving and forwarding datagrams, batched by the addon and one by one by Node, under the same load. */
export async function datagram({ quick, only, progress }: BenchOptions): Promise<Report> {
  const measures: Record<string, (quick: boolean) => Promise<Report>> = { cost, most }
  const report: Report = { rows: [], goals: [] }
  for (const [name, measure] of Object.entries(measures)) {
    if (only !== undefined && only !== name) continue
    progress(name)
    const { rows, goals } = await measure(quick)
    report.rows.push(...rows)
    report.goals.push(...goals)
  }
  return report
}
