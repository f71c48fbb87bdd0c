import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Output } from '../../../src/cli/output.ts'
import { progressText, TransferTeller, timeInWords } from '../../../src/cli/transfer-teller.ts'
import type { SessionSnapshot, TransferSnapshot } from '../../../src/transfer/snapshot.ts'

const transfer = (values: Partial<TransferSnapshot> = {}): TransferSnapshot => ({
  id: 'a',
  direction: 'sending',
  name: 'A001.mov',
  state: 'moving',
  pausedBy: 'nobody',
  files: 2,
  filesDone: 1,
  bytes: 1_000_000,
  bytesDone: 430_000,
  bytesKept: 0,
  startedAt: 0,
  rate: 61_200_000,
  averageRate: 0,
  peakRate: 0,
  etaSeconds: 12,
  current: [],
  faultCode: '',
  problem: '',
  where: '',
  ...values,
})
const snapshot = (transfers: TransferSnapshot[], paths: string[] = ['host', 'host']) =>
  ({ transfers, lanes: paths.map((path) => ({ state: 'open', path })) }) as unknown as SessionSnapshot

function teller(isTerminal: boolean) {
  const stream = new PassThrough()
  let said = ''
  stream.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const output = new Output(stream, () => {})
  return { told: new TransferTeller({ output, json: false, isTerminal, qr: false }), said: () => said }
}

test('times are short, and in full', () => {
  expect([0, 7.4, 760, 11_100].map(timeInWords)).toEqual(['0:00', '0:07', '12:40', '3:05:00'])
})

test('progress has part, rate, time, lanes and path', () => {
  expect(progressText(transfer(), snapshot([]))).toBe('A001.mov: 43 %, 490 Mbit/s, 0:12 left, 2 lanes, host')
  expect(progressText(transfer({ etaSeconds: -1 }), snapshot([], ['relay']))).toBe(
    'A001.mov: 43 %, 490 Mbit/s, 1 lane, relay',
  )
})

test('it is whole only when it is done, and empty files count as well', () => {
  expect(progressText(transfer({ bytesDone: 1_000_000 }), snapshot([]))).toMatch(/^A001.mov: 99 %/)
  expect(progressText(transfer({ bytes: 0, bytesDone: 0 }), snapshot([]))).toMatch(/^A001.mov: 50 %/)
})

test('what keeps it from moving is said instead', () => {
  expect(progressText(transfer({ state: 'lost' }), snapshot([]))).toBe(
    'A001.mov: 43 %, the connection is being made anew',
  )
})

test('on a terminal progress stays on its line, until something else is said', async () => {
  const { told, said } = teller(true)
  told.progress(snapshot([transfer()]))
  told.progress(snapshot([transfer({ bytesDone: 500_000 })]))
  told.text('hello')
  told.progress(snapshot([transfer({ bytesDone: 600_000 })]))
  await new Promise(setImmediate)
  expect(
    said()
      .split('\n')
      .map((line) => line.slice(0, 20)),
  ).toEqual(['A001.mov: 43 %, 490 ', '\u001b[1A\u001b[2KA001.mov: 50', 'hello', 'A001.mov: 60 %, 490 ', ''])
})

test('elsewhere each is a line, and none twice', async () => {
  const { told, said } = teller(false)
  told.progress(snapshot([transfer()]))
  told.progress(snapshot([transfer()]))
  told.progress(snapshot([transfer({ bytesDone: 500_000 })]))
  told.progress(snapshot([transfer({ state: 'done' })]))
  await new Promise(setImmediate)
  expect(said().match(/\n/g)).toHaveLength(2)
  expect(said()).not.toContain('\u001b')
})

test('what is done is told with its figures', async () => {
  const { told, said } = teller(false)
  told.done(transfer({ state: 'done', bytes: 30_000_000, bytesKept: 10_000_000 }), 2000)
  await new Promise(setImmediate)
  expect(said()).toBe(
    'Sent A001.mov: 2 files, 30.0 MB, of which 10.0 MB were there already, in 0:02 (80.0 Mbit/s). Every file is verified.\n',
  )
})
