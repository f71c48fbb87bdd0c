import type { Allow, TunnelRequest, TunnelSettings, Way } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { formatEndpoint, visibleName } from '../../format.ts'
import type { Party, TubeView, WayView } from '../../state/tunnel-view.ts'

/** Whom a tube leads to, or who is waited for. */
export function partyTitle({ name, tube }: Pick<Party, 'name' | 'tube'>): string {
  if (name) return visibleName(name)
  if (tube?.by === 'code') return tube.code ? t('Whoever types the code') : t('The other side of a code')
  return t('A device that is not paired any more')
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
    return { level: 'quiet', text: t('Not known while the tunnel engine is away.') }
  if (tube === undefined)
    return {
      level: 'quiet',
      text: ways.some(({ enabled }) => enabled)
        ? t('No tube leads there at the moment.')
        : t('No tube: none of its ways is on.'),
    }
  switch (tube.state) {
    case 'calling':
      if (tube.by === 'device') return { level: 'quiet', text: t('Calling {{them}}…', { them }) }
      return { level: 'quiet', text: tube.code ? '' : t('Looking for whoever shows that code…') }
    case 'connecting':
      return { level: 'quiet', text: t('Both are there; a path between them is looked for…') }
    case 'open':
      if (tube.proven) return { level: 'good', text: openText(tube) }
      return {
        level: 'warning',
        text: t(
          'Nobody has proven who is there. Compare these words on both screens, and close the tube if they differ: {{words}}.',
          { words: tube.words },
        ),
      }
    case 'lost':
      return {
        level: 'warning',
        text: tube.problem || t('The path is gone. A new one is looked for; connections wait meanwhile.'),
      }
    case 'waiting':
      return { level: 'warning', text: tube.problem || t('{{them}} cannot be reached.', { them }) }
    case 'ended':
      if (tube.faultCode === '') return { level: 'quiet', text: tube.problem || t('Closed.') }
      return { level: 'bad', text: tube.problem || t('It could not be saved.') }
  }
}

/** How packets go, in words: `192.0.2.2:50000 → 198.51.100.7:40110 (udp, reflexive)` and the sort of path. */
export function openText({ pair, path }: Pick<TubeView, 'pair' | 'path'>): string {
  const [, from, to, transport] = /^(\S+) → (\S+) \((\w+)/.exec(pair) ?? []
  const ends =
    from && to
      ? t(', from {{from}} to {{to}} by {{transport}}', { from, to, transport: transport!.toUpperCase() })
      : ''
  switch (path) {
    case 'host':
      return t('Straight from machine to machine, within one network{{ends}}.', { ends })
    case 'reflexive':
      return t('Straight to the other side, through routers{{ends}}. No port is open anywhere.', { ends })
    case 'relay':
      return t(
        'Through a TURN server{{ends}}, because no straight path was found. It sees only sealed bytes.',
        { ends },
      )
    case 'unknown':
      return from ? t('Open{{ends}}.', { ends }) : t('Open.')
  }
}

/** `127.0.0.1:8554 → 10.0.0.5:554`, from where programs connect to where they come out. */
export function wayRoute(way: Pick<Way, 'kind' | 'listen' | 'target'>, view?: Pick<WayView, 'listening'>) {
  const from =
    view?.listening ||
    (way.listen.port === 0
      ? t('{{host}}, any free port', { host: way.listen.host })
      : formatEndpoint(way.listen))
  return { from, to: way.target ? formatEndpoint(way.target) : t('whatever is asked for') }
}

/** Where programs of this machine connect to, once that is known; empty where they connect elsewhere. */
export const addressOf = (way: Pick<Way, 'kind'>, view: Pick<WayView, 'state' | 'listening'> | undefined) =>
  way.kind !== 'reverse' && view?.state === 'listening' ? view.listening : ''

/** What a rule lets somebody do. */
export const allowText = ({ what, target }: Pick<Allow, 'what' | 'target'>): string =>
  what === 'connect'
    ? t('reach {{target}} from here', { target })
    : t('take connections here, at {{target}}', { target })

export const requestText = ({ what, target }: Pick<TunnelRequest, 'what' | 'target'>): string =>
  what === 'connect'
    ? t('wants to reach {{target}} from here', { target })
    : t('wants to take connections here, at {{target}}', { target })

/** Whom a rule is for. */
export function partyName(
  party: string,
  peers: readonly { id: string; name: string }[],
  tubes: Readonly<Record<string, Pick<TubeView, 'peerName'>>>,
): string {
  if (party === '*') return t('Every paired device')
  const peer = peers.find(({ id }) => id === party)
  if (peer) return visibleName(peer.name)
  const tube = tubes[party]
  return tube
    ? visibleName(tube.peerName || t('The other side of a code'))
    : t('A device that is not paired any more')
}

export const stackWords: Record<TunnelSettings['stack'], string> = translated({
  automatic: 'Automatic',
  'node-datachannel': 'node-datachannel',
  werift: 'werift',
})
