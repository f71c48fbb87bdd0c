import { readDescription, writeDescription } from '../description.ts'
import type { RtcSignal } from '../rtc.ts'
import type { Bytes } from '../seal/bytes.ts'
import { fromBase32, toBase32 } from './base32.ts'
import { formatCandidate, parsePlace } from './candidate.ts'
import { checksumOf, invalidOffer, maxCandidates, type Packed, pack, unpack } from './offer-bytes.ts'

/** Longer texts than any of ours are not looked at. */
const maxTextLength = 20_000

/**
 * A description with its candidates as one text to copy, or to show as a QR code: `HAWSER-OFFER:` or `HAWSER-ANSWER:`,
 * base32, a full stop. `signals`: all that a side of a connection has told, up to the last candidate. Throws
 * `offer-invalid` where a description lacks something.
 */
export const packOffer = (signals: readonly RtcSignal[]): string => write(packSignals('offer', signals, 0))

/** To an offer as it was pasted. Throws `offer-invalid`. */
export const packAnswer = (signals: readonly RtcSignal[], offer: string): string =>
  write(packSignals('answer', signals, checksumOf(read(offer, 'offer'))))

/** What `RtcPeer.take` takes. Throws `offer-invalid`, with what to do in words. */
export const unpackOffer = (text: string): RtcSignal[] => signalsOf(unpack(read(text, 'offer')))

/** Throws `offer-invalid` also for an answer to another offer than this one. */
export function unpackAnswer(text: string, offer: string): RtcSignal[] {
  const description = unpack(read(text, 'answer'))
  if (description.answers !== checksumOf(read(offer, 'offer')))
    throw invalidOffer(
      'This answer belongs to another offer. Send the offer that is shown now, and paste its answer.',
    )
  return signalsOf(description)
}

/** For a field into which either may be pasted. */
export function kindOfPacked(text: string): 'offer' | 'answer' | undefined {
  const kind = /hawser-(offer|answer):/i.exec(text.slice(0, maxTextLength))?.[1]?.toLowerCase()
  return kind as 'offer' | 'answer' | undefined
}

function packSignals(type: 'offer' | 'answer', signals: readonly RtcSignal[], answers: number): Bytes {
  const told = signals.find((signal) => signal.type === type)
  if (told === undefined || told.type === 'candidate') throw invalidOffer(`There is no ${type} to be packed.`)
  const { candidates, ...description } = readOurs(type, told.sdp)
  const later = signals.flatMap((signal) => (signal.type === 'candidate' ? [signal.candidate] : []))
  const places = [...candidates, ...later].map(parsePlace).filter((place) => place !== undefined)
  const different = new Map(places.map((place) => [formatCandidate(place, 0), place]))
  return pack({ ...description, answers, places: [...different.values()].slice(0, maxCandidates) })
}

function readOurs(type: 'offer' | 'answer', sdp: string) {
  try {
    return readDescription(type, sdp)
  } catch {
    throw invalidOffer('The connection cannot be described in a text to copy.')
  }
}

function signalsOf({ places, ...description }: Packed): RtcSignal[] {
  const { type, mid } = description
  return [
    { type, sdp: writeDescription({ ...description, candidates: [] }) },
    ...places.map((place, number) => ({
      type: 'candidate' as const,
      candidate: formatCandidate(place, number),
      mid,
    })),
    { type: 'candidate', candidate: '', mid },
  ]
}

function write(packed: Bytes): string {
  const kind = unpack(packed).type
  return `HAWSER-${kind.toUpperCase()}:${toBase32(packed)}.`
}

/** Out of whatever stands around it in a mail or a chat, wherever its lines were broken. */
function read(text: string, expected: 'offer' | 'answer'): Bytes {
  if (text.length > maxTextLength) throw invalidOffer('The text is too long.')
  const match = /hawser-(offer|answer):([a-z2-7\s>]*)(\.?)/i.exec(text)
  const [, kind = '', letters = '', end] = match ?? []
  if (match === null) throw invalidOffer(`The text is no ${expected} of Hawser.`)
  if (kind.toLowerCase() !== expected)
    throw invalidOffer(
      expected === 'answer'
        ? 'This is an offer, and an answer is waited for: the other side pastes your offer and sends back its answer.'
        : 'This is an answer, and an offer is waited for.',
    )
  const packed = fromBase32(letters.replace(/[\s>]/g, ''))
  if (end === '' || packed === undefined)
    throw invalidOffer('A part of the text is missing. Copy all of it, up to the full stop at its end.')
  if (unpack(packed).type !== expected) throw invalidOffer(`The text is no ${expected} of Hawser.`)
  return packed
}
