import type { hostContract } from '../contract/host.ts'
import type { peerCalls } from '../contract/peers.ts'
import type { Server } from '../contract/procedure.ts'
import type { Peers } from './peers/peers.ts'

/** The part of the contract that is about this device and those it trusts. */
export function implementPeers({
  peers,
}: {
  peers: Peers
}): Pick<Server<typeof hostContract>, 'peers' | keyof typeof peerCalls> {
  return {
    peers: (_, signal) => peers.watch(signal),
    renameSelf: ({ name }) => peers.rename(name),
    openPairing: ({ minutes }) => peers.openPairing(minutes),
    cancelPairing: () => peers.cancelPairing(),
    pair: ({ code, at }) => peers.pair(code, at),
    pairFound: ({ id }) => peers.pairFound(id),
    confirmPairing: ({ same }) => peers.confirmPairing(same),
    changePeer: ({ id, change }) => peers.change(id, change),
    revokePeers: ({ ids }) => peers.revoke(ids),
  }
}
