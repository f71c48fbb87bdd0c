import { expect, test } from 'vitest'
import type { TransferRecord } from '../../../src/contract/transfer.ts'
import { transferEvent } from '../../../src/host/transfers/transfer-events.ts'

const record: TransferRecord = {
  id: 't',
  at: 1_000_000,
  direction: 'sent',
  peer: 'Edit suite',
  peerId: '',
  name: 'Card A',
  files: 3,
  bytes: 4_200_000_000,
  ms: 42_000,
  result: 'done',
  problem: '',
  folder: '',
}
const over = record.at + record.ms

test('the log tells what was sent and received, and how long it took', () => {
  expect(transferEvent(record, over)).toMatchObject({
    level: 'info',
    code: 'transfer-sent',
    text: '"Card A" to Edit suite: sent, 3 files, 4200 MB in 42 s.',
  })
  const received = { ...record, direction: 'received', peer: '', files: 1, bytes: 1000 } as const
  expect(transferEvent(received, over)?.text).toBe('"Card A" from somebody: received, 1 file, 1 kB in 42 s.')
})
test('what failed is an error with its reason, what was declined is none', () => {
  const failed = { ...record, result: 'failed', problem: 'The disk is full.', peerId: 'ID' } as const
  expect(transferEvent(failed, over)).toMatchObject({
    level: 'error',
    code: 'transfer-failed',
    text: '"Card A" to Edit suite: failed. The disk is full.',
    peerId: 'ID',
  })
  expect(transferEvent({ ...record, result: 'declined' }, over)).toMatchObject({
    level: 'info',
    code: 'transfer-declined',
  })
})
test('what is put back into the history is no event', () => {
  expect(transferEvent(record, over + 3_600_000)).toBeUndefined()
})
