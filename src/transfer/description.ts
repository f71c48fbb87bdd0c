import { Fault } from '../wire/fault.ts'

/**
 * What a description of a peer connection says that matters for data channels (RFC 8829, RFC 8841). Descriptions of others are
 * taken apart and written anew, so that no stack ever parses a text that a stranger has written.
 */
export interface Description {
  type: 'offer' | 'answer'
  ufrag: string
  pwd: string
  /** SHA-256 of the certificate, 32 bytes */
  fingerprint: Uint8Array<ArrayBuffer>
  setup: 'actpass' | 'active' | 'passive'
  mid: string
  sctpPort: number
  /** The longest message it takes, bytes. */
  maxMessageBytes: number
  candidates: readonly string[]
}

export interface Candidate {
  transport: 'udp' | 'tcp'
  address: string
  port: number
  kind: 'host' | 'srflx' | 'prflx' | 'relay'
}

const longestText = 64 * 1024
const longestCandidate = 512
/** Taken of one end; a machine with many interfaces and servers has some dozens. */
export const maxCandidates = 256

/** RFC 8841 §6: when a description does not say, and when it says that any length is taken. */
const unsaidMessageBytes = 64 * 1024
const longestMessage = 256 * 1024

const iceText = /^[A-Za-z0-9+/]{4,256}$/
const midText = /^[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,32}$/
const candidateText =
  /^candidate:[A-Za-z0-9+/]{1,32} [1-9]\d{0,2} (udp|tcp) \d{1,10} ([0-9A-Za-z.:-]{1,253}) (\d{1,5}) typ (host|srflx|prflx|relay)(?: [\x21-\x7e]{1,256})*$/i

const malformed = (what: string) =>
  new Fault('rtc-failed', `The other side describes its connection wrongly: ${what}.`)

/** Throws `rtc-failed` when the text is not a description of one peer connection with data channels. */
export function readDescription(type: Description['type'], text: string): Description {
  if (text.length > longestText) throw malformed('the description is too long')
  const lines = text.split(/\r?\n/)
  if (lines[0] !== 'v=0') throw malformed('it is not a description')
  const media = lines.filter((line) => line.startsWith('m='))
  if (
    media.length !== 1 ||
    !/^m=application \d{1,5} (UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/.test(media[0]!)
  )
    throw malformed('it is not one of data channels alone')
  const values = (name: string) =>
    lines.filter((line) => line.startsWith(`a=${name}:`)).map((line) => line.slice(name.length + 3))
  const one = (name: string, pattern: RegExp, otherwise?: string): string => {
    const value = values(name)[0] ?? otherwise
    if (value === undefined) throw malformed(`it has no ${name}`)
    if (!pattern.test(value)) throw malformed(`its ${name} is not one`)
    return value
  }
  const setup = one('setup', type === 'offer' ? /^(actpass|active|passive)$/ : /^(active|passive)$/)
  const sctpPort = Number(one('sctp-port', /^\d{1,5}$/, '5000'))
  if (sctpPort === 0 || sctpPort > 0xffff) throw malformed('its sctp-port is not one')
  const stated = Number(one('max-message-size', /^\d{1,20}$/, String(unsaidMessageBytes)))
  const candidates = values('candidate').map((value) => `candidate:${value}`)
  if (candidates.length > maxCandidates) throw malformed('it has too many candidates')
  for (const candidate of candidates) readCandidate(candidate)
  return {
    type,
    ufrag: one('ice-ufrag', iceText),
    pwd: one('ice-pwd', iceText),
    fingerprint: readFingerprint(values('fingerprint')),
    setup: setup as Description['setup'],
    mid: one('mid', midText, '0'),
    sctpPort,
    maxMessageBytes: stated === 0 ? longestMessage : Math.min(stated, longestMessage),
    candidates,
  }
}

function readFingerprint(values: readonly string[]): Uint8Array<ArrayBuffer> {
  const value = values.find((each) => /^sha-256 /i.test(each))?.slice('sha-256 '.length) ?? ''
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){31}$/i.test(value)) throw malformed('its certificate has no SHA-256')
  return Uint8Array.from(value.split(':'), (byte) => Number.parseInt(byte, 16))
}

/** A text for a stack; without the candidates, which stacks take one by one. */
export function writeDescription(description: Description): string {
  const { ufrag, pwd, fingerprint, setup, mid, sctpPort, maxMessageBytes } = description
  const hex = [...fingerprint].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=sendrecv',
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${hex.join(':')}`,
    `a=setup:${setup}`,
    `a=sctp-port:${sctpPort}`,
    `a=max-message-size:${maxMessageBytes}`,
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** With or without `a=` before it (RFC 8839 §5.1). Throws `rtc-failed`. */
export function readCandidate(text: string): Candidate {
  const [, transport, address, port, kind] =
    text.length <= longestCandidate ? (candidateText.exec(text.replace(/^a=/, '')) ?? []) : []
  if (!transport || !address || !port || !kind || Number(port) > 0xffff)
    throw malformed('it names an address in no form that is known')
  return {
    transport: transport.toLowerCase() as Candidate['transport'],
    address,
    port: Number(port),
    kind: kind.toLowerCase() as Candidate['kind'],
  }
}
