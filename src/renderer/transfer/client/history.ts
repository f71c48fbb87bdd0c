import type { TransferRecord } from '../../../contract/transfer.ts'
import type { TransferSnapshot, TransferState } from '../../../transfer/snapshot.ts'
import { isSpeedTest } from '../../../transfer/speed-test.ts'
import type { SessionRecord } from './client-session.ts'

const results: Partial<Record<TransferState, TransferRecord['result']>> = {
  done: 'done',
  cancelled: 'cancelled',
  declined: 'declined',
  failed: 'failed',
}

/** What the history is to hold of transfers that are over since it was asked last; never of speed tests. */
export function newRecords(
  session: SessionRecord,
  now: number,
): { record: TransferRecord; transfer: string }[] {
  const { snapshot, peer } = session.view
  return (snapshot?.transfers ?? []).flatMap((transfer) => {
    const result = results[transfer.state]
    if (result === undefined || session.recorded.has(transfer.id)) return []
    session.recorded.add(transfer.id)
    const manifest = session.manifests.get(transfer.id)
    if (manifest && isSpeedTest(manifest)) return []
    const record = recordOf(transfer, result, now)
    return [
      {
        transfer: transfer.id,
        record: {
          ...record,
          peer: peer?.name || snapshot?.peer || '',
          peerId: peer?.id ?? '',
          folder: session.folders.get(transfer.id) ?? '',
        },
      },
    ]
  })
}

const recordOf = (transfer: TransferSnapshot, result: TransferRecord['result'], now: number) => ({
  id: crypto.randomUUID(),
  at: now,
  direction: transfer.direction === 'sending' ? ('sent' as const) : ('received' as const),
  name: transfer.name,
  files: transfer.files,
  bytes: transfer.bytes,
  ms: Math.max(0, Math.round(now - transfer.startedAt)),
  result,
  problem: transfer.problem,
})
