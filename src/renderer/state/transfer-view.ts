import type { PathKind } from '../../transfer/channel.ts'
import type { LaneSnapshot, SessionSnapshot, TransferSnapshot } from '../../transfer/snapshot.ts'
import type { ClientSession } from '../transfer/client.ts'

/** What of a transfer stays as it is from one snapshot to the next. */
export type TransferView = Pick<
  TransferSnapshot,
  | 'id'
  | 'direction'
  | 'name'
  | 'state'
  | 'pausedBy'
  | 'files'
  | 'bytes'
  | 'startedAt'
  | 'faultCode'
  | 'problem'
  | 'where'
>

/** How far it is to get somebody, and once both are there, how the session is. */
export type SessionState = 'preparing' | 'waiting' | 'ringing' | SessionSnapshot['state']

/** What of a session stays as it is from one snapshot to the next. */
export interface SessionView
  extends Pick<
    ClientSession,
    | 'id'
    | 'by'
    | 'joinedThem'
    | 'code'
    | 'link'
    | 'wrongTries'
    | 'until'
    | 'paste'
    | 'staged'
    | 'startedAt'
    | 'problem'
    | 'faultCode'
  > {
  state: SessionState
  /** Empty while nobody is there. */
  name: string
  /** Of a paired device; else empty. */
  peerId: string
  words: string
  sealed: boolean
  proven: boolean
  path: PathKind
  /** Numbers of the lanes that are there. */
  lanes: readonly number[]
  transfers: readonly TransferView[]
}

export function sessionState({ stage, snapshot }: Pick<ClientSession, 'stage' | 'snapshot'>): SessionState {
  if (stage !== 'joined') return stage
  return snapshot?.state ?? 'connecting'
}

const longest: readonly PathKind[] = ['relay', 'reflexive', 'host']
/** How packets go; where lanes differ, the longest way. */
export const pathOf = (lanes: readonly Pick<LaneSnapshot, 'state' | 'path'>[]): PathKind =>
  longest.find((path) => lanes.some((lane) => lane.state === 'open' && lane.path === path)) ?? 'unknown'

const transferView = (transfer: TransferSnapshot): TransferView => ({
  id: transfer.id,
  direction: transfer.direction,
  name: transfer.name,
  state: transfer.state,
  pausedBy: transfer.pausedBy,
  files: transfer.files,
  bytes: transfer.bytes,
  startedAt: transfer.startedAt,
  faultCode: transfer.faultCode,
  problem: transfer.problem,
  where: transfer.where,
})

export function sessionView(session: ClientSession): SessionView {
  const { snapshot, peer } = session
  return {
    id: session.id,
    by: session.by,
    joinedThem: session.joinedThem,
    code: session.code,
    link: session.link,
    wrongTries: session.wrongTries,
    until: session.until,
    paste: session.paste,
    staged: session.staged,
    startedAt: session.startedAt,
    problem: session.problem || (snapshot?.problem ?? ''),
    faultCode: session.faultCode,
    state: sessionState(session),
    name: peer?.name || snapshot?.peer || '',
    peerId: peer?.id ?? '',
    words: snapshot?.words ?? '',
    sealed: snapshot?.sealed ?? true,
    proven: snapshot?.proven ?? false,
    path: pathOf(snapshot?.lanes ?? []),
    lanes: (snapshot?.lanes ?? []).map(({ lane }) => lane),
    transfers: (snapshot?.transfers ?? []).map(transferView),
  }
}

const over: ReadonlySet<TransferView['state']> = new Set(['done', 'declined', 'cancelled', 'failed'])
export const isOver = ({ state }: Pick<TransferView, 'state'>): boolean => over.has(state)
const underWay: ReadonlySet<TransferView['state']> = new Set(['moving', 'paused', 'lost', 'waiting'])
/** It has been accepted, and is not over. */
export const isUnderWay = ({ state }: Pick<TransferView, 'state'>): boolean => underWay.has(state)
export const isJoined = ({ state }: Pick<SessionView, 'state'>): boolean =>
  state === 'open' || state === 'lost' || state === 'connecting' || state === 'proving'
/** Files and texts can be sent at once. */
export const canSend = ({ state }: Pick<SessionView, 'state'>): boolean =>
  state === 'open' || state === 'lost'
/** 0 … 1 */
export const partDone = ({
  bytes,
  bytesDone,
  state,
}: Pick<TransferSnapshot, 'bytes' | 'bytesDone' | 'state'>) =>
  bytes > 0 ? Math.min(1, bytesDone / bytes) : state === 'done' ? 1 : 0
