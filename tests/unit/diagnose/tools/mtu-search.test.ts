import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type SizeVerdict, searchMtu } from '../../../../src/engines/diagnose/tools/mtu-search.ts'

/** A path that carries so much; what is larger is told with the MTU, told without, or vanishes. */
function path(mtu: number, says: 'mtu' | 'too big' | 'nothing') {
  const rounds = { tried: 0 }
  const tryOne = async (bytes: number): Promise<SizeVerdict> => {
    rounds.tried++
    if (bytes <= mtu) return { state: 'fits' }
    return says === 'nothing' ? { state: 'silent' } : { state: 'told', mtu: says === 'mtu' ? mtu : 0 }
  }
  return { tryOne, rounds }
}

test('any MTU is found to the byte, whatever routers say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 576, max: 1600 }),
      fc.constantFrom('mtu', 'too big', 'nothing' as const),
      async (mtu, says) => {
        const { tryOne, rounds } = path(mtu, says as 'mtu')
        const found = await searchMtu(tryOne, 576, 1500)
        expect(found).toEqual({
          mtu: Math.min(mtu, 1500),
          tooLarge: mtu >= 1500 ? 0 : mtu + 1,
          isSilent: says === 'nothing' && mtu < 1500,
          isUntried: false,
        })
        expect(rounds.tried).toBeLessThan(30)
      },
    ),
  )
})

test('a path that carries all is known after two sizes', async () => {
  const { tryOne, rounds } = path(1500, 'nothing')
  await searchMtu(tryOne, 576, 1500)
  expect(rounds.tried).toBe(2)
})

test('what a router tells is tried at once', async () => {
  const { tryOne, rounds } = path(1394, 'mtu')
  await searchMtu(tryOne, 576, 1500)
  expect(rounds.tried).toBeLessThan(9)
})

test('a path on which nothing comes through is not searched', async () => {
  expect(await searchMtu(async () => ({ state: 'silent' }), 576, 1500)).toEqual({
    mtu: 0,
    tooLarge: 576,
    isSilent: true,
    isUntried: false,
  })
  expect(await searchMtu(async () => ({ state: 'untried' }), 576, 1500)).toMatchObject({
    mtu: 0,
    isUntried: true,
  })
})

test('verdicts at random come to an end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('fits', 'silent', 'untried', 'told'), { minLength: 1 }),
      async (states) => {
        let asked = 0
        const tryOne = async (): Promise<SizeVerdict> => {
          const state = states[asked++ % states.length] as 'fits'
          return (state as string) === 'told' ? { state: 'told', mtu: asked * 97 } : { state }
        }
        await searchMtu(tryOne, 576, 1500)
        expect(asked).toBeLessThan(200)
      },
    ),
  )
})
