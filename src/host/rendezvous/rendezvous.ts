import type { hostContract } from '../../contract/host.ts'
import type { Server } from '../../contract/procedure.ts'
import { Fault } from '../../wire/fault.ts'

/** Codes, calls between paired devices, and the messages of both: that part of the host's contract. */
export type Rendezvous = Pick<
  Server<typeof hostContract>,
  | 'rendezvousCalls'
  | 'openCode'
  | 'joinCode'
  | 'callDevice'
  | 'takeCall'
  | 'endCall'
  | 'sendSignal'
  | 'signals'
>

const unreachable = () => new Fault('rendezvous-unreachable', 'This host has no rendezvous.')
const unknown = () => new Fault('call-unknown', 'There is no such call any more.')

/** Of a host that nobody can reach. */
export const noRendezvous: Rendezvous = {
  async *rendezvousCalls(_, signal) {
    yield { calls: [] }
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  },
  openCode: () => Promise.reject(unreachable()),
  joinCode: () => Promise.reject(unreachable()),
  callDevice: () => Promise.reject(unreachable()),
  takeCall: () => Promise.reject(unknown()),
  endCall: () => Promise.reject(unknown()),
  sendSignal: () => Promise.reject(unknown()),
  // biome-ignore lint/correctness/useYield: there is nothing to be said
  async *signals() {
    throw unknown()
  },
}
