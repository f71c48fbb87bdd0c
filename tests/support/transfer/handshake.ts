import { Handshake, type HandshakeOptions } from '../../../src/transfer/seal/handshake.ts'
import type { Fingerprints, SessionKeys } from '../../../src/transfer/seal/session-keys.ts'

export const filled = (length: number, value: number) => new Uint8Array(length).fill(value)

/** As both ends of one connection see them. */
export const ends = (initiator = 1, responder = 2): { initiator: Fingerprints; responder: Fingerprints } => ({
  initiator: { local: filled(32, initiator), remote: filled(32, responder) },
  responder: { local: filled(32, responder), remote: filled(32, initiator) },
})

export const optionsOf = (
  role: 'initiator' | 'responder',
  changes: Partial<HandshakeOptions> = {},
): HandshakeOptions => ({
  role,
  secret: filled(32, 7),
  seal: true,
  fingerprints: ends()[role],
  name: `the ${role}`,
  ...changes,
})

export interface Outcome {
  initiator: SessionKeys | { error: unknown }
  responder: SessionKeys | { error: unknown }
}

/** Who says it, its number in the whole conversation from 0, and what becomes of it; undefined: it gets lost. */
export type Meddle = (from: 'initiator' | 'responder', index: number, message: Uint8Array) => Uint8Array

/** Carries messages between two handshakes until both are done or one fails; refusals are carried too. */
export async function converse(
  initiator: Handshake,
  responder: Handshake,
  meddle: Meddle = (_from, _index, message) => message,
): Promise<Outcome> {
  const sides = { initiator, responder }
  const outcome: { initiator?: Outcome['initiator']; responder?: Outcome['responder'] } = {}
  const queue: { to: 'initiator' | 'responder'; message: Uint8Array }[] = []
  let index = 0
  const say = (from: 'initiator' | 'responder', messages: readonly Uint8Array[]) => {
    for (const message of messages)
      queue.push({
        to: from === 'initiator' ? 'responder' : 'initiator',
        message: meddle(from, index++, message),
      })
  }
  say('responder', await responder.start())
  say('initiator', await initiator.start())
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { to, message } = next
    if (outcome[to] !== undefined) continue
    try {
      const { send, keys } = await sides[to].take(message)
      say(to, send)
      if (keys !== undefined) outcome[to] = keys
    } catch (error) {
      outcome[to] = { error }
      say(to, [Handshake.refusal(error)])
    }
  }
  const nothing = { error: new Error('nothing came of it') }
  return { initiator: outcome.initiator ?? nothing, responder: outcome.responder ?? nothing }
}

export async function agreeOnKeys(
  initiatorChanges: Partial<HandshakeOptions> = {},
  responderChanges: Partial<HandshakeOptions> = {},
): Promise<{ initiator: SessionKeys; responder: SessionKeys }> {
  const { initiator, responder } = await converse(
    new Handshake(optionsOf('initiator', initiatorChanges)),
    new Handshake(optionsOf('responder', responderChanges)),
  )
  if ('error' in initiator) throw initiator.error
  if ('error' in responder) throw responder.error
  return { initiator, responder }
}
