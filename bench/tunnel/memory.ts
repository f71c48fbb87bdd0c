import { join } from 'node:path'
import type { Report, Row } from '../forward/table.ts'
import { type TunnelMeasure, tcpEnd } from './measure.ts'
import type { Memory } from './memory-now.ts'
import { here, Remote, sleep } from './remote.ts'
import type { HolderTasks } from './socket-holder.ts'
import { openTube } from './tube.ts'

const connections = 10_000
/** Without engines, where fewer say as much. */
const socketsAlone = 2500
/** Not counted: what is there once for all of them. */
const first = 500
/** Fewer than the far end connects at the same time. */
const atOnce = 100
const settleMs = 1500

/** What an idle connection takes in the engines of both ends, beyond what its socket takes by itself. */
export async function memory({ progress }: TunnelMeasure): Promise<Report> {
  progress(`memory of ${connections} idle connections`)
  await using client = tcpEnd()
  await using server = tcpEnd()
  const port = await server.ask('listenSink', '127.0.0.1')
  const each = (from: Memory, to: Memory, count: number): Memory => ({
    usedBytes: (to.usedBytes - from.usedBytes) / count,
    rssBytes: (to.rssBytes - from.rssBytes) / count,
  })
  const until = async (count: () => Promise<number>, wanted: number) => {
    while ((await count()) < wanted) await sleep(5)
  }

  const program = join(import.meta.dirname, 'socket-holder.ts')
  const socketAlone = async (hold: (holder: Remote<HolderTasks>, count: number) => Promise<void>) => {
    await using holder = new Remote<HolderTasks>(here, program)
    await hold(holder, first)
    await until(() => holder.ask('heldCount'), first)
    await sleep(settleMs)
    const from = await holder.ask('memory')
    await hold(holder, socketsAlone)
    await until(() => holder.ask('heldCount'), first + socketsAlone)
    await sleep(settleMs)
    return each(from, await holder.ask('memory'), socketsAlone)
  }
  let listening: Promise<number> | undefined
  const accepted = await socketAlone(async (holder, count) => {
    listening ??= holder.ask('listen')
    await client.ask('hold', '127.0.0.1', await listening, count)
  })
  const connected = await socketAlone((holder, count) => holder.ask('connect', port, count))
  const before = await server.ask('heldCount')
  // Ports that have just been let go of cannot be had again for the same target.
  const target = await server.ask('listenSink', '127.0.0.1')

  await using tube = await openTube({ stack: 'automatic', targets: [target] })
  const { near, far } = tube
  let held = 0
  const open = async (count: number) => {
    while (held < count) {
      await client.ask('hold', '127.0.0.1', tube.ports[0]!, atOnce)
      held += atOnce
      await until(() => server.ask('heldCount'), before + held)
    }
    await sleep(settleMs)
    return [await near.memory(), await far.memory()] as const
  }
  const from = await open(first)
  const to = await open(connections)
  const [nearEach, farEach] = [0, 1].map((side) => each(from[side]!, to[side]!, connections - first)) as [
    Memory,
    Memory,
  ]

  const row = (peer: string, { usedBytes, rssBytes }: Memory): Row => ({
    measure: `an idle connection of ${connections}, bytes`,
    peer,
    values: { 'in use': usedBytes, 'of the process': rssBytes },
  })
  const beyond = Math.max(nearEach.usedBytes - accepted.usedBytes, farEach.usedBytes - connected.usedBytes)
  return {
    rows: [
      row('a socket that was accepted', accepted),
      row('the engine where it was accepted', nearEach),
      row('a socket that has connected', connected),
      row('the engine that has connected it', farEach),
    ],
    goals: [
      { text: 'an idle connection beyond its socket, bytes', value: beyond, limit: 2048, better: 'less' },
    ],
  }
}
