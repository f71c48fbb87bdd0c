import { compileLoad } from './bond/load.ts'
import { medianOf, playRound, type Rate, type Round, type RoundOptions, rates } from './bond/rounds.ts'
import { hawserSender, peerSender, type Sender } from './bond/senders.ts'
import type { Goal, Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

const native = hawserSender('hawser', [])
const dgram = hawserSender('hawser, dgram', ['--datagrams', 'dgram'])
const direct = 'direct'

/** The measures that `--only` may name. */
const measures: Record<string, Partial<RoundOptions>> = {
  cpu: { most: false },
  latency: { rates: [20], most: false },
  most: { rates: [] },
}

/** The bond's sender, with and without the addon, and any other SRTLA sender, in one run with the same load. */
export async function bond({ quick, only, peer, progress }: BenchOptions): Promise<Report> {
  await using load = await compileLoad()
  const peers = peer === undefined ? [] : [peerSender(peer)]
  const senders: (Sender | undefined)[] = [undefined, ...peers, native, dgram]
  const options = { seconds: quick ? 2 : 5, rates, most: true, ...measures[only ?? ''] }
  const rounds = new Map<string, Round[]>()
  for (let round = 1; round <= (quick ? 1 : 3); round++)
    for (const sender of senders) {
      const name = sender?.name ?? direct
      progress(`round ${round}, ${name}`)
      const own = sender ? options : { ...options, rates: options.rates.slice(0, 1), most: false }
      rounds.set(name, [...(rounds.get(name) ?? []), await playRound(load.program, sender, own)])
    }
  const measured = new Map([...rounds].map(([name, all]) => [name, medianOf(all)]))
  return reportOf(measured, peers[0]?.name)
}

function reportOf(measured: Map<string, Round>, peer: string | undefined): Report {
  const baseline = measured.get(direct)!
  const beside = peer === undefined ? undefined : measured.get(peer)
  const ratio = (round: Round, rate: Rate) => round.cpuUs[rate]! / (beside?.cpuUs[rate] ?? Number.NaN)
  const rows: Row[] = []
  const row = (measure: string, of: (round: Round) => Record<string, number>) => {
    for (const [name, round] of measured)
      if (name !== direct) rows.push({ measure, peer: name, values: of(round) })
  }
  const byRate = (suffix: string, of: (rate: Rate) => number) =>
    Object.fromEntries(rates.map((rate) => [`${rate}${suffix}`, of(rate)]))
  row('CPU, µs a packet', (round) => byRate(' Mbit/s', (rate) => round.cpuUs[rate]!))
  if (beside) row(`CPU over ${peer}`, (round) => byRate(' Mbit/s', (rate) => ratio(round, rate)))
  row('packets/s', ({ mostPackets }) => ({ 'at most, without loss': mostPackets }))
  row('one way at 20 Mbit/s, µs', (round) => ({
    'p50 added': round.p50 - baseline.p50,
    'p99 added': round.p99 - baseline.p99,
  }))
  row('loss, %', (round) => byRate(' Mbit/s', (rate) => round.loss[rate]! * 100))

  const goals: Goal[] = []
  const limits = { hawser: [1, 0.8, 0.6], 'hawser, dgram': [2, 2.7, Number.NaN] }
  const most = { hawser: 240_000, 'hawser, dgram': 110_000 }
  for (const { name } of [native, dgram]) {
    const round = measured.get(name)!
    rates.forEach((rate, index) => {
      const limit = limits[name as keyof typeof limits][index]!
      if (beside && !Number.isNaN(limit))
        goals.push({
          text: `${name}: CPU over ${peer} at ${rate} Mbit/s`,
          value: ratio(round, rate),
          limit,
          better: 'less',
        })
    })
    const limit = most[name as keyof typeof most]
    goals.push({ text: `${name}: packets/s without loss`, value: round.mostPackets, limit, better: 'more' })
    goals.push({ text: `${name}: added p50, µs`, value: round.p50 - baseline.p50, limit: 20, better: 'less' })
    goals.push({
      text: `${name}: added p99, µs`,
      value: round.p99 - baseline.p99,
      limit: 200,
      better: 'less',
    })
  }
  return { rows, goals: goals.filter(({ value }) => !Number.isNaN(value)) }
}
