import { type TransferRecord, wrongTryLimit } from '../../../contract/transfer.ts'
import type { TransferSnapshot } from '../../../transfer/snapshot.ts'
import { formatBytes, formatRate, formatSpan, plural, visibleName } from '../../format.ts'
import type { SessionView, TransferView } from '../../state/transfer-view.ts'

/** `A001.mov`, `3 files, 4.2 GB`. */
export const sizeText = (files: number, bytes: number): string =>
  `${plural(files, 'file')}, ${formatBytes(bytes)}`

/** `4.2 GB of 18 GB, 12 of 40 files`. */
export function doneText({ state, bytes, bytesDone, files, filesDone }: TransferSnapshot): string {
  if (state === 'done' || bytesDone === 0) return sizeText(files, bytes)
  const parts = [`${formatBytes(bytesDone)} of ${formatBytes(bytes)}`]
  if (files > 1) parts.push(`${filesDone} of ${plural(files, 'file')}`)
  return parts.join(', ')
}

/** What is said of a transfer beside its numbers; empty when those say all. */
export function transferSentence(transfer: TransferView, session: Pick<SessionView, 'name'>): string {
  const them = visibleName(session.name || 'the other side')
  const { state, direction, pausedBy, problem } = transfer
  switch (state) {
    case 'offered':
      return `Waiting until ${them} accepts.`
    case 'asking':
      return 'Waiting for your answer above.'
    case 'waiting':
      return 'Accepted; it begins as soon as there is room.'
    case 'paused':
      if (pausedBy === 'them') return `Paused by ${them}.`
      return pausedBy === 'both' ? `Paused here and by ${them}.` : 'Paused here.'
    case 'lost':
      return 'The connection is gone. It goes on where it stopped once it is back.'
    case 'declined':
      return problem || (direction === 'sending' ? `${them} does not want it.` : 'Declined here.')
    case 'failed':
      return problem || 'It cannot go on.'
    case 'cancelled':
      return problem && problem !== 'Cancelled.' ? problem : 'Cancelled.'
    default:
      return ''
  }
}

/** The folder or file on this machine that a problem is about, unless its sentence names it. */
export const placeText = ({ where, problem }: Pick<TransferView, 'where' | 'problem'>): string =>
  problem.includes(where) ? '' : visibleName(where)

/** On the card of a code with which somebody came who did not know it. */
export function wrongTriesText(tries: number): string {
  const left = wrongTryLimit - tries
  const said = tries === 1 ? 'Somebody has tried a wrong code.' : `${tries} wrong codes have been tried.`
  return `${said} The right one still works; after ${left} more wrong ${left === 1 ? 'one' : 'ones'} it is used up. If that was not a slip of the other side, take it back and make another.`
}

/** `4 min 10 s left`; empty when nobody knows. */
export const leftText = (etaSeconds: number): string =>
  etaSeconds < 0 ? '' : `${formatSpan(etaSeconds * 1000)} left`

/** `in 42 s, 812 Mbit/s on average`. */
export function tookText({ ms, bytes }: Pick<TransferRecord, 'ms' | 'bytes'>): string {
  if (ms <= 0) return ''
  const rate = ms >= 1000 ? `, ${formatRate((bytes / ms) * 1000)} on average` : ''
  return `in ${formatSpan(ms)}${rate}`
}

/** Whom a session is with, or how somebody is waited for. */
export function sessionTitle({ name, by, state, joinedThem }: SessionView): string {
  if (name) return visibleName(name)
  if (state === 'ended') return 'Not connected'
  if (joinedThem) return 'The other side'
  return by === 'code' ? 'Whoever types the code' : by === 'paste' ? 'Whoever answers the offer' : 'Device'
}

/** What is wrong with a session or what it waits for; empty when all is well. */
export function sessionSentence(session: SessionView): string {
  const { state, by, problem, joinedThem } = session
  switch (state) {
    case 'preparing':
      return joinedThem
        ? 'Looking for the other side…'
        : by === 'code'
          ? 'Getting a code…'
          : 'Making an offer…'
    case 'ringing':
      return `Calling ${sessionTitle(session)}…`
    case 'connecting':
      return 'Looking for the fastest way to each other…'
    case 'proving':
      return 'Agreeing on keys, and proving that both know the same secret…'
    case 'lost':
      return 'The connection is gone and is being made anew. What has arrived is safe, and nothing is sent twice.'
    case 'ended':
      return (
        problem || 'Closed. What had arrived in part is kept, and goes on when the same files are sent again.'
      )
    default:
      return ''
  }
}

/** The words that both screens show, one by one. */
export const wordList = (words: string): string[] => words.split(/[\s-]+/).filter((word) => word !== '')

export const resultWords: Record<TransferRecord['result'], string> = {
  done: 'Done',
  cancelled: 'Cancelled',
  declined: 'Declined',
  failed: 'Failed',
}
