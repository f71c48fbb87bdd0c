import type { RTCDataChannel, RTCDtlsTransport, RTCIceTransport, RTCSctpTransport } from 'werift'

/** What is known of werift's inside; checked where it is used, so that another version does without the repairs. */
interface Association {
  flush?: { asPromise?(): Promise<unknown> }
  onReceive?: {
    allUnsubscribe?(): void
    subscribe?(then: (...values: unknown[]) => unknown): unknown
  }
  handleData?(data: Uint8Array): Promise<void>
  updateRto?(seconds: number): void
  rto?: number
  srtt?: number
  rttvar?: number
}

interface Inside {
  sctp?: Association
  datachannelReceive?(...values: unknown[]): Promise<void>
  dataChannelQueue?: [RTCDataChannel, number, Uint8Array][]
}

/** seconds: what comes first is repeated after so long, more than others delay an acknowledgement (RFC 9260 §6.3.1 has 1 s). */
const shortestRto = 0.4
/** RFC 8832 §5.1 */
const dcepProtocol = 50
const unorderedBit = 0x80

const repaired = new WeakSet<object>()

/**
 * Makes werift 0.25 fit for long transfers: messages that wait are no longer each a listener of every packet; a lost last packet
 * costs 0.4 s instead of 1 s; and what the other side sends against the protocol is dropped, instead of ending the process as
 * an error that nobody has caught.
 */
export function repairAssociation(transport: RTCSctpTransport): void {
  const inside = transport as unknown as Inside
  const { sctp } = inside
  if (!sctp || repaired.has(sctp)) return
  repaired.add(sctp)
  shareFlush(sctp)
  shortenRto(sctp)
  const receive = inside.datachannelReceive
  if (receive && sctp.onReceive?.allUnsubscribe && sctp.onReceive.subscribe) {
    sctp.onReceive.allUnsubscribe()
    sctp.onReceive.subscribe((...values) => dropped(() => receive(...values)))
  }
  const handle = sctp.handleData?.bind(sctp)
  if (handle) sctp.handleData = (data) => dropped(() => handle(data))
}

async function dropped(step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch {
    // As if the packet had been lost: whoever keeps to the protocol sends no such one.
  }
}

function shareFlush({ flush }: Association): void {
  const wait = flush?.asPromise
  if (!flush || !wait) return
  let shared: Promise<unknown> | undefined
  flush.asPromise = () => {
    shared ??= wait().finally(() => {
      shared = undefined
    })
    return shared
  }
}

function shortenRto(sctp: Association): void {
  const update = sctp.updateRto?.bind(sctp)
  if (!update) return
  sctp.updateRto = (seconds) => {
    update(seconds)
    if (sctp.rto !== undefined && sctp.srtt !== undefined && sctp.rttvar !== undefined)
      sctp.rto = Math.min(sctp.rto, Math.max(shortestRto, sctp.srtt + 4 * sctp.rttvar))
  }
}

/** Without a STUN server of its own it asks one of somebody else's, who would learn of each connection. To be called before it looks for addresses. */
export function askNoStunServer(transport: RTCIceTransport): void {
  const { connection } = transport as unknown as { connection?: IceInside }
  if (connection) connection.stunServer = undefined
}

interface Handshake {
  msg_type: number
}

interface DtlsInside {
  onHandleHandshakes?(assembled: Handshake[]): Promise<void>
  dtls?: { flight?: number }
}

/** RFC 6347 §4.3.2 */
const helloVerifyRequest = 3

/**
 * Where an answer takes longer than half a second, for the path is long or the other side is busy, the first message of DTLS is
 * sent again and answered twice; the second answer is passed over, as RFC 6347 §4.2.4 has it, instead of ending the connection.
 * To be called before the connection is made.
 */
export function passOverSecondAnswers(transport: RTCDtlsTransport): void {
  if (repaired.has(transport)) return
  repaired.add(transport)
  transport.onStateChange.subscribe((state) => {
    // What speaks DTLS is made in the same turn, after this is told.
    if (state === 'connecting')
      queueMicrotask(() => passOver((transport as { dtls?: unknown }).dtls as DtlsInside))
  })
}

function passOver(inside: DtlsInside | undefined): void {
  const handle = inside?.onHandleHandshakes
  if (!inside || !handle) return
  inside.onHandleHandshakes = (assembled) => {
    const isAnswered = (inside.dtls?.flight ?? 0) >= 3
    return handle(
      isAnswered ? assembled.filter(({ msg_type }) => msg_type !== helloVerifyRequest) : assembled,
    )
  }
}

interface IceInside {
  stunServer?: unknown
  nominated?: Record<'localCandidate' | 'remoteCandidate', { toSdp(): string }>
}

/** The pair that it sends by, as texts of candidates; it tells of the first one that was ever good enough. */
export function chosenPair(
  transport: RTCIceTransport | undefined,
): { local: string; remote: string } | undefined {
  const { nominated } = (transport as unknown as { connection?: IceInside } | undefined)?.connection ?? {}
  if (nominated) return { local: nominated.localCandidate.toSdp(), remote: nominated.remoteCandidate.toSdp() }
  const told = transport?.getSelectedCandidatePair()
  return told ? { local: told.local.candidate, remote: told.remote.candidate } : undefined
}

/** A channel without retransmission is announced as ordered, whatever it is (RFC 8832 §5.1 has a bit for it). */
export function announceUnordered(transport: RTCSctpTransport): void {
  for (const [channel, protocol, message] of (transport as unknown as Inside).dataChannelQueue ?? [])
    if (protocol === dcepProtocol && !channel.ordered) message[1] = (message[1] ?? 0) | unorderedBit
}

/** Smoothed round trip of the association; -1 unknown. */
export function roundTripMs(transport: RTCSctpTransport | undefined): number {
  const seconds = (transport as unknown as Inside | undefined)?.sctp?.srtt
  return seconds === undefined ? -1 : seconds * 1000
}
