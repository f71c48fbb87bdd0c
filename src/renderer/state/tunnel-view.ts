import type { Tube, TubeColumn, TunnelSnapshot, Way, WayStatus } from '../../contract/tunnel.ts'

/** What of a tube stays as it is from one snapshot to the next. */
export type TubeView = Omit<Tube, TubeColumn | 'windowBytes' | 'inFlightBytes'>
/** What of a way stays as it is. */
export type WayView = Pick<WayStatus, 'state' | 'listening' | 'problem' | 'faultCode'>
/** What of the engine itself people want to know. */
export type TunnelView = Pick<TunnelSnapshot, 'stack' | 'stackWhy'>

export const tubeView = (tube: Tube): TubeView => ({
  id: tube.id,
  state: tube.state,
  by: tube.by,
  peerId: tube.peerId,
  peerName: tube.peerName,
  words: tube.words,
  proven: tube.proven,
  code: tube.code,
  link: tube.link,
  stack: tube.stack,
  path: tube.path,
  pair: tube.pair,
  lanes: tube.lanes,
  resumes: tube.resumes,
  since: tube.since,
  retryAt: tube.retryAt,
  problem: tube.problem,
  faultCode: tube.faultCode,
})

export const wayView = ({ state, listening, problem, faultCode }: WayStatus): WayView => ({
  state,
  listening,
  problem,
  faultCode,
})

/** Whose ways and rules hold in a tube: a paired device's, else its own for as long as it lasts. */
export const partyOf = ({ id, peerId }: Pick<TubeView, 'id' | 'peerId'>): string => peerId || id

/** Bytes can go through it, or will again. */
export const isUp = ({ state }: Pick<TubeView, 'state'>): boolean => state === 'open' || state === 'lost'
/** It ended because of a fault, and is not tried again by itself. */
export const hasFailed = ({ state, faultCode }: Pick<TubeView, 'state' | 'faultCode'>): boolean =>
  state === 'ended' && faultCode !== ''
/** Nothing goes through it although it should. */
export const tubeInTrouble = (tube: Pick<TubeView, 'state' | 'faultCode'>): boolean =>
  tube.state === 'lost' || tube.state === 'waiting' || hasFailed(tube)

/** Somebody who is reached through a tube, or reaches this machine, and the ways to him. */
export interface Party {
  /** As `partyOf`. */
  id: string
  /** Empty while nobody knows. */
  name: string
  tube: TubeView | undefined
  ways: readonly Way[]
}

/** Everybody whom there is a tube or a way to: whoever is waited for with a code, tubes in their order, then ways alone. */
export function partiesOf(
  tubes: readonly TubeView[],
  ways: readonly Way[],
  nameOf: (peerId: string) => string | undefined,
): Party[] {
  const parties = new Map<string, Party>()
  for (const tube of tubes) {
    if (cameToNothing(tube)) continue
    const id = partyOf(tube)
    const known = parties.get(id)?.tube
    if (known && !isBetter(tube, known)) continue
    parties.set(id, { id, name: nameOf(tube.peerId) ?? tube.peerName, tube, ways: [] })
  }
  for (const way of ways) {
    const party = parties.get(way.party) ?? {
      id: way.party,
      name: nameOf(way.party) ?? '',
      tube: undefined,
      ways: [],
    }
    parties.set(way.party, { ...party, ways: [...party.ways, way] })
  }
  const waits = ({ tube }: Party) => (tube?.code ? 0 : 1)
  return [...parties.values()].sort((a, b) => waits(a) - waits(b))
}

/** A code that was given up before anybody came with it: there is nothing to tell. */
const cameToNothing = ({ by, state, peerName, faultCode }: TubeView) =>
  by === 'code' && state === 'ended' && peerName === '' && faultCode === ''

/** A tube that goes on tells more than one that is over, a younger one more than an older one. */
const isBetter = (tube: TubeView, known: TubeView) =>
  (tube.state === 'ended') === (known.state === 'ended') ? tube.since >= known.since : known.state === 'ended'
