import { expect, test } from 'vitest'
import { progressLine } from '../../../src/cli/progress-line.ts'
import { verifyingText } from '../../../src/cli/sync-table.ts'

function terminal(columns: number) {
  const written: string[] = []
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0
  return { written, stream: { isTTY: true, columns, write } as Parameters<typeof progressLine>[0] }
}

test('each text takes the place of the one before, and the last one goes', () => {
  const { written, stream } = terminal(80)
  const line = progressLine(stream)!
  line.show('1 of 2')
  line.show('1 of 2')
  line.show('2 of 2')
  line.clear()
  line.clear()
  expect(written).toEqual(['\r\x1b[K1 of 2', '\r\x1b[K2 of 2', '\r\x1b[K'])
})

test('a text that would wrap is cut', () => {
  const { written, stream } = terminal(6)
  progressLine(stream)!.show('1 of 20')
  expect(written).toEqual(['\r\x1b[K1 of '])
})

test('nothing is shown where nobody sees it', () => {
  const { stream } = terminal(80)
  expect(progressLine({ ...stream, isTTY: false as true })).toBeUndefined()
})

test('a verification tells its part by bytes, or by files that hold none', () => {
  const now = { files: 12, totalFiles: 118, bytes: 4.1e9, totalBytes: 62e9, damaged: 0 }
  expect(verifyingText(now)).toBe(' 6 %  12 of 118 files, 4.1 of 62.0 GB')
  expect(verifyingText({ ...now, bytes: 0, totalBytes: 0, damaged: 1 })).toBe(
    '10 %  12 of 118 files, 0.0 of 0.0 GB, 1 damaged',
  )
})
