import { patientClock } from '../../kit/clock.ts'
import { openTcp } from '../probes/tcp.ts'

/**
 * - `answered`: connected, or refused by the machine itself
 * - `silent`: nothing came back in time
 * - `unreachable`: the system or a router says that there is no way
 */
export type TcpAnswer = 'answered' | 'silent' | 'unreachable'

/** Connects once to an address and hangs up. Never rejects. */
export type AskTcp = (
  address: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<TcpAnswer>

export const askTcp: AskTcp = async (address, port, timeoutMs, signal) => {
  const talk = await openTcp({ address, port, timeoutMs }, { clock: patientClock, signal })
  if (talk.state === 'connected') {
    talk[Symbol.dispose]()
    return 'answered'
  }
  if (talk.state === 'refused' || talk.state === 'reset') return 'answered'
  return talk.state === 'silent' ? 'silent' : 'unreachable'
}
