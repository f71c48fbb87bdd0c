import { expect, test } from 'vitest'
import { MemorySource, patternBytes } from '../../support/transfer/memory-files.ts'
import { SessionPair } from '../../support/transfer/session-pair.ts'

test('a file arrives as it was', async () => {
  const pair = new SessionPair()
  await pair.open()
  const bytes = patternBytes(1_000_000, 1)
  const id = pair.left.offer(new MemorySource({ 'a.mov': bytes }))
  await pair.until(() => pair.left.transfer(id)?.state === 'done')
  expect(Buffer.compare(pair.right.disk.files.get('a.mov')!, bytes)).toBe(0)
  await pair.close()
})
