import type { Allow, TunnelRequest, TunnelSettings, Way } from '../../../contract/tunnel.ts'
import { formatEndpoint, visibleName } from '../../format.ts'
import type { Party, TubeView, WayView } from '../../state/tunnel-view.ts'

/** Whom a tube leads to, or who is waited for. */
export function partyTitle({ name, tube }: Pick<Party, 'name' | 'tube'>): string {
  if (name) return visibleName(name)
  if (tube?.by === 'code') return tube.code ? 'Whoever types the code' : 'The other side of a code'
  return 'A device that is not paired any more'
}

export type Said = { level: 'good' | 'quiet' | 'warning' | 'bad'; text: string }

/**
 * What is to be said of a tube beside its numbers. A countdown may follow that of one that waits. `away`: so is the
 * engine.
 */
export function tubeSentence(
  { name, tube, ways }: Pick<Party, 'name' | 'tube' | 'ways'>,
  away = false,
): Said {
  const them = partyTitle({ name, tube })
  if (tube === undefined && away)
    return { level: 'quiet', text: 'Not known while the tunnel engine is away.' }
  if (tube === undefined)
    return {
      level: 'quiet',
      text: ways.some(({ enabled }) => enabled)
        ? 'No tube leads there at the moment.'
        : 'No tube: none of its ways is on.',
    }
  switch (tube.state) {
    case 'calling':
      if (tube.by === 'device') return { level: 'quiet', text: `Calling ${them}…` }
      return { level: 'quiet', text: tube.code ? '' : 'Looking for whoever shows that code…' }
    case 'connecting':
      return { level: 'quiet', text: 'Both are there; a path between them is looked for…' }
    case 'open':
      if (tube.proven) return { level: 'good', text: openText(tube) }
      return {
        level: 'warning',
        text: `Nobody has proven who is there. Compare these words on both screens, and close the tube if they differ: ${tube.words}.`,
      }
    case 'lost':
      return {
        level: 'warning',
        text: tube.problem || 'The path is gone. A new one is looked for; connections wait meanwhile.',
      }
    case 'waiting':
      return { level: 'warning', text: tube.problem || `${them} cannot be reached.` }
    case 'ended':
      if (tube.faultCode === '') return { level: 'quiet', text: tube.problem || 'Closed.' }
      return { level: 'bad', text: tube.problem || 'It could not be saved.' }
  }
}

/** How packets go, in words: `192.0.2.2:50000 → 198.51.100.7:40110 (udp, reflexive)` and the sort of path. */
export function openText({ pair, path }: Pick<TubeView, 'pair' | 'path'>): string {
  const [, from, to, transport] = /^(\S+) → (\S+) \((\w+)/.exec(pair) ?? []
  const ends = from ? `, from ${from} to ${to} by ${transport!.toUpperCase()}` : ''
  switch (path) {
    case 'host':
      return `Straight from machine to machine, within one network${ends}.`
    case 'reflexive':
      return `Straight to the other side, through routers${ends}. No port is open anywhere.`
    case 'relay':
      return `Through a TURN server${ends}, because no straight path was found. It sees only sealed bytes.`
    case 'unknown':
      return from ? `Open${ends}.` : 'Open.'
  }
}

/** `127.0.0.1:8554 → 10.0.0.5:554`, from where programs connect to where they come out. */
export function wayRoute(way: Pick<Way, 'kind' | 'listen' | 'target'>, view?: Pick<WayView, 'listening'>) {
  const from =
    view?.listening ||
    (way.listen.port === 0 ? `${way.listen.host}, any free port` : formatEndpoint(way.listen))
  return { from, to: way.target ? formatEndpoint(way.target) : 'whatever is asked for' }
}

/** Where programs of this machine connect to, once that is known; empty where they connect elsewhere. */
export const addressOf = (way: Pick<Way, 'kind'>, view: Pick<WayView, 'state' | 'listening'> | undefined) =>
  way.kind !== 'reverse' && view?.state === 'listening' ? view.listening : ''

/** What a rule lets somebody do. */
export const allowText = ({ what, target }: Pick<Allow, 'what' | 'target'>): string =>
  what === 'connect' ? `reach ${target} from here` : `take connections here, at ${target}`

export const requestText = ({ what, target }: Pick<TunnelRequest, 'what' | 'target'>): string =>
  what === 'connect' ? `wants to reach ${target} from here` : `wants to take connections here, at ${target}`

/** Whom a rule is for. */
export function partyName(
  party: string,
  peers: readonly { id: string; name: string }[],
  tubes: Readonly<Record<string, Pick<TubeView, 'peerName'>>>,
): string {
  if (party === '*') return 'Every paired device'
  const peer = peers.find(({ id }) => id === party)
  if (peer) return visibleName(peer.name)
  const tube = tubes[party]
  return tube
    ? visibleName(tube.peerName || 'The other side of a code')
    : 'A device that is not paired any more'
}

export const stackWords: Record<TunnelSettings['stack'], string> = {
  automatic: 'Automatic',
  'node-datachannel': 'node-datachannel',
  werift: 'werift',
}
