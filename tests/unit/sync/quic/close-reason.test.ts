import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeReason, encodeReason } from '../../../../src/engines/sync/quic/close-reason.ts'

test('a reason arrives as it was given', () => {
  const reason = { code: 'peer-revoked', text: 'Größe 1 – gone' }
  expect(decodeReason(encodeReason(reason.code, reason.text))).toEqual(reason)
})

test('codes that nobody knows, and bytes that are none, are no reason', () => {
  expect(decodeReason(encodeReason('made-up', 'x'))).toBeUndefined()
  expect(decodeReason(Buffer.from('closed'))).toBeUndefined()
  expect(decodeReason(Buffer.alloc(0))).toBeUndefined()
})

test('what a peer writes is short and has no control characters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      const reason = decodeReason(Buffer.concat([Buffer.from('closed\0'), bytes]))
      expect(reason?.text.length ?? 0).toBeLessThanOrEqual(200)
      expect(reason?.text ?? '').not.toMatch(/\p{Cc}/u)
    }),
  )
})
