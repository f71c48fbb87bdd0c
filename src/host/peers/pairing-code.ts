import { randomInt } from 'node:crypto'
import { type Endpoint, endpointSchema } from '../../contract/rule.ts'
import { words } from '../../contract/word-list.ts'
import { Fault } from '../../wire/fault.ts'

/** A whole number from `min` up to but not including `max`, each as likely. */
export type RandomInt = (min: number, max: number) => number

export const channels = 9
const numbers = { min: 1000, max: 10_000 }
/** As many addresses as a QR code that a phone reads from across a table can hold. */
const linkAddressLimit = 4
const linkPrefix = 'hawser://pair?'

/**
 * What one person reads to another, such as `7-otter-lamp-4217`. The first digit is public: it tells which of several
 * devices is meant. The rest is secret: 2^16 · 9000, 29 bits.
 */
export interface PairingCode {
  kind: 'code'
  channel: number
  /** In the one spelling that both sides put into the key exchange. */
  text: string
}

/** What the QR code holds: all that is needed, with a secret of 128 bits. */
export interface PairingLink {
  kind: 'link'
  id: string
  /** base64url */
  secret: string
  addresses: Endpoint[]
}

export function newPairingCode(channel: number, random: RandomInt = randomInt): PairingCode {
  const word = () => words[random(0, words.length)]
  return {
    kind: 'code',
    channel,
    text: `${channel}-${word()}-${word()}-${random(numbers.min, numbers.max)}`,
  }
}

export function formatPairingLink({ id, secret, addresses }: Omit<PairingLink, 'kind'>): string {
  const places = addresses
    .slice(0, linkAddressLimit)
    .map(({ host, port }) => `&a=${host.includes(':') ? `[${host.replace('%', '%25')}]` : host}:${port}`)
  return `${linkPrefix}id=${id}&s=${secret}${places.join('')}`
}

/** Reads what a person typed, in any case and with any gaps, or a link. Throws a fault of code `invalid`. */
export function readPairing(text: string): PairingCode | PairingLink {
  const trimmed = text.trim()
  return trimmed.toLowerCase().startsWith('hawser:') ? readLink(trimmed) : readCode(trimmed)
}

function readCode(text: string): PairingCode {
  const parts = text.toLowerCase().split(/[\s,._-]+/)
  const [channel = '', first = '', second = '', number = ''] = parts
  const isCode =
    parts.length === 4 &&
    /^[1-9]$/.test(channel) &&
    words.includes(first) &&
    words.includes(second) &&
    /^[1-9]\d{3}$/.test(number)
  if (isCode) return { kind: 'code', channel: Number(channel), text: parts.join('-') }
  const stray = [first, second].find((word) => /^[a-z]+$/.test(word) && !words.includes(word))
  const hint = stray === undefined ? '' : ` No code has the word "${stray.slice(0, 20)}".`
  throw new Fault('invalid', `A code looks like 7-otter-lamp-4217.${hint}`)
}

function readLink(text: string): PairingLink {
  const fields = text.startsWith(linkPrefix) ? new URLSearchParams(text.slice(linkPrefix.length)) : undefined
  const [id, secret] = [fields?.get('id') ?? '', fields?.get('s') ?? '']
  if (!/^[A-Z2-7]{52}$/.test(id) || !/^[\w-]{22}$/.test(secret))
    throw new Fault('invalid', 'This link is not one for pairing, or a part of it is missing.')
  const addresses = (fields?.getAll('a') ?? []).slice(0, linkAddressLimit).flatMap((place) => {
    const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(place)
    const read = endpointSchema.safeParse({ host: match?.[1] ?? match?.[2], port: Number(match?.[3]) })
    return read.success ? [read.data] : []
  })
  return { kind: 'link', id, secret, addresses }
}
