import { describe, expect, test } from 'vitest'
import {
  chooseKem,
  kemKeyBytes,
  kemTextBytes,
  libraryKem,
  nativeKem,
  newDhKeys,
} from '../../../src/transfer/seal/key-exchange.ts'

const kems = { native: nativeKem, library: libraryKem }
const names = ['native', 'library'] as const
const hasNative = 'encapsulateBits' in crypto.subtle
const pairs = names.flatMap((holder) => names.map((sender) => [holder, sender] as const))

describe('ML-KEM-768', () => {
  test.each(pairs)('agrees on one secret: key of %s, text of %s', async (holder, sender) => {
    if (!hasNative && (holder === 'native' || sender === 'native')) return
    const keys = await kems[holder].generate()
    expect(keys.publicKey).toHaveLength(kemKeyBytes)
    const { text, secret } = await kems[sender].encapsulate(keys.publicKey)
    expect([text.length, secret.length]).toEqual([kemTextBytes, 32])
    expect(await keys.decapsulate(text)).toEqual(secret)
    text[0]! ^= 1
    const other = await keys.decapsulate(text)
    expect(other).toHaveLength(32)
    expect(other).not.toEqual(secret)
  })

  test.each(names)('is refused a key that is none: %s', async (name) => {
    if (!hasNative && name === 'native') return
    await expect(kems[name].encapsulate(new Uint8Array(kemKeyBytes).fill(255))).rejects.toThrow()
  })

  test('is the runtime’s own where it has one', async () => {
    expect(await chooseKem()).toBe(hasNative ? nativeKem : libraryKem)
  })
})

test('X25519 agrees on one secret, and refuses points of small order', async () => {
  const [one, other] = await Promise.all([newDhKeys(), newDhKeys()])
  expect(await one.agree(other.publicKey)).toEqual(await other.agree(one.publicKey))
  for (const point of [new Uint8Array(32), new Uint8Array(32).fill(1, 0, 1)])
    await expect(one.agree(point)).rejects.toThrow()
})
