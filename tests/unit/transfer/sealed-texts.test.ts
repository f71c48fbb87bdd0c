import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SealedTexts } from '../../../src/transfer/code/sealed-texts.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { filled } from '../../support/transfer/handshake.ts'

const both = (key = filled(32, 1), otherKey = key) => ({
  initiator: new SealedTexts('initiator', key),
  responder: new SealedTexts('responder', otherKey),
})

describe('texts through a rendezvous', () => {
  test('are read by the other end alone, in both directions and in order', async () => {
    const { initiator, responder } = both()
    for (const text of ['', 'an offer', 'ü'.repeat(30_000)]) {
      const sealed = await initiator.seal(text)
      expect(sealed).toMatch(/^[\w-]+$/)
      expect(await responder.open(sealed)).toBe(text)
      expect(await initiator.open(await responder.seal(text))).toBe(text)
    }
    const many = await Promise.all(Array.from({ length: 20 }, (_, n) => initiator.seal(`${n}`)))
    expect(await Promise.all(many.map((sealed) => responder.open(sealed)))).toEqual(
      many.map((_, n) => `${n}`),
    )
  })

  test('of another code are refused as such', async () => {
    const { initiator, responder } = both(filled(32, 1), filled(32, 2))
    await expect(responder.open(await initiator.seal('an offer'))).rejects.toMatchObject({
      code: 'code-refused',
    })
  })

  test('that come back to their sender are refused', async () => {
    const { initiator } = both()
    await expect(initiator.open(await initiator.seal('an offer'))).rejects.toMatchObject({
      code: 'code-refused',
    })
  })

  test('that are repeated, left out, changed or of another time are refused', async () => {
    const one = both()
    const [first, second] = [await one.initiator.seal('first'), await one.initiator.seal('second')]
    const earlier = await both().initiator.seal('of another time')
    for (const bad of [first, `${second.slice(0, -4)}AAAA`, earlier, '', 'A', 'not base64!']) {
      const { responder } = both()
      expect(await responder.open(first)).toBe('first')
      await expect(responder.open(bad)).rejects.toMatchObject({ code: 'transfer-tampered' })
    }
    await expect(both().responder.open(second)).rejects.toMatchObject({ code: 'code-refused' })
  })

  test('are never sealed alike', async () => {
    const [one, other] = [await both().initiator.seal('same'), await both().initiator.seal('same')]
    expect(one).not.toBe(other)
  })

  test('that are anything else are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String({ maxLength: 200 })), async (text) => {
        const error = await both()
          .responder.open(text)
          .catch((error: unknown) => error)
        expect(error).toBeInstanceOf(Fault)
      }),
    )
    await expect(both().responder.open('A'.repeat(1_000_000))).rejects.toMatchObject({ code: 'code-refused' })
  })
})
