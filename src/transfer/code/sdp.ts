import type { Bytes } from '../seal/bytes.ts'
import { type Description, invalidOffer, isMid, isPassword, isSetup, isUfrag } from './offer-bytes.ts'

/** What a description says, before candidates and kind are known. Throws `offer-invalid` where something is missing. */
export function parseSdp(
  sdp: string,
): Omit<Description, 'type' | 'answers' | 'candidates'> & { candidateLines: string[] } {
  const lines = sdp.split(/\r?\n/)
  const attribute = (name: string) =>
    lines
      .find((line) => line.startsWith(`a=${name}:`))
      ?.slice(name.length + 3)
      .trim() ?? ''
  const fingerprint = parseFingerprint(attribute('fingerprint'))
  const [ufrag, password, mid] = [attribute('ice-ufrag'), attribute('ice-pwd'), attribute('mid')]
  const setup = attribute('setup')
  const maxMessageBytes = Number(attribute('max-message-size') || '65536')
  const sctpPort = Number(attribute('sctp-port') || '5000')
  const inRange = (value: number, max: number) => Number.isInteger(value) && value >= 0 && value <= max
  if (
    fingerprint === undefined ||
    !isUfrag(ufrag) ||
    !isPassword(password) ||
    !isMid(mid) ||
    !isSetup(setup) ||
    !inRange(maxMessageBytes, 2 ** 32) ||
    !inRange(sctpPort, 65_535)
  )
    throw invalidOffer('The connection cannot be described in a text to copy.')
  const candidateLines = lines.filter((line) => line.startsWith('a=candidate:'))
  return { fingerprint, ufrag, password, mid, setup, maxMessageBytes, sctpPort, candidateLines }
}

/** One data channel section (RFC 8841), of parts that have been checked: none can bring a line of its own. */
export function formatSdp(description: Description): string {
  const { fingerprint, ufrag, password, mid, setup, maxMessageBytes, sctpPort } = description
  const session = fingerprint.subarray(0, 4).reduce((number, byte) => number * 256 + byte, 0)
  return [
    'v=0',
    `o=- ${session} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    'a=msid-semantic: WMS',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${formatFingerprint(fingerprint)}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    `a=sctp-port:${sctpPort}`,
    `a=max-message-size:${maxMessageBytes}`,
    '',
  ].join('\r\n')
}

/** 32 bytes of `sha-256 AB:CD:…`; undefined for anything else. */
export function parseFingerprint(text: string): Bytes | undefined {
  const match = /^sha-256 ([0-9a-f]{2}(?::[0-9a-f]{2}){31})$/i.exec(text.trim())
  return match ? Uint8Array.from(match[1]!.split(':'), (byte) => Number.parseInt(byte, 16)) : undefined
}

const formatFingerprint = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')
