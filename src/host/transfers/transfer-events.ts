import type { EngineEvent } from '../../contract/events.ts'
import type { TransferRecord } from '../../contract/transfer.ts'

const freshMs = 60_000

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`

/** What the log says of a transfer that is over; nothing of one that was over long ago and is only put back into the history. */
export function transferEvent(record: TransferRecord, now: number): EngineEvent | undefined {
  const { at, ms, direction, peer, peerId, name, files, bytes, result, problem } = record
  if (now - (at + ms) > freshMs) return undefined
  const isSent = direction === 'sent'
  const what = `"${name}" ${isSent ? 'to' : 'from'} ${peer || 'somebody'}`
  const about = peerId === '' ? {} : { peerId }
  if (result === 'done') {
    const size = `${files} ${files === 1 ? 'file' : 'files'}, ${sizeText(bytes)}`
    return {
      at: now,
      level: 'info',
      code: isSent ? 'transfer-sent' : 'transfer-received',
      text: `${what}: ${isSent ? 'sent' : 'received'}, ${size} in ${Math.max(1, Math.round(ms / 1000))} s.`,
      ...about,
    }
  }
  return {
    at: now,
    level: result === 'failed' ? 'error' : 'info',
    code: `transfer-${result}`,
    text: `${what}: ${result}.${problem ? ` ${problem}` : ''}`,
    ...about,
  }
}
