import type { FolderSnapshot, FolderState, PeerSnapshot, SyncSnapshot } from '../../contract/sync.ts'

/** What of a folder stays as it is from one snapshot to the next. */
export interface FolderView {
  state: FolderState
  problem: string
  faultCode: string
  conflicts: number
  differing: number
  heldTotal: number
  /** Its files are being read. */
  verifying: boolean
  peers: readonly { id: string; connected: boolean; shares: boolean }[]
}

/** A folder that a paired device shares, and that is not taken part in yet. */
export type FolderOffer = SyncSnapshot['offers'][number]

export type PeerState = PeerSnapshot['state']
export type PeerView = Pick<
  PeerSnapshot,
  'state' | 'text' | 'faultCode' | 'address' | 'profile' | 'since' | 'retryAt' | 'failures'
>

/** What of the engine itself people want to know. */
export type SyncView = Pick<
  SyncSnapshot,
  'listening' | 'listenProblem' | 'listenFaultCode' | 'datagrams' | 'datagramsReason' | 'refused'
>

export const folderView = (folder: FolderSnapshot): FolderView => ({
  state: folder.state,
  problem: folder.problem,
  faultCode: folder.faultCode,
  conflicts: folder.conflicts,
  differing: folder.differing,
  heldTotal: folder.heldTotal,
  verifying: folder.verifying !== null,
  peers: folder.peers.map(({ id, connected, shares }) => ({ id, connected, shares })),
})

export const peerView = (peer: PeerSnapshot): PeerView => ({
  state: peer.state,
  text: peer.text,
  faultCode: peer.faultCode,
  address: peer.address,
  profile: peer.profile,
  since: peer.since,
  retryAt: peer.retryAt,
  failures: peer.failures,
})

export const syncView = (sync: SyncSnapshot): SyncView => ({
  listening: sync.listening,
  listenProblem: sync.listenProblem,
  listenFaultCode: sync.listenFaultCode,
  datagrams: sync.datagrams,
  datagramsReason: sync.datagramsReason,
  refused: sync.refused,
})

/** Nothing goes on there until somebody does something. */
export const broken = ({ state }: Pick<FolderView, 'state'>): boolean =>
  state === 'failed' || state === 'missing'

/** Somebody should look at it: broken, in conflict, or without anybody who has what is missing. */
export const needsSomebody = (view: Pick<FolderView, 'state' | 'conflicts'>): boolean =>
  broken(view) || view.conflicts > 0 || view.state === 'waiting'

/** How much of the folder is here, 0…1; everything of nothing is here. */
export function progress({ totalBytes, needBytes, totalFiles, needFiles }: Totals): number {
  const bytes = totalBytes > 0 ? 1 - needBytes / totalBytes : 1
  const files = totalFiles > 0 ? 1 - needFiles / totalFiles : 1
  // What is missing may hold no byte, and a bar that looks full must be.
  const part = needBytes > 0 ? bytes : files
  const missing = needBytes > 0 || needFiles > 0
  return Math.max(0, Math.min(missing ? 0.999 : 1, part))
}
type Totals = Pick<FolderSnapshot, 'totalBytes' | 'needBytes' | 'totalFiles' | 'needFiles'>
