import fc from 'fast-check'
import { expect, test } from 'vitest'
import { words } from '../../../src/contract/word-list.ts'
import { formatPairingLink, newPairingCode, readPairing } from '../../../src/host/peers/pairing-code.ts'

test('there is a word for each byte, and each is like no other', () => {
  expect(words).toHaveLength(256)
  expect(new Set(words).size).toBe(256)
  expect(new Set(words.map((word) => word.slice(0, 4))).size).toBe(256)
  for (const word of words) expect(word).toMatch(/^[a-z]{3,8}$/)
})

test('a code has at least 26 bits that are drawn', () => {
  const ranges: number[] = []
  const code = newPairingCode(7, (min, max) => {
    ranges.push(max - min)
    return min
  })
  expect(code.text).toBe(`7-${words[0]}-${words[0]}-1000`)
  expect(ranges.reduce((bits, range) => bits + Math.log2(range), 0)).toBeGreaterThan(26)
})

test('codes differ', () => {
  expect(new Set(Array.from({ length: 200 }, () => newPairingCode(1).text)).size).toBe(200)
})

test.each(['7-otter-lamp-4217', ' 7 OTTER lamp 4217\n', '7.otter,lamp_4217', '7 - otter - lamp - 4217'])(
  '%j is read as the code that it is',
  (text) => {
    expect(readPairing(text)).toEqual({ kind: 'code', channel: 7, text: '7-otter-lamp-4217' })
  },
)

test.each(['', '7-otter-lamp', '0-otter-lamp-4217', '7-otter-lamp-217', '7-otter-lamp-4217-1', 'hawser:'])(
  '%j is no code',
  (text) => {
    expect(() => readPairing(text)).toThrowError(expect.objectContaining({ code: 'invalid' }))
  },
)

test('a word that no code has is named', () => {
  expect(() => readPairing('7-ottar-lamp-4217')).toThrowError(/"ottar"/)
})

const id = `${'A'.repeat(51)}Q`
const secret = 'abcdefghijklmnopqrstuv'

test('a link is read as it was written, IPv6 too', () => {
  const link = {
    id,
    secret,
    addresses: [
      { host: '192.168.1.20', port: 8741 },
      { host: 'fe80::1%eth0', port: 1 },
      { host: 'studio.example.net', port: 65_535 },
    ],
  }
  const text = formatPairingLink(link)
  expect(readPairing(text)).toEqual({ kind: 'link', ...link })
  expect(text.length).toBeLessThan(400)
})

test('a link without an address, or with nonsense for one, is still a link', () => {
  const link = `hawser://pair?id=${id}&s=${secret}`
  expect(readPairing(`${link}&a=nowhere&a=-x:1&a=1.2.3.4:0&a=1.2.3.4:99999`)).toMatchObject({ addresses: [] })
})

test('nothing that is pasted throws anything but the fault that is documented', () => {
  const pasted = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.string({ maxLength: 300 }).map((text) => `hawser://pair?${text}`),
    fc.string({ maxLength: 100 }).map((text) => `hawser://pair?id=${id}&s=${secret}&a=${text}`),
  )
  fc.assert(
    fc.property(pasted, (text) => {
      try {
        expect(['code', 'link']).toContain(readPairing(text).kind)
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid' })
      }
    }),
    { numRuns: 500 },
  )
})
