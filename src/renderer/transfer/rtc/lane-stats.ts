import type { LaneStats } from '../../../transfer/channel.ts'
import { type KnownCandidates, type PairEnd, pairText } from '../../../transfer/peer/path.ts'

/** Members of a report that are read here; not all of them are in TypeScript's own types (W3C webrtc-stats). */
interface Stat {
  type: string
  selectedCandidatePairId?: string
  localCandidateId?: string
  remoteCandidateId?: string
  currentRoundTripTime?: number
  packetsDiscardedOnSend?: number
  bytesSent?: number
  bytesReceived?: number
  packetsSent?: number
  address?: string
  ip?: string
  port?: number
  protocol?: string
  candidateType?: string
}

const unknownAddress = 'hidden'

/** What a browser knows of a connection. */
export function laneStats(
  report: { values(): Iterable<unknown>; get(id: string): unknown },
  known: KnownCandidates,
): LaneStats {
  const stat = (id: string | undefined) => report.get(id ?? '') as Stat | undefined
  let transport: Stat | undefined
  // The chosen pair may change; what left by earlier ones counts too.
  let sentPackets = -1
  let discardedPackets = -1
  for (const each of report.values() as Iterable<Stat>) {
    if (each.type === 'transport') transport = each
    if (each.type !== 'candidate-pair') continue
    if (each.packetsSent !== undefined) sentPackets = Math.max(sentPackets, 0) + each.packetsSent
    if (each.packetsDiscardedOnSend !== undefined)
      discardedPackets = Math.max(discardedPackets, 0) + each.packetsDiscardedOnSend
  }
  const pair = stat(transport?.selectedCandidatePairId)
  const local = endOf(stat(pair?.localCandidateId))
  const remote = endOf(stat(pair?.remoteCandidateId))
  const path = local && remote ? known.pathOf(local, remote) : 'unknown'
  const seconds = pair?.currentRoundTripTime
  return {
    rttMs: seconds === undefined ? -1 : seconds * 1000,
    sentBytes: transport?.bytesSent ?? -1,
    receivedBytes: transport?.bytesReceived ?? -1,
    sentPackets,
    discardedPackets,
    retransmits: -1,
    path,
    pair:
      local && remote ? pairText(local, remote, stat(pair?.localCandidateId)?.protocol ?? 'udp', path) : '',
  }
}

/** Addresses that a browser hides are left out of its reports. */
function endOf(candidate: Stat | undefined): PairEnd | undefined {
  if (candidate === undefined) return undefined
  const { address, ip, port = 0, candidateType = 'host' } = candidate
  return { address: address || ip || unknownAddress, port, kind: candidateType }
}
