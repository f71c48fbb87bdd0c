import {
  type BondSnapshot,
  type BondState,
  type BondVerdict,
  type LinkColumn,
  type LinkSnapshot,
  type LinkState,
  linkColumns,
  linkCounters,
  type ReceiverSnapshot,
} from '../../../src/contract/bond.ts'
import type { FakeBond, FakeLink, FakeReceiver } from './bonds.ts'
import { noise, seedOf, wave } from './noise.ts'

type Row = Record<LinkColumn, number>
const counters = new Set<LinkColumn>(linkCounters)
const zeroRow = (): Row => Object.fromEntries(linkColumns.map((name) => [name, 0])) as Row

const cycleMs = 48_000
const stalledMs = 17_000
const packetBytes = 1332
/** The made-up world begins in the middle of a stall. */
const epoch = Date.now() - 4000

/** Milliseconds into the stall of a fading link; negative while it works. */
function intoStall(at: number): number {
  const phase = (((at - epoch) % cycleMs) + cycleMs) % cycleMs
  return phase < stalledMs ? phase : -1
}

const settingsOf = (fake: FakeBond, { info }: FakeLink) =>
  fake.bond.links.find(({ uplink }) => uplink === info.interface)

function stateOf(fake: FakeBond, link: FakeLink, at: number): LinkState {
  const settings = settingsOf(fake, link)
  if (settings?.weight === 0) return 'off'
  if (link.behaviour === 'absent') return 'absent'
  const { dailyCap = 0, monthlyCap = 0 } = settings ?? {}
  if ((dailyCap > 0 && link.used.day >= dailyCap) || (monthlyCap > 0 && link.used.month >= monthlyCap))
    return 'capped'
  if (link.behaviour === 'silent' || (link.impairment?.cut && link.impairment.until > at)) return 'down'
  if (link.behaviour === 'fading' && intoStall(at) >= 0) return 'stalled'
  if (link.behaviour === 'weak' || (link.impairment?.loss ?? 0) > 0.1) return 'degraded'
  return 'live'
}

const carries = (state: LinkState) => state === 'live' || state === 'degraded' || state === 'warming'

/** What each link carries of the stream, 0…1. */
function sharesOf(fake: FakeBond, at: number): number[] {
  if (fake.mbit === 0) return fake.links.map(() => 0)
  const pulls = fake.links.map((link) => {
    const state = stateOf(fake, link, at)
    if (!carries(state)) return 0
    const worse = state === 'degraded' ? 0.35 : 1
    const weight = (settingsOf(fake, link)?.weight ?? 100) / 100
    return link.mbit * weight * worse * (1 + 0.18 * wave(at, seedOf(link.info.interface), 17_000))
  })
  const all = pulls.reduce((sum, pull) => sum + pull, 0)
  return pulls.map((pull) => (all > 0 ? pull / all : 0))
}

/** The figures of every link at one instant; counters as the increase in `stepMs`. */
export function rows(fake: FakeBond, at: number, stepMs: number): Row[] {
  const shares = sharesOf(fake, at)
  return fake.links.map((link, n) => {
    const seed = seedOf(link.info.interface)
    const state = stateOf(fake, link, at)
    if (!fake.bond.enabled || fake.problem || state === 'off' || state === 'absent' || state === 'down')
      return zeroRow()
    const stream = ((fake.mbit * 1e6) / 8) * (1 + 0.04 * wave(at, 1, 23_000) + 0.06 * (noise(at, 2) - 0.5))
    const bitrate = stream * shares[n]!
    const packets = (bitrate / packetBytes) * (stepMs / 1000)
    const stalled = state === 'stalled'
    const tested = link.impairment && link.impairment.until > at ? link.impairment : null
    const loss =
      fake.mbit === 0
        ? 0
        : stalled
          ? 0.4
          : Math.max(0, (tested?.loss ?? 0) * (0.8 + 0.4 * noise(at, seed)) + 0.004 * noise(at, seed + 1))
    const queue = 1 + shares[n]! * 0.6 + 0.12 * wave(at, seed, 9000) + 0.2 * noise(at, seed + 2)
    const window = stalled ? 3 : Math.max(2, 28 + 9 * wave(at, seed, 31_000) - loss * 120)
    const naks = noise(Math.floor(at / 400), seed + 4) < 0.3 ? packets * loss * 3 : 0
    return {
      bitrate: stalled ? 1800 : bitrate,
      rttMs: link.rttMs * queue + 2 * (tested?.delayMs ?? 0) + (stalled ? 900 : 0),
      loss,
      window,
      inFlight: stalled ? 41 : (bitrate / packetBytes) * (link.rttMs / 1000) * 0.6,
      quality: stalled ? 0.31 : Math.max(0.35, 1.1 - loss * 4),
      packets: stalled ? (noise(at, seed) > 0.8 ? 1 : 0) : packets,
      bytes: stalled ? 180 : packets * packetBytes,
      naks,
      retransmits: carries(state) ? naks * (0.5 + shares[n]!) : 0,
      drops: 0,
      probes: stalled && noise(at, seed) > 0.8 ? 1 : 0,
    }
  })
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

function bondStateOf({ bond, problem, mbit }: FakeBond, states: readonly LinkState[]): BondState {
  if (!bond.enabled) return 'off'
  if (problem) return 'failed'
  if (!states.some(carries)) return 'down'
  if (mbit === 0) return 'ready'
  return states.some((state) => ['stalled', 'down', 'degraded'].includes(state)) ? 'degraded' : 'live'
}

function verdictOf(fake: FakeBond, state: BondState, states: readonly LinkState[], at: number): BondVerdict {
  const name = (n: number) => settingsOf(fake, fake.links[n]!)?.label || fake.links[n]!.info.interface
  const receiver = `${fake.bond.receiver.host}:${fake.bond.receiver.port}`
  const say = (level: BondVerdict['level'], text: string, evidence: string[] = []) => ({
    level,
    text,
    evidence,
  })
  const stalled = states.indexOf('stalled')
  const degraded = states.indexOf('degraded')
  switch (state) {
    case 'failed':
      return say('bad', fake.problem)
    case 'down':
      return say('bad', `Every link is down. Hawser keeps trying ${receiver}.`, [
        'Nothing was heard on any link for 41 s',
        'The camera still sends 8.4 Mbit/s',
      ])
    case 'ready':
      return say(
        'good',
        `Ready: ${states.filter(carries).length} links reach the receiver. Start the camera or encoder.`,
      )
    default:
  }
  if (stalled >= 0)
    return say(
      'warning',
      `${name(stalled)} is stalling: no acknowledgement for ${seconds(intoStall(at))}; its share moved to ${name(0)} and ${name(2)}.`,
      [
        '41 packets in flight, none acknowledged',
        'Keepalives are still echoed after 980 ms',
        'Nothing was lost so far',
      ],
    )
  if (degraded >= 0)
    return say('warning', `${name(degraded)} loses packets: 12 % in the last two seconds.`, [
      'The other links carry its share',
    ])
  return say('good', `The stream flows over ${name(0)} and ${name(1)}.`)
}

/** Rising totals and states over time, as an engine would keep them. */
export class FakeBonding {
  readonly #totals = new Map<string, Row>()
  readonly #since = new Map<string, { state: LinkState; at: number }>()
  #last = Date.now()

  /** `changed` is told of links that changed their state. */
  bonds(
    fakes: readonly FakeBond[],
    at: number,
    changed: (fake: FakeBond, link: LinkSnapshot, before: LinkState) => void,
  ): BondSnapshot[] {
    const stepMs = Math.max(1, at - this.#last)
    this.#last = at
    return fakes.map((fake) => this.#bond(fake, at, stepMs, changed))
  }

  #bond(
    fake: FakeBond,
    at: number,
    stepMs: number,
    changed: (fake: FakeBond, link: LinkSnapshot, before: LinkState) => void,
  ): BondSnapshot {
    const { bond } = fake
    const shares = sharesOf(fake, at)
    const figures = rows(fake, at, stepMs)
    const running = bond.enabled && !fake.problem
    const links = fake.links.map((link, n): LinkSnapshot => {
      const id = link.info.interface
      const totals = this.#total(`${bond.id} ${id}`, figures[n]!)
      if (link.impairment && link.impairment.until <= at) link.impairment = null
      link.used.day += figures[n]!.bytes
      link.used.month += figures[n]!.bytes
      const state = stateOf(fake, link, at)
      const settings = settingsOf(fake, link)
      const { since, before } = this.#entered(`${bond.id} ${id}`, state, at)
      const snapshot: LinkSnapshot = {
        id,
        label: settings?.label ?? '',
        ...link.info,
        ...(link.behaviour === 'absent' && { address: '', gateway: '' }),
        state,
        since,
        weight: settings?.weight ?? 100,
        metered: settings?.metered ?? false,
        share: running ? shares[n]! : 0,
        ...totals,
        rttMinMs: figures[n]!.rttMs > 0 ? link.rttMs * 0.92 : 0,
        dayBytes: link.used.day,
        monthBytes: link.used.month,
        dailyCap: settings?.dailyCap ?? 0,
        monthlyCap: settings?.monthlyCap ?? 0,
        routing: link.behaviour === 'misrouted' ? 'wrong' : 'ok',
        impairment: link.impairment,
        far: fake.farIsHawser && running ? this.#far(totals, figures[n]!) : null,
      }
      if (before !== undefined) changed(fake, snapshot, before)
      return snapshot
    })
    const states = links.map(({ state }) => state)
    const state = bondStateOf(fake, states)
    const sum = (column: LinkColumn) => links.reduce((all, link) => all + link[column], 0)
    return {
      id: bond.id,
      state,
      problem: fake.problem,
      verdict: verdictOf(fake, state, states, at),
      caller: fake.mbit > 0 && running ? '127.0.0.1:49152' : '',
      receiver: running ? `203.0.113.20:${bond.receiver.port}` : '',
      farIsHawser: fake.farIsHawser && state !== 'down',
      datagrams: bond.datagrams === 'dgram' ? 'dgram' : 'native',
      datagramsReason: '',
      bitrate: sum('bitrate'),
      packets: sum('packets'),
      bytes: sum('bytes'),
      retransmits: sum('retransmits'),
      naks: sum('naks'),
      noLink: state === 'down' ? 31_204 : 0,
      copies: Math.round(sum('packets') * 0.11),
      refused: 0,
      spared: Math.round(sum('naks') * 0.2),
      links: running ? links : [],
    }
  }

  /** Gauges of now, counters as they have risen. */
  #total(key: string, row: Row): Row {
    // An hour of work went before.
    const earlier = () => Object.fromEntries(linkColumns.map((name) => [name, row[name] * 9000])) as Row
    const known = this.#totals.get(key) ?? earlier()
    const next = Object.fromEntries(
      linkColumns.map((name) => [name, counters.has(name) ? Math.round(known[name] + row[name]) : row[name]]),
    ) as Row
    this.#totals.set(key, next)
    return next
  }

  #far(totals: Row, row: Row) {
    const arrived = Math.max(0, totals.packets - Math.round(totals.naks * 0.9))
    return {
      packets: arrived,
      bytes: arrived * packetBytes,
      bitrate: row.bitrate * (1 - row.loss),
      jitterMs: 1.2 + row.rttMs * 0.04,
    }
  }

  #entered(key: string, state: LinkState, at: number): { since: number; before?: LinkState } {
    const known = this.#since.get(key)
    if (known?.state === state) return { since: known.at }
    const since = known ? at : at - (state === 'stalled' ? 4000 : 754_000)
    this.#since.set(key, { state, at: since })
    return { since, ...(known && { before: known.state }) }
  }

  receiver({ receiver, problem, groups }: FakeReceiver, at: number): ReceiverSnapshot {
    const running = receiver.enabled && !problem
    const shown = running ? groups : []
    const made = shown.map(({ id, mbit, sinceMs, silentLink }) => {
      const rates = mbit.map((rate, n) =>
        n === silentLink ? 0 : ((rate * 1e6) / 8) * (1 + 0.1 * wave(at, seedOf(id) + n, 13_000)),
      )
      const bitrate = rates.reduce((sum, rate) => sum + rate, 0)
      const age = (at - epoch + sinceMs) / 1000
      return {
        id,
        since: epoch - sinceMs,
        bitrate,
        packets: Math.round((age * bitrate) / packetBytes),
        bytes: Math.round(age * bitrate),
        duplicates: Math.round(age * 0.4),
        missing: Math.round(age / 90),
        links: rates.map((rate, n) => ({
          address: `198.51.100.${seedOf(id) % 90}${n}:${40_112 + 913 * n}`,
          silentMs: n === silentLink ? at - epoch + 4200 : noise(at, n) * 20,
          share: bitrate > 0 ? rate / bitrate : 0,
          bitrate: rate,
          packets: Math.round((age * rate) / packetBytes),
          bytes: Math.round(age * rate),
          jitterMs: 1.4 + 3 * noise(Math.floor(at / 900), n),
          rttMs: n === 2 ? 0 : 44 + 21 * n + 4 * wave(at, n, 7000),
          window: n === 2 ? 0 : Math.round(26 + 6 * wave(at, n, 19_000)),
          inFlight: n === 2 ? 0 : Math.round(11 + 4 * noise(Math.floor(at / 700), n)),
          naks: n === 2 ? 0 : Math.round(age / (11 + n)),
        })),
      }
    })
    return {
      id: receiver.id,
      state: !receiver.enabled ? 'off' : problem ? 'failed' : made.length > 0 ? 'live' : 'ready',
      problem,
      datagrams: receiver.datagrams === 'dgram' ? 'dgram' : 'native',
      bitrate: made.reduce((sum, group) => sum + group.bitrate, 0),
      refusedLimit: 0,
      refusedFlood: running ? 3 : 0,
      refusedSource: running ? 128 : 0,
      refusedPackets: running ? 41 : 0,
      drops: 0,
      groupsTotal: made.length,
      groups: made,
    }
  }
}

/** The figures of a receiver and of the links of its senders; counters as the increase in `stepMs`. */
export function receiverRows(
  { bitrate, groups }: ReceiverSnapshot,
  stepMs: number,
): Map<string, Record<string, number>> {
  const links = groups.flatMap((group) => group.links)
  const counted = (rate: number) => ({
    packets: ((rate / packetBytes) * stepMs) / 1000,
    bytes: (rate * stepMs) / 1000,
  })
  const whole = {
    bitrate,
    senders: groups.length,
    links: links.length,
    jitterMs: 0,
    rttMs: 0,
    ...counted(bitrate),
    missing: stepMs / 90_000,
    duplicates: stepMs / 2500,
    drops: 0,
    refused: 0,
  }
  return new Map([
    ['', whole],
    ...links.map(
      ({ address, bitrate: rate, jitterMs, rttMs }) =>
        [address, { bitrate: rate, jitterMs, rttMs, ...counted(rate) }] as const,
    ),
  ])
}
