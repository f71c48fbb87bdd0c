import { type Duplex, duplexPair } from 'node:stream'
import { makeKeyPair, readCertificate } from '../../src/host/peers/certificate.ts'
import { type Asking, answer, ask, type Met } from '../../src/host/peers/handshake.ts'
import type { Introducer } from '../../src/host/peers/introduction.ts'
import { PairingChannel } from '../../src/host/peers/pairing-channel.ts'

export async function introducer(name: string): Promise<Introducer> {
  const pair = await makeKeyPair()
  return { ...pair, id: readCertificate(pair.certificate).id, name, port: 8741 }
}

export const secrets = { code: '7-otter-lamp-4217', link: 'a secret of a link' }

/** The side that waits, on one end of a stream. */
export function answering(self: Introducer, end: Duplex, guessed = () => {}) {
  const channel = new PairingChannel(end)
  return { channel, met: settled(answer(channel, { self, secrets, guessed })) }
}

/** The side that calls. */
export function asking(self: Introducer, end: Duplex, what: Partial<Asking> = {}) {
  const channel = new PairingChannel(end)
  return { channel, met: settled(ask(channel, { self, mode: 'code', secret: secrets.code, ...what })) }
}

/** Both sides with nothing in between. */
export async function shakeHands(left: Introducer, right: Introducer, what: Partial<Asking> = {}) {
  const [near, far] = duplexPair()
  let guesses = 0
  const one = answering(left, near, () => guesses++)
  const other = asking(right, far, what)
  const [answered, asked] = await Promise.all([one.met, other.met])
  return { answered, asked, guesses }
}

export type Settled = { met: Met } | { fault: { code: string; message: string } }

async function settled(promise: Promise<Met>): Promise<Settled> {
  try {
    return { met: await promise }
  } catch (error) {
    return { fault: error as { code: string; message: string } }
  }
}

export function metOf(settled: Settled): Met {
  if ('met' in settled) return settled.met
  throw new Error(`not met: ${settled.fault.message}`)
}
