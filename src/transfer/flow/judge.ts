import { thresholds } from '../../contract/thresholds.ts'
import type { Bottleneck, Quality } from '../snapshot.ts'
import { rateInWords } from './rate-words.ts'
import type { WaitParts } from './wait-meter.ts'

/** What was measured over the last seconds. */
export interface Evidence {
  /** Whether bytes are to be moved, either way. */
  isBusy: boolean
  /** Which of it is judged here. */
  side: 'sending' | 'receiving'
  /** Of the one who sends. */
  waits: WaitParts
  /** -1 unknown, as are jitter and loss */
  rttMs: number
  /** Of the shortest round trip that was seen on this path; a longer one now is a queue. */
  baseRttMs: number
  jitterMs: number
  /** 0 … 1 */
  loss: number
  /** Part (0 … 1) of this machine's processors that is in use, and of the other one's; -1 unknown */
  processor: number
  processorThere: number
  /** bytes/s of payload */
  rate: number
  /** Packets per second that this side threw away itself before they left. */
  discardsPerSecond: number
  /** Open lanes, and those that are being made anew. */
  lanes: number
  lostLanes: number
  /** Whether as many lanes are there as there may be, and whether that is one by wish. */
  isAtMostLanes: boolean
  gentle: boolean
  /** Bytes held for what is on its way, and how many may be. */
  memory: number
  memoryLimit: number
}

interface Rule {
  bottleneck: Bottleneck
  holds(evidence: Evidence): boolean
  text(evidence: Evidence): string
}

/** A wait decides from so much of the time on. */
const decisive = 0.4
const { laneRttMs: far, laneJitterMs: jittery } = thresholds
/** 0 … 1 */
const lossy = thresholds.laneLossPercent.poor / 100
const lossiest = thresholds.laneLossPercent.bad / 100
const percent = (part: number): string =>
  `${part < 0.01 ? (part * 100).toFixed(1) : Math.round(part * 100)} %`
const ms = (value: number): string => `${Math.round(value)} ms`

/** The longest wait, if it is long enough to decide. */
function mostly(what: keyof WaitParts, { waits }: Evidence): boolean {
  return (
    waits[what] >= decisive && waits[what] >= Math.max(waits.receiver, waits.network, waits.source, waits.cpu)
  )
}

/** A path on which processors are slower than packets. */
const nearMs = 10
const fullProcessor = 0.9

/** Bytes could move faster, and neither disks nor a long or lossy path are why. */
function mayBeProcessor({ waits, baseRttMs, loss }: Evidence): boolean {
  if (waits.receiver >= decisive || waits.source >= decisive) return false
  if (waits.moving + waits.cpu >= 0.5) return true
  return waits.moving + waits.cpu + waits.network >= 0.5 && baseRttMs < nearMs && loss < lossy
}

const isHere = ({ side }: Evidence): boolean => side === 'sending'

const moreLanes = ({ isAtMostLanes, gentle, side }: Evidence): string => {
  if (gentle) return 'More connections would help: switch off “Be gentle”.'
  if (side === 'receiving') return 'The sender tries more connections, if it may.'
  return isAtMostLanes
    ? 'No more connections are allowed than there are.'
    : 'More connections are being tried.'
}

/** From the top; the first that holds. The last one always does. */
const rules: readonly Rule[] = [
  {
    bottleneck: 'none',
    holds: ({ isBusy }) => !isBusy,
    text: () => 'Nothing is being moved.',
  },
  {
    bottleneck: 'network-bandwidth',
    holds: ({ lanes }) => lanes === 0,
    text: () => 'No connection is open; it is being made anew. Check that both sides are online.',
  },
  {
    bottleneck: 'memory',
    holds: ({ memory, memoryLimit, waits }) =>
      memory >= 0.95 * memoryLimit && waits.moving < 0.5 && waits.receiver < decisive && waits.cpu < decisive,
    text: ({ memory }) =>
      `All the memory for bytes on their way is used (${Math.round(memory / 1048576)} MiB). Send fewer transfers at once.`,
  },
  {
    bottleneck: 'backpressure',
    holds: (evidence) => mostly('receiver', evidence),
    text: (evidence) =>
      isHere(evidence)
        ? `The receiver’s disk was waited for ${percent(evidence.waits.receiver)} of the time. Save to a faster disk there, or stop what else uses it.`
        : `The disk here was waited for ${percent(evidence.waits.receiver)} of the time. Save to a faster one, or stop what else uses it.`,
  },
  {
    bottleneck: 'cpu',
    holds: (evidence) => mostly('cpu', evidence),
    text: (evidence) =>
      `The sender’s processor was busy ${percent(evidence.waits.cpu)} of the time that bytes could have moved. Close other programs ${isHere(evidence) ? 'here' : 'there'}.`,
  },
  {
    bottleneck: 'none',
    holds: (evidence) => mostly('source', evidence),
    text: (evidence) =>
      `The network could take more: reading the files ${isHere(evidence) ? 'here' : 'at the sender'} took ${percent(evidence.waits.source)} of the time. Send from a faster disk.`,
  },
  {
    bottleneck: 'cpu',
    holds: (evidence) => evidence.processor >= fullProcessor && mayBeProcessor(evidence),
    text: ({ processor }) =>
      `The processor of this machine is in use to ${percent(processor)}, which is what holds the bytes up. Close other programs.`,
  },
  {
    bottleneck: 'cpu',
    holds: (evidence) => evidence.processorThere >= fullProcessor && mayBeProcessor(evidence),
    text: ({ processorThere }) =>
      `The processor of the other machine is in use to ${percent(processorThere)}, which is what holds the bytes up. Close other programs there.`,
  },
  {
    bottleneck: 'cpu',
    holds: (evidence) => evidence.discardsPerSecond >= 5 && isHere(evidence) && mostly('network', evidence),
    text: ({ discardsPerSecond }) =>
      `This machine cannot hand packets to the network as fast as they are made (${Math.round(discardsPerSecond)} thrown away a second). Close other programs.`,
  },
  {
    bottleneck: 'network-bandwidth',
    holds: (evidence) => evidence.loss >= lossy && isLimiting(evidence),
    text: (evidence) =>
      `${percent(evidence.loss)} of packets are lost at a round trip of ${ms(evidence.rttMs)}, so each connection carries little. ${moreLanes(evidence)} A cable instead of Wi-Fi loses less.`,
  },
  {
    bottleneck: 'network-latency',
    holds: (evidence) => evidence.jitterMs >= jittery.poor && isLimiting(evidence),
    text: ({ jitterMs }) =>
      `The round trip changes by ${ms(jitterMs)} from one packet to the next. A cable instead of Wi-Fi, or a mobile network with better reception, is steadier.`,
  },
  {
    bottleneck: 'network-latency',
    holds: (evidence) => evidence.rttMs >= far.poor && !isQueueing(evidence) && isLimiting(evidence),
    text: (evidence) =>
      `Each connection waits for answers over a round trip of ${ms(evidence.rttMs)}. ${moreLanes(evidence)}`,
  },
  {
    bottleneck: 'network-bandwidth',
    holds: (evidence) => isLimiting(evidence),
    text: (evidence) =>
      `The path takes ${rateInWords(evidence.rate)} and no more. Stop other traffic on it, or use a faster line.`,
  },
  {
    bottleneck: 'none',
    holds: () => true,
    text: (evidence) => `Bytes move at ${rateInWords(evidence.rate)}; nothing holds them up for long.`,
  },
]

function isLimiting(evidence: Evidence): boolean {
  return mostly('network', evidence)
}

/** Packets wait in a queue on the path: it is full. */
function isQueueing({ rttMs, baseRttMs }: Evidence): boolean {
  return baseRttMs > 0 && rttMs > 1.5 * baseRttMs + 5
}

interface Deduction {
  most: number
  /** 0: nothing to find fault with, 1: as bad as it gets */
  part(evidence: Evidence): number
}

const between = (value: number, good: number, bad: number): number =>
  Math.min(1, Math.max(0, (value - good) / (bad - good)))

/** A full processor that does not hold anything up is nobody's fault. */
const processorPart = (evidence: Evidence): number =>
  mayBeProcessor(evidence)
    ? between(Math.max(evidence.processor, evidence.processorThere), fullProcessor - 0.05, 1)
    : 0

/** What is taken off 100. */
const deductions: readonly Deduction[] = [
  { most: 30, part: ({ loss }) => Math.sqrt(between(loss, 0, lossiest)) },
  { most: 20, part: ({ rttMs }) => between(rttMs, nearMs, far.bad) },
  { most: 15, part: ({ jitterMs }) => between(jitterMs, 5, jittery.bad) },
  { most: 10, part: ({ discardsPerSecond }) => between(discardsPerSecond, 0, 100) },
  { most: 40, part: ({ lanes, lostLanes }) => (lanes === 0 ? 1 : lostLanes / (lanes + lostLanes)) },
  { most: 25, part: ({ isBusy, waits }) => (isBusy ? between(waits.receiver, 0.1, 1) : 0) },
  {
    most: 20,
    part: (evidence) =>
      evidence.isBusy ? Math.max(between(evidence.waits.cpu, 0.1, 1), processorPart(evidence)) : 0,
  },
  { most: 10, part: ({ isBusy, waits }) => (isBusy ? between(waits.source, 0.1, 1) : 0) },
]

/** Names what held a transfer up, by what was measured, with a recommendation, and gives the path a mark. */
export function judge(evidence: Evidence): Quality {
  const rule = rules.find((each) => each.holds(evidence))!
  let score = 100
  for (const { most, part } of deductions) score -= most * part(evidence)
  const { receiver, network, source, cpu } = evidence.waits
  return {
    score: Math.round(Math.max(0, score)),
    bottleneck: rule.bottleneck,
    text: rule.text(evidence),
    waits: { receiver, network, source, cpu },
  }
}
