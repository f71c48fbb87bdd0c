/** Types of records that are asked for (RFC 1035 §3.2.2, RFC 3596). */
export const recordTypes = { A: 1, NS: 2, AAAA: 28 } as const
export type RecordType = keyof typeof recordTypes

/** Codes of answers that mean something here (RFC 1035 §4.1.1). */
export const rcodes = { ok: 0, serverFailure: 2, noSuchName: 3, refused: 5 } as const

const classInternet = 1
const recursionDesired = 0x0100
const isResponse = 0x8000
const isTruncated = 0x0200
const maxRecords = 200

export interface DnsMessage {
  id: number
  rcode: number
  truncated: boolean
  /** A and AAAA of the answers, in the order told. */
  addresses: string[]
  /** Records of the answers, of any type. */
  answers: number
}

/** A question for one record, with recursion; an empty name is the root. The name must be one of ASCII labels. */
export function dnsQuestion(id: number, name: string, type: RecordType): Buffer {
  const labels = name.split('.').filter((label) => label !== '')
  const encoded = labels.map((label) =>
    Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]),
  )
  const head = Buffer.alloc(12)
  head.writeUInt16BE(id, 0)
  head.writeUInt16BE(recursionDesired, 2)
  head.writeUInt16BE(1, 4)
  return Buffer.concat([head, ...encoded, Buffer.from([0, 0, recordTypes[type], 0, classInternet])])
}

/** Reads an answer; undefined when it is none. */
export function readDnsAnswer(bytes: Buffer): DnsMessage | undefined {
  if (bytes.length < 12) return undefined
  const flags = bytes.readUInt16BE(2)
  if ((flags & isResponse) === 0) return undefined
  const answer: DnsMessage = {
    id: bytes.readUInt16BE(0),
    rcode: flags & 0xf,
    truncated: (flags & isTruncated) !== 0,
    addresses: [],
    answers: bytes.readUInt16BE(6),
  }
  let at: number | undefined = 12
  for (let question = bytes.readUInt16BE(4); question > 0 && at !== undefined; question--) {
    at = afterName(bytes, at)
    if (at !== undefined) at += 4
  }
  for (let record = Math.min(answer.answers, maxRecords); record > 0 && at !== undefined; record--) {
    at = afterName(bytes, at)
    if (at === undefined || at + 10 > bytes.length) break
    const type = bytes.readUInt16BE(at)
    const length = bytes.readUInt16BE(at + 8)
    const data = bytes.subarray(at + 10, at + 10 + length)
    if (type === recordTypes.A && data.length === 4) answer.addresses.push(data.join('.'))
    if (type === recordTypes.AAAA && data.length === 16) answer.addresses.push(ipv6Text(data))
    at += 10 + length
  }
  return answer
}

/** Where what follows a name begins; compressed names end with a pointer (RFC 1035 §4.1.4), which is not followed. */
function afterName(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at < bytes.length; ) {
    const length = bytes[at]!
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2
    at += 1 + length
  }
  return undefined
}

const ipv6Text = (data: Buffer): string =>
  Array.from({ length: 8 }, (_, place) => data.readUInt16BE(place * 2).toString(16)).join(':')
