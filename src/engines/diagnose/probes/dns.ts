import { randomInt } from 'node:crypto'
import { canonicalAddress } from '../../kit/network/address.ts'
import { type DnsMessage, dnsQuestion, type RecordType, readDnsAnswer } from './dns-message.ts'
import { openTcp } from './tcp.ts'
import { openUdp, type ProbeOptions, type UdpAddress } from './udp.ts'

export type DnsReply =
  | { state: 'answered'; rcode: number; addresses: string[]; ms: number; overTcp: boolean }
  | { state: 'silent' | 'refused' | 'unreachable' }

export interface DnsAsk {
  server: UdpAddress
  /** A name of ASCII labels; empty is the root. */
  name: string
  type: RecordType
  timeoutMs: number
}

/** Asks one server for one record: by UDP, and by TCP what does not fit into a datagram. Never rejects. */
export type AskDns = (ask: DnsAsk, options: ProbeOptions) => Promise<DnsReply>

export const askDns: AskDns = async ({ server, name, type, timeoutMs }, options) => {
  using probe = await openUdp(server.address.includes(':') ? 6 : 4, options, server)
  if (probe === undefined) return { state: 'unreachable' }
  const id = randomInt(0x10000)
  const bytes = dnsQuestion(id, name, type)
  let message: DnsMessage | undefined
  const answer = await probe.ask({
    to: server,
    bytes,
    again: [timeoutMs / 3],
    timeoutMs,
    fits(answered) {
      message = readDnsAnswer(answered)
      return message?.id === id
    },
  })
  if (answer.state !== 'answered' || message === undefined)
    return { state: answer.state === 'answered' ? 'silent' : answer.state }
  if (message.truncated) {
    const whole = await askByTcp(server, bytes, timeoutMs, options)
    if (whole?.id === id) return reply(whole, answer.ms, true)
  }
  return reply(message, answer.ms, false)
}

const reply = ({ rcode, addresses }: DnsMessage, ms: number, overTcp: boolean): DnsReply => ({
  state: 'answered',
  rcode,
  addresses: addresses.map(canonicalAddress),
  ms,
  overTcp,
})

/** By TCP a message follows its length (RFC 1035 §4.2.2). */
async function askByTcp(
  { address, port }: UdpAddress,
  question: Buffer,
  timeoutMs: number,
  options: ProbeOptions,
): Promise<DnsMessage | undefined> {
  const talk = await openTcp({ address, port, timeoutMs }, options)
  if (talk.state !== 'connected') return undefined
  using open = talk
  const length = Buffer.alloc(2)
  length.writeUInt16BE(question.length)
  open.write(Buffer.concat([length, question]))
  const isWhole = (bytes: Buffer) => bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)
  const { state, bytes } = await open.until(isWhole, timeoutMs)
  return state === 'done' ? readDnsAnswer(bytes.subarray(2)) : undefined
}
