/** Payload of one packet of Chromium's SCTP, bytes. */
const packetBytes = 1150
/** Below it the round trip is not known well enough, and processors count for more than packets. */
const shortestMs = 2

/**
 * Loss of a lane, 0 … 1; -1 when nothing can be said. Retransmits are counted where the stack tells them. Where it does
 * not, loss is what congestion control (RFC 9260 §7, as in Mathis et al. 1997) would make such a rate of: with p lost,
 * a lane moves about 1.22 × packet / (round trip × √p). That is an upper bound when the path is full, not lossy.
 */
export function estimateLoss(evidence: {
  rttMs: number
  /** bytes/s of the lane */
  rate: number
  /** Bytes waited in the stack's own buffer whenever one looked: it is congestion control that holds them, not the receiver's credit. */
  isHeld: boolean
  sentPackets: number
  /** Of those; -1 unknown */
  retransmits: number
}): number {
  const { rttMs, rate, isHeld, sentPackets, retransmits } = evidence
  if (retransmits >= 0 && sentPackets >= 100) return Math.min(1, retransmits / sentPackets)
  if (!isHeld || rttMs < shortestMs || rate <= 0) return -1
  return Math.min(1, ((1.22 * packetBytes) / ((rttMs / 1000) * rate)) ** 2)
}
