import type { TransferRecord } from '../../../src/contract/transfer.ts'

const minute = 60_000

/** What was sent and received before. */
export function venueRecords(now: number): TransferRecord[] {
  const record = (
    id: string,
    minutes: number,
    part: Partial<TransferRecord> & Pick<TransferRecord, 'name'>,
  ): TransferRecord => ({
    id,
    at: now - minutes * minute,
    direction: 'sent',
    peer: 'Edit suite',
    peerId: '',
    files: 1,
    bytes: 1e9,
    ms: 12_000,
    result: 'done',
    problem: '',
    folder: '',
    ...part,
  })
  return [
    record('r-1', 24, { name: 'Card B and Call sheet.pdf', files: 31, bytes: 62.3e9, ms: 611_000 }),
    record('r-2', 71, {
      name: 'Graded reel 2',
      direction: 'received',
      peer: 'Grading, Hamburg',
      files: 9,
      bytes: 9.8e9,
      ms: 402_000,
      folder: '/home/operator/Downloads',
    }),
    record('r-3', 190, {
      name: 'Interview 14.mov',
      peer: 'Freelancer',
      bytes: 8.4e9,
      ms: 96_000,
      result: 'failed',
      problem: 'Freelancer did not come back within an hour. What had arrived there is kept.',
    }),
    record('r-4', 1500, {
      name: 'Pilot rough cut.mp4',
      peer: 'Remote producer',
      bytes: 2.1e9,
      ms: 44_000,
      result: 'declined',
      problem: 'Remote producer did not want it.',
    }),
    record('r-5', 1610, {
      name: 'LUTs.zip',
      direction: 'received',
      bytes: 18e6,
      ms: 900,
      folder: '/media/raid',
    }),
  ]
}
