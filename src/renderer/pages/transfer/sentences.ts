import { type TransferRecord, wrongTryLimit } from '../../../contract/transfer.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import type { TransferSnapshot } from '../../../transfer/snapshot.ts'
import { formatBytes, formatRate, formatSpan, visibleName } from '../../format.ts'
import type { SessionView, TransferView } from '../../state/transfer-view.ts'

/** `A001.mov`, `3 files, 4.2 GB`. */
export const sizeText = (files: number, bytes: number): string =>
  `${t('{{count}} files', { count: files })}, ${formatBytes(bytes)}`

/** `4.2 GB of 18 GB, 12 of 40 files`. */
export function doneText({ state, bytes, bytesDone, files, filesDone }: TransferSnapshot): string {
  if (state === 'done' || bytesDone === 0) return sizeText(files, bytes)
  const parts = [
    t('{{bytesDone}} of {{bytes}}', { bytesDone: formatBytes(bytesDone), bytes: formatBytes(bytes) }),
  ]
  if (files > 1) parts.push(t('{{filesDone}} of {{count}} files', { filesDone, count: files }))
  return parts.join(', ')
}

/** What is said of a transfer beside its numbers; empty when those say all. */
export function transferSentence(transfer: TransferView, session: Pick<SessionView, 'name'>): string {
  const them = visibleName(session.name || t('the other side'))
  const { state, direction, pausedBy, problem } = transfer
  switch (state) {
    case 'offered':
      return t('Waiting until {{them}} accepts.', { them })
    case 'asking':
      return t('Waiting for your answer above.')
    case 'waiting':
      return t('Accepted; it begins as soon as there is room.')
    case 'paused':
      if (pausedBy === 'them') return t('Paused by {{them}}.', { them })
      return pausedBy === 'both' ? t('Paused here and by {{them}}.', { them }) : t('Paused here.')
    case 'lost':
      return t('The connection is gone. It goes on where it stopped once it is back.')
    case 'declined':
      return (
        problem || (direction === 'sending' ? t('{{them}} does not want it.', { them }) : t('Declined here.'))
      )
    case 'failed':
      return problem || t('It cannot go on.')
    case 'cancelled':
      return problem && problem !== 'Cancelled.' ? problem : t('Cancelled.')
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
  const said =
    tries === 1
      ? t('Somebody has tried a wrong code.')
      : t('{{tries}} wrong codes have been tried.', { tries })
  return t(
    '{{said}} The right one still works; after {{count}} more wrong ones it is used up. If that was not a slip of the other side, take it back and make another.',
    { said, count: left },
  )
}

/** `4 min 10 s left`; empty when nobody knows. */
export const leftText = (etaSeconds: number): string =>
  etaSeconds < 0 ? '' : t('{{etaSeconds}} left', { etaSeconds: formatSpan(etaSeconds * 1000) })

/** `in 42 s, 812 Mbit/s on average`. */
export function tookText({ ms, bytes }: Pick<TransferRecord, 'ms' | 'bytes'>): string {
  if (ms <= 0) return ''
  const time = formatSpan(ms)
  if (ms < 1000) return t('in {{time}}', { time })
  return t('in {{time}}, {{rate}} on average', { time, rate: formatRate((bytes / ms) * 1000) })
}

/** Whom a session is with, or how somebody is waited for. */
export function sessionTitle({ name, by, state, joinedThem }: SessionView): string {
  if (name) return visibleName(name)
  if (state === 'ended') return t('Not connected')
  if (joinedThem) return t('The other side')
  return by === 'code'
    ? t('Whoever types the code')
    : by === 'paste'
      ? t('Whoever answers the offer')
      : t('Device')
}

/** What is wrong with a session or what it waits for; empty when all is well. */
export function sessionSentence(session: SessionView): string {
  const { state, by, problem, joinedThem } = session
  switch (state) {
    case 'preparing':
      return joinedThem
        ? t('Looking for the other side…')
        : by === 'code'
          ? t('Getting a code…')
          : t('Making an offer…')
    case 'ringing':
      return t('Calling {{session}}…', { session: sessionTitle(session) })
    case 'connecting':
      return t('Looking for the fastest way to each other…')
    case 'proving':
      return t('Agreeing on keys, and proving that both know the same secret…')
    case 'lost':
      return t(
        'The connection is gone and is being made anew. What has arrived is safe, and nothing is sent twice.',
      )
    case 'ended':
      return (
        problem ||
        t('Closed. What had arrived in part is kept, and goes on when the same files are sent again.')
      )
    default:
      return ''
  }
}

/** The words that both screens show, one by one. */
export const wordList = (words: string): string[] => words.split(/[\s-]+/).filter((word) => word !== '')

export const resultWords: Record<TransferRecord['result'], string> = translated({
  done: 'Done',
  cancelled: 'Cancelled',
  declined: 'Declined',
  failed: 'Failed',
})
