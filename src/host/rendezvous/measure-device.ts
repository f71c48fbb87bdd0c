import { X509Certificate } from 'node:crypto'
import type { Peer } from '../../contract/peers.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { dialDeviceAt } from './dial.ts'
import type { TlsIdentity } from './listener.ts'
import { CallLine } from './typed-line.ts'

/** People wait for what comes after; a device that is there is connected at once. */
const connectMs = 4000
/** It starts its doctor for it, in a process of its own; on a busy machine that takes its time. */
const answerMs = 20_000

/** Where the doctor of a paired device waits to be measured against, and the token that it gave for this once. */
export interface MeasureWay {
  name: string
  host: string
  port: number
  token: string
}

/** Lets a paired device measure against this one. Throws a fault whose text may be told to that device. */
export type LetMeasure = (peer: Peer) => Promise<{ port: number; token: string }>

export interface AskToMeasureOptions {
  own: TlsIdentity
  peer: Peer
  /** Where it may be. */
  places: readonly Endpoint[]
  clock: Clock
  signal: AbortSignal
}

/**
 * Asks a paired device, over the connection of calls on which each has proven who it is, to be measured against. Throws
 * `peer-unreachable`; `peer-refused` where it does not know the question or this device; `call-declined` and `too-many`
 * with its own words.
 */
export async function askToMeasure({
  own,
  peer,
  places,
  clock,
  signal,
}: AskToMeasureOptions): Promise<MeasureWay> {
  const { name } = peer
  const unreachable = () =>
    new Fault(
      'peer-unreachable',
      `${name} does not answer. Is Hawser running there, on this network or at a known address?`,
    )
  if (places.length === 0) throw unreachable()
  const certificate = new X509Certificate(peer.certificate).raw
  const late = new AbortController()
  let cancel = clock.after(connectMs, () => late.abort())
  const over = AbortSignal.any([signal, late.signal])
  const { line, address } = await dialDeviceAt(places, own, certificate, clock, over).catch(() => {
    cancel()
    signal.throwIfAborted()
    throw unreachable()
  })
  cancel()
  cancel = clock.after(answerMs, () => late.abort())
  const giveUp = () => line.close()
  over.addEventListener('abort', giveUp)
  if (over.aborted) giveUp()
  const typed = new CallLine(line)
  try {
    typed.say({ type: 'measure' })
    const answer = await typed.next().catch(() => {
      signal.throwIfAborted()
      if (late.signal.aborted) throw unreachable()
      throw new Fault(
        'peer-refused',
        `${name} does not let this device measure: it has an older Hawser, or this device is not paired there any more.`,
      )
    })
    if (answer.type === 'measuring')
      return { name, host: plain(address), port: answer.port, token: answer.token }
    if (answer.type !== 'ended') throw new Fault('transfer-protocol', `${name} answers something else.`)
    throw new Fault(
      answer.code === 'too-many' ? 'too-many' : 'call-declined',
      answer.reason || `${name} does not want to be measured against.`,
    )
  } finally {
    cancel()
    over.removeEventListener('abort', giveUp)
    typed.close()
  }
}

/** Answers a device that is paired and asks to measure. Never rejects. */
export async function answerMeasure(
  line: CallLine,
  peer: Peer,
  letMeasure: LetMeasure | undefined,
): Promise<void> {
  try {
    if (letMeasure === undefined) throw new Fault('call-declined', '')
    line.say({ type: 'measuring', ...(await letMeasure(peer)) })
  } catch (error) {
    const isFault = error instanceof Fault
    const code = isFault && error.code === 'too-many' ? 'too-many' : 'call-declined'
    line.say({ type: 'ended', code, reason: isFault ? error.message.slice(0, 2000) : '' })
  }
  line.close()
}

/** An IPv4 address that a socket of both families tells as itself. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')
