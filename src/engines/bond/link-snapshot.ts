import {
  type FarLink,
  type LinkCounter,
  type LinkSnapshot,
  type LinkState,
  linkStates,
} from '../../contract/bond.ts'
import type { Lane } from './lane.ts'
import type { LinkTable } from './sender/link-table.ts'

/** What a person set of a link, and what is known of its cap. */
export interface LinkFacts {
  label: string
  interface: string
  kind: LinkSnapshot['kind']
  address: string
  gateway: string
  weight: number
  metered: boolean
  dailyCap: number
  monthlyCap: number
  dayBytes: number
  monthBytes: number
}

/** `wallMs` turns the scheduler's clock into ms since the Unix epoch. */
export function linkSnapshot(
  lane: Lane,
  facts: LinkFacts,
  links: LinkTable,
  absentSince: number,
  wallMs: (monotonicMs: number) => number,
): LinkSnapshot {
  const { index, before } = lane
  const is = <T extends { [n: number]: number }>(column: T) => (lane.socket ? (column[index] ?? 0) : 0)
  const counter = (name: Exclude<LinkCounter, 'drops'>) => before[name] + is(links[name])
  return {
    id: lane.id,
    ...facts,
    ...stateOf(lane, facts, links, absentSince, wallMs),
    share: is(links.share),
    bitrate: is(links.bitrate),
    rttMs: is(links.rttMs),
    rttMinMs: is(links.rttMinMs),
    loss: is(links.loss),
    window: is(links.window) / 1000,
    inFlight: is(links.inFlight),
    quality: is(links.quality),
    packets: counter('packets'),
    bytes: counter('bytes'),
    naks: counter('naks'),
    retransmits: counter('retransmits'),
    probes: counter('probes'),
    drops: before.drops + (lane.socket?.counters.dropped ?? 0),
    routing: lane.routing?.result ?? 'unknown',
    impairment: lane.impairment,
    far: farOf(index, links),
  }
}

function stateOf(
  lane: Lane,
  { weight }: LinkFacts,
  links: LinkTable,
  absentSince: number,
  wallMs: (monotonicMs: number) => number,
): { state: LinkState; since: number } {
  if (lane.socket) {
    const state = linkStates[links.state[lane.index]!] ?? 'registering'
    return { state, since: wallMs(links.stateSinceMs[lane.index]!) }
  }
  return { state: weight === 0 ? 'off' : 'absent', since: absentSince }
}

function farOf(index: number, links: LinkTable): FarLink | null {
  if (links.farKnown[index] !== 1) return null
  return {
    packets: links.farPackets[index]!,
    bytes: links.farBytes[index]!,
    bitrate: links.farBitrate[index]!,
    jitterMs: links.farJitterMs[index]!,
  }
}
