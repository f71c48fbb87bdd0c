import { type Tube, tubeCounters } from '../../../contract/tunnel.ts'
import type { TubeCounters } from './carrying.ts'
import type { Lane } from './lane.ts'
import type { TubeState } from './options.ts'

/** Figures of a tube, as the contract shows them; what the host adds is left out. */
export type TubeSnapshot = Omit<
  Tube,
  | 'id'
  | 'state'
  | 'by'
  | 'peerId'
  | 'peerName'
  | 'code'
  | 'link'
  | 'since'
  | 'retryAt'
  | 'problem'
  | 'faultCode'
> & { state: TubeState; peer: string; since: number }

type LaneFigures = Pick<
  TubeSnapshot,
  'path' | 'pair' | 'lanes' | 'windowBytes' | 'inFlightBytes' | 'queuedBytes' | 'rttMs'
>

/** Of all lanes together; `queuedBytes` waits in connections besides. The first lane that is open speaks for the path. */
export function laneFigures(lanes: Iterable<Lane>, queuedBytes: number): LaneFigures {
  const figures: LaneFigures = {
    path: 'unknown',
    pair: '',
    lanes: 0,
    windowBytes: 0,
    inFlightBytes: 0,
    queuedBytes,
    rttMs: -1,
  }
  for (const lane of lanes) {
    if (!lane.isOpen) {
      figures.queuedBytes += lane.log.bytes
      continue
    }
    const { window, rttMs, stats } = lane
    if (figures.lanes++ === 0 && stats) {
      figures.path = stats.path
      figures.pair = stats.pair
    }
    figures.windowBytes += window.window
    figures.inFlightBytes += window.inFlight
    figures.queuedBytes += lane.log.bytes - window.inFlight
    if (rttMs >= 0 && (figures.rttMs < 0 || rttMs < figures.rttMs)) figures.rttMs = rttMs
  }
  return figures
}

type ShownCounters = Pick<TubeSnapshot, (typeof tubeCounters)[number]>

/** Those that the contract has. */
export const shownCounters = (counters: TubeCounters): ShownCounters =>
  Object.fromEntries(tubeCounters.map((name) => [name, counters[name]])) as ShownCounters
