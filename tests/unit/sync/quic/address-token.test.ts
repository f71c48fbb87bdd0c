import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AddressTokens } from '../../../../src/engines/sync/quic/address-token.ts'

const original = randomBytes(8)
const fresh = randomBytes(20)

test('a token gives back the id that the client chose first', () => {
  const tokens = new AddressTokens()
  const token = tokens.make('192.0.2.1 4433', original, fresh, 1000)
  expect(tokens.check(token, '192.0.2.1 4433', fresh, 2000)).toEqual(original)
})

test('it serves nobody at another address, with another id, too late, or of another endpoint', () => {
  const tokens = new AddressTokens()
  const token = tokens.make('192.0.2.1 4433', original, fresh, 1000)
  expect(tokens.check(token, '192.0.2.1 4434', fresh, 2000)).toBeUndefined()
  expect(tokens.check(token, '192.0.2.1 4433', randomBytes(20), 2000)).toBeUndefined()
  expect(tokens.check(token, '192.0.2.1 4433', fresh, 11_001)).toBeUndefined()
  expect(tokens.check(token, '192.0.2.1 4433', fresh, 999)).toBeUndefined()
  expect(new AddressTokens().check(token, '192.0.2.1 4433', fresh, 2000)).toBeUndefined()
})

test('a token that was changed anywhere, or is none, is refused without a throw', () => {
  const tokens = new AddressTokens()
  const token = tokens.make('a', original, fresh, 1000)
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const changed = Buffer.from(token)
      changed[at]! ^= bits
      expect(tokens.check(changed, 'a', fresh, 1000)).toBeUndefined()
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (junk) => {
      expect(tokens.check(junk, 'a', fresh, 1000)).toBeUndefined()
    }),
  )
})
