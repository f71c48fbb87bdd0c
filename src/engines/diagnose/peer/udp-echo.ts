import type { CheckContext } from '../check.ts'
import { openUdp } from '../probes/udp.ts'
import { encodeUdpEcho, readUdpEcho } from './messages.ts'
import type { PeerSession } from './session.ts'

const timeoutMs = 1500
const intervalMs = 20
const counts = { short: 75, deep: 300 }

export interface UdpEcho {
  sent: number
  answered: number
  /** Median; -1 without an answer. */
  rttMs: number
}

/** Sends datagrams to the peer and counts those that come back. Undefined where there is no way to ask. Never rejects. */
export async function echoByUdp(context: CheckContext, session: PeerSession): Promise<UdpEcho | undefined> {
  const { clock, deep, signal } = context
  const { host, udpPort, token } = session
  if (udpPort === 0) return undefined
  const to = { address: host, port: udpPort }
  // A peer that is known by its name is asked by TCP alone.
  const family = host.includes(':') ? 6 : /^[\d.]+$/.test(host) ? 4 : undefined
  if (family === undefined) return undefined
  using probe = await openUdp(family, { clock, signal })
  if (probe === undefined) return undefined
  const count = counts[deep ? 'deep' : 'short']
  const allAnswered = Promise.withResolvers<void>()
  const sentAt: number[] = []
  const rtts = new Map<number, number>()
  probe.onMessage((bytes) => {
    const number = readUdpEcho(token, bytes)
    const at = number === undefined ? undefined : sentAt[number]
    if (at !== undefined && !rtts.has(number!)) rtts.set(number!, clock.now() - at)
    if (rtts.size === count) allAnswered.resolve()
  })
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))
  for (let number = 0; number < count && !signal.aborted; number++) {
    sentAt.push(clock.now())
    probe.send(to, encodeUdpEcho(token, number))
    await wait(intervalMs)
  }
  await Promise.race([allAnswered.promise, wait(signal.aborted ? 0 : timeoutMs)])
  const sorted = [...rtts.values()].sort((a, b) => a - b)
  return {
    sent: sentAt.length,
    answered: rtts.size,
    rttMs: sorted[Math.floor(sorted.length / 2)] ?? -1,
  }
}
