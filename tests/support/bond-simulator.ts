import { forEachLost } from '../../src/engines/bond/protocol/loss-list.ts'
import { distance } from '../../src/engines/bond/protocol/sequence.ts'
import {
  ackSequence,
  dataSequence,
  isRetransmission,
  packetType,
  srtType,
} from '../../src/engines/bond/protocol/srt.ts'
import { Sender, type SenderEventCode, type SenderOptions } from '../../src/engines/bond/sender/sender.ts'
import { Clock, type PathModel, randomOf, SimulatedPath } from './simulated-path.ts'
import { SimulatedReceiver } from './simulated-receiver.ts'
import { dataPacket } from './srt-packets.ts'

export interface BondScenario {
  name: string
  /** The stream, Mbit/s of payload. */
  mbits: number
  links: PathModel[]
  /** SRT's latency, and how long the stream lasts. */
  latencyMs?: number
  seconds?: number
  /** Packets that SRT lets overtake a missing one before it asks for it (SRTO_LOSSMAXTTL). */
  reorderTolerance?: number
  /** Whether NAKs come by every link, or only by the link that was heard last. */
  naksTo?: 'all' | 'last'
  weights?: readonly number[]
  metered?: readonly boolean[]
  /** Called at every tick. */
  probe?: (nowMs: number, sender: Sender) => void
}

export interface SimulatedBond {
  /** Packets of the stream; those that never came or came too late; what the caller sent again. */
  packets: number
  lost: number
  retransmits: number
  /** How many packets were lost before the stream began its last 5 s is not told apart: the whole stream counts. */
  lossPercent: number
  sender: Sender
  events: { atMs: number; code: SenderEventCode; link: number; text?: string | undefined }[]
  /** For each link: data packets sent in each tenth of a second since the stream began. */
  tenths: number[][]
  /** Packets dropped at each link's full queue. */
  overflows: number[]
}

export const enhancedOptions: SenderOptions = {
  mode: 'enhanced',
  qualityScoring: true,
  exploration: false,
  stallGuard: true,
  linkTimeoutMs: 5000,
}
export const classicOptions: SenderOptions = { ...enhancedOptions, mode: 'classic', stallGuard: false }

export const payloadBytes = 1316
const startMs = 1500
const firstSequence = 0x7fff_fff0
/** SRT does not send a packet again that it sent again so lately. */
const resendGapMs = 80

/**
 * A whole bond in simulated time: an SRT caller that sends a steady stream and answers NAKs, the sender under test, paths
 * with rate, queue, delay and loss, and an ideal SRTLA and SRT receiver with a latency budget. The same seed gives the
 * same run to the last packet.
 */
export function simulateBond(scenario: BondScenario, options: SenderOptions, seed = 1): SimulatedBond {
  const { mbits, links, latencyMs = 2000, seconds = 40 } = scenario
  const clock = new Clock()
  const random = randomOf(seed)
  const events: SimulatedBond['events'] = []
  const total = Math.round((mbits * 1e6 * seconds) / 8 / payloadBytes)
  const intervalMs = (seconds * 1000) / total
  const tenths = links.map(() => new Array<number>(seconds * 10 + 30).fill(0))
  const resentMs = new Float64Array(total).fill(Number.NEGATIVE_INFINITY)
  const packet = dataPacket(0)
  let current: Uint8Array = packet
  let acked = 0
  let retransmits = 0

  const sender = new Sender(
    {
      forward(link) {
        const copy = current[0]! < 0x80 ? current.slice(0, 16) : current.slice()
        const isData = current[0]! < 0x80
        if (isData) {
          const tenth = Math.floor((clock.nowMs - startMs) / 100)
          if (tenth >= 0 && tenth < tenths[link]!.length) tenths[link]![tenth]!++
        }
        out[link]!.carry(isData ? packet.length : copy.length, isData, () => receiver.receive(link, copy))
      },
      send(link, bytes) {
        const copy = bytes.slice()
        out[link]!.carry(copy.length, false, () => receiver.receive(link, copy))
      },
      answer() {
        fromReceiver(current)
      },
      event(code, link, text) {
        events.push({ atMs: clock.nowMs - startMs, code, link, text })
      },
    },
    options,
    (into) => {
      for (let i = 0; i < into.length; i++) into[i] = Math.floor(random() * 256)
    },
  )
  const receiver = new SimulatedReceiver(clock, {
    latencyMs,
    firstSequence,
    total,
    originMs: (index) => startMs + index * intervalMs,
    reorderTolerance: scenario.reorderTolerance ?? 40,
    naksTo: scenario.naksTo ?? 'all',
    links: links.length,
    reply(link, bytes) {
      back[link]!.carry(bytes.length, false, () => {
        current = bytes
        sender.begin(clock.nowMs)
        sender.fromLink(link, bytes, 0, bytes.length, 0)
      })
    },
  })
  const shifted = links.map((link) => ({
    ...link,
    cuts: link.cuts?.map(([from, to]) => [from + startMs, to + startMs] as const),
    holes: link.holes?.map(([from, to]) => [from + startMs, to + startMs] as const),
    changes: link.changes?.map((change) => ({ ...change, atMs: change.atMs + startMs })),
  }))
  const out = shifted.map((link) => new SimulatedPath(clock, link, random))
  const back = shifted.map((link) => new SimulatedPath(clock, { ...link, mbits: 1000 }, random))

  const pass = (index: number, again: boolean) => {
    dataPacket((firstSequence + index) & 0x7fff_ffff, again, packet)
    current = packet
    sender.begin(clock.nowMs)
    sender.fromCaller(packet, 0, packet.length, 0)
  }
  const fromReceiver = (bytes: Uint8Array) => {
    const type = packetType(bytes, 0)
    if (type === srtType.ack) acked = Math.max(acked, distance(firstSequence, ackSequence(bytes, 0)))
    if (type !== srtType.nak) return
    const again: number[] = []
    forEachLost(bytes, 0, bytes.length, (sequence) => again.push(distance(firstSequence, sequence)))
    for (const index of again) {
      const age = clock.nowMs - (startMs + index * intervalMs)
      if (index < acked || index >= total || age > latencyMs * 1.25) continue
      if (clock.nowMs - resentMs[index]! < resendGapMs) continue
      resentMs[index] = clock.nowMs
      retransmits++
      pass(index, true)
    }
  }

  for (let link = 0; link < links.length; link++)
    sender.addLink(link, {
      weight: scenario.weights?.[link] ?? 100,
      metered: scenario.metered?.[link] ?? false,
      capped: false,
    })
  const endMs = startMs + seconds * 1000 + latencyMs + 500
  const tick = () => {
    sender.tick(clock.nowMs)
    scenario.probe?.(clock.nowMs, sender)
    if (clock.nowMs < endMs) clock.after(100, tick)
  }
  clock.at(1, tick)
  let index = 0
  const feed = () => {
    pass(index++, false)
    if (index < total) clock.at(startMs + index * intervalMs, feed)
  }
  clock.at(startMs, feed)
  receiver.run(endMs)
  clock.runUntil(endMs)
  const lost = receiver.lost
  return {
    packets: total,
    lost,
    retransmits,
    lossPercent: (100 * lost) / total,
    sender,
    events,
    tenths,
    overflows: out.map(({ overflows }) => overflows),
  }
}

export { dataSequence, isRetransmission }
