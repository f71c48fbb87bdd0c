import { median } from '../forward/load.ts'
import { Load, type LoadResult } from './load.ts'
import { type Sender, uplinks } from './senders.ts'

export const rates = [20, 500, 1200] as const
export type Rate = (typeof rates)[number]

const payloadBytes = 1316
export const packetsPerSecond = (megabits: number) => (megabits * 1e6) / 8 / payloadBytes

/** Of one sender, or of the direct way, in one round. */
export interface Round {
  cpuUs: Partial<Record<Rate, number>>
  /** Part of the packets, 0…1. */
  loss: Partial<Record<Rate, number>>
  p50: number
  p99: number
  mostPackets: number
}

export interface RoundOptions {
  seconds: number
  rates: readonly Rate[]
  /** Also look for the highest rate without loss. */
  most: boolean
}

const lossOf = ({ sent, received }: LoadResult) => 1 - received / sent
/** One packet in ten thousand may be lost to what else the machine does; a sender at its limit loses far more. */
const withoutLoss = (result: LoadResult) => lossOf(result) <= 1e-4

export async function playRound(program: string, sender: Sender | undefined, options: RoundOptions) {
  await using load = await Load.start(program)
  await using running = await sender?.start(load.receiverPort)
  await load.call(running?.port ?? load.receiverPort, running ? uplinks.length : 0)
  // Compilers in the sender need some traffic before it runs as it will.
  await load.run(packetsPerSecond(200), 8)
  const round: Round = { cpuUs: {}, loss: {}, p50: Number.NaN, p99: Number.NaN, mostPackets: Number.NaN }
  for (const rate of options.rates) {
    await load.run(packetsPerSecond(rate), 0.5)
    const before = (await running?.cpuNs()) ?? 0
    const result = await load.run(packetsPerSecond(rate), options.seconds)
    round.cpuUs[rate] = (((await running?.cpuNs()) ?? 0) - before) / 1000 / result.received
    round.loss[rate] = lossOf(result)
    if (rate === 20) Object.assign(round, { p50: result.p50, p99: result.p99 })
  }
  if (options.most) round.mostPackets = await highestRate(load)
  return round
}

/** Tries at one rate, and rates in a row that must fail, before the rest is given up: the machine has other work too. */
const tries = 3
const failuresInRow = 2

/** Steps up by an eighth; packets/s of the highest rate that the generator kept and that came through without loss. */
async function highestRate(load: Load): Promise<number> {
  let highest = 0
  for (let rate = 40_000, failures = 0; failures < failuresInRow; rate *= 1.125) {
    failures++
    for (let attempt = 0; attempt < tries && failures > 0; attempt++) {
      const result = await load.run(rate, 1)
      const achieved = result.sent / result.seconds
      if (!withoutLoss(result) || achieved < rate * 0.97) continue
      highest = achieved
      failures = 0
    }
  }
  return highest
}

/** The medians of what rounds measured. */
export function medianOf(all: readonly Round[]): Round {
  const of = (read: (round: Round) => number | undefined) =>
    median(all.map((round) => read(round) ?? Number.NaN))
  const byRate = (name: 'cpuUs' | 'loss') =>
    Object.fromEntries(rates.map((rate) => [rate, of((round) => round[name][rate])])) as Record<Rate, number>
  return {
    cpuUs: byRate('cpuUs'),
    loss: byRate('loss'),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    mostPackets: of(({ mostPackets }) => mostPackets),
  }
}
