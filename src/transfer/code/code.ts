import { type Endpoint, endpointSchema } from '../../contract/rule.ts'
import { type CallPurpose, callPurposes } from '../../contract/transfer.ts'
import { Fault } from '../../wire/fault.ts'
import { randomBytes } from '../seal/bytes.ts'
import { nearestWord } from './nearest-word.ts'
import { codeWords } from './word-list.ts'

const wordCount = 6
const nameplates = { min: 1000, max: 10_000 }
const linkPrefixes: Record<CallPurpose, string> = { files: 'hawser://receive?', tunnel: 'hawser://tunnel?' }
/** As many as a QR code that a phone reads from across a table can hold. */
const placeLimit = 4
const example = '4821-otter-lamp-magnet-maple-stone-acorn'

/**
 * What one person reads to another: a nameplate, by which the rendezvous brings the two together, and 60 bits that it
 * does not get to know.
 */
export interface TransferCode {
  nameplate: string
  /** All of it, in the one spelling that both sides derive their key from. */
  text: string
  /** Where the other side waits, the first place that answers; only a link can say it. At most four. */
  at?: readonly Endpoint[]
  /** What it is for; only a link can say it. */
  purpose?: CallPurpose
}

/** `random` gives as many bytes as it is asked for. */
export function makeCode(random: (bytes: number) => Uint8Array = randomBytes): TransferCode {
  const bytes = random(wordCount * 2)
  const picked = Array.from(
    { length: wordCount },
    (_, place) => codeWords[((bytes[place * 2]! << 8) | bytes[place * 2 + 1]!) % codeWords.length],
  )
  const nameplate = String(makeNameplate(random))
  return { nameplate, text: [nameplate, ...picked].join('-') }
}

export function formatLink({ text, at = [], purpose = 'files' }: Omit<TransferCode, 'nameplate'>): string {
  const places = at.slice(0, placeLimit).map((place) => `&at=${encodeURIComponent(formatEndpoint(place))}`)
  return `${linkPrefixes[purpose]}code=${text}${places.join('')}`
}

/**
 * Reads what a person typed, in any case and with any gaps, words cut short where the rest is clear; or a link. Throws a
 * fault of code `invalid`, which names the word that is wrong and the one that was probably meant.
 */
export function readCode(text: string): TransferCode {
  const trimmed = text.trim()
  if (trimmed.length > 400) throw invalid('This is too long.')
  return /^hawser:/i.test(trimmed) ? readLink(trimmed) : readWords(trimmed)
}

function readWords(text: string): TransferCode {
  const [nameplate = '', ...typed] = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  if (!/^[1-9]\d{3,5}$/.test(nameplate)) throw invalid('It begins with a number.')
  const read = typed.map((word) => {
    const known = completeWord(word)
    if (known !== undefined) return known
    const near = nearestWord(word, codeWords)
    throw invalid(
      `No code has the word “${word.slice(0, 20)}”.${near === undefined ? '' : ` Is it “${near}”?`}`,
    )
  })
  if (read.length !== wordCount) throw invalid(`It has ${wordCount} words, and here are ${read.length}.`)
  return { nameplate, text: [nameplate, ...read].join('-') }
}

function readLink(text: string): TransferCode {
  const purpose = callPurposes.find((each) => text.toLowerCase().startsWith(linkPrefixes[each]))
  if (purpose === undefined)
    throw new Fault('invalid', 'This link is neither one for receiving files nor one for a tunnel.')
  const fields = new URLSearchParams(text.slice(linkPrefixes[purpose].length))
  const code = readWords(fields.get('code') ?? '')
  const at = fields.getAll('at').slice(0, placeLimit).map(readEndpoint)
  return at.length === 0 ? { ...code, purpose } : { ...code, purpose, at }
}

/** The word itself, or the only one that begins so. */
function completeWord(typed: string): string | undefined {
  if (codeWords.includes(typed)) return typed
  if (typed.length < 3) return undefined
  const longer = codeWords.filter((word) => word.startsWith(typed))
  return longer.length === 1 ? longer[0] : undefined
}

function makeNameplate(random: (bytes: number) => Uint8Array): number {
  const range = nameplates.max - nameplates.min
  // Some come up a little more often than others, which does not matter: a nameplate is no secret.
  const [high = 0, low = 0] = random(2)
  return nameplates.min + (((high << 8) | low) % range)
}

const formatEndpoint = ({ host, port }: Endpoint) => `${host.includes(':') ? `[${host}]` : host}:${port}`

function readEndpoint(place: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(place)
  const read = endpointSchema.safeParse({ host: match?.[1] ?? match?.[2], port: Number(match?.[3]) })
  if (!read.success) throw new Fault('invalid', 'The link names a rendezvous that cannot be read.')
  return read.data
}

const invalid = (hint: string) => new Fault('invalid', `A code looks like ${example}. ${hint}`)
