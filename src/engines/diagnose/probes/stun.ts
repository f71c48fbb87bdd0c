import {
  newTransaction,
  readAddress,
  readMapped,
  readStun,
  type StunMessage,
  stunAttributes,
  stunClasses,
  stunLength,
  stunMethods,
  writeStun,
} from './stun-message.ts'
import { openTcp } from './tcp.ts'
import type { ProbeOptions, UdpAddress, UdpProbe } from './udp.ts'

/** RFC 8489 §6.2.1 waits 500 ms, then twice as long each time. */
const resendMs = [300, 900]

export interface StunReply {
  state: 'answered'
  /** What this machine's socket looks like from there. */
  mapped: UdpAddress
  /** Where the server answers too (RFC 5780), if it tells. */
  other: UdpAddress | undefined
  ms: number
}

/** Bits of CHANGE-REQUEST: that the answer come from another address, from another port (RFC 5780 §7.2). */
export const changes = { none: 0, port: 2, addressAndPort: 6 } as const

function isAnswerTo(transaction: Buffer, message: StunMessage | undefined): message is StunMessage {
  const success = stunMethods.binding | stunClasses.success
  return message?.type === success && message.transaction.equals(transaction)
}

/** Asks by UDP how the socket looks from the server. Never rejects. */
export async function askStun(
  probe: UdpProbe,
  server: UdpAddress,
  timeoutMs: number,
  change: number = changes.none,
): Promise<StunReply | { state: 'silent' | 'unreachable' }> {
  const transaction = newTransaction()
  const attributes =
    change === 0 ? [] : [[stunAttributes.changeRequest, Buffer.from([0, 0, 0, change])] as const]
  const answer = await probe.ask({
    to: server,
    bytes: writeStun(stunMethods.binding, transaction, attributes),
    again: resendMs,
    timeoutMs,
    fits: (bytes) => isAnswerTo(transaction, readStun(bytes)),
  })
  if (answer.state !== 'answered') return { state: answer.state === 'unreachable' ? 'unreachable' : 'silent' }
  const message = readStun(answer.bytes)
  const mapped = message && readMapped(message)
  if (message === undefined || mapped === undefined) return { state: 'silent' }
  return {
    state: 'answered',
    mapped,
    other: readAddress(message, stunAttributes.otherAddress, false),
    ms: answer.ms,
  }
}

/**
 * Whether the server's machine can be reached by TCP, to tell a network that lets no UDP through from a server that is
 * gone: `answered` when it speaks STUN or refuses the connection.
 */
export async function reachStunByTcp(
  { address, port }: UdpAddress,
  timeoutMs: number,
  options: ProbeOptions,
): Promise<'answered' | 'refused' | 'silent'> {
  const talk = await openTcp({ address, port, timeoutMs }, options)
  if (talk.state === 'refused') return 'refused'
  if (talk.state !== 'connected') return 'silent'
  using open = talk
  const transaction = newTransaction()
  open.write(writeStun(stunMethods.binding, transaction, []))
  const isWhole = (bytes: Buffer) => bytes.length >= (stunLength(bytes) ?? Number.POSITIVE_INFINITY)
  const { bytes } = await open.until(isWhole, timeoutMs)
  // Connected is an answer of its machine, whatever it makes of STUN.
  return isAnswerTo(transaction, readStun(bytes)) ? 'answered' : 'refused'
}
