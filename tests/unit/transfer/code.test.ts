import { scrypt as nodeScrypt } from 'node:crypto'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { words } from '../../../src/contract/word-list.ts'
import { formatLink, makeCode, readCode } from '../../../src/transfer/code/code.ts'
import { changesBetween, nearestWord } from '../../../src/transfer/code/nearest-word.ts'
import { type Scrypt, stretchCode } from '../../../src/transfer/code/stretch.ts'
import { codeWords } from '../../../src/transfer/code/word-list.ts'
import { Fault } from '../../../src/wire/fault.ts'

const text = '4821-otter-lamp-magnet-maple-stone-acorn'

describe('the list of words', () => {
  test('has 1024 short words, no two of which begin alike', () => {
    expect(new Set(codeWords).size).toBe(1024)
    expect(codeWords.slice(0, words.length)).toEqual(words)
    expect(codeWords.every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true)
    expect(new Set(codeWords.map((word) => word.slice(0, 4))).size).toBe(1024)
  })

  test('has no two words that one slip makes the same', () => {
    const near = codeWords.flatMap((a, at) =>
      codeWords.slice(at + 1).flatMap((b) => {
        const close = Math.abs(a.length - b.length) < 2 && changesBetween(a, b) < 2
        return close ? [`${a} ${b}`] : []
      }),
    )
    expect(near).toEqual([])
  })
})

describe('a code', () => {
  test('has a nameplate and six words, of 60 bits', () => {
    const { nameplate, text } = makeCode()
    expect(text).toMatch(/^[1-9]\d{3}(-[a-z]{3,8}){6}$/)
    expect(text.startsWith(`${nameplate}-`)).toBe(true)
    expect(codeWords.length ** 6).toBe(2 ** 60)
  })

  test('is another one each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => makeCode().text)).size).toBe(100)
  })

  test('can have any word in each place', () => {
    for (const index of [0, 1, 255, 256, 1023]) {
      const made = makeCode((length) =>
        Uint8Array.from({ length }, (_, at) => (at % 2 === 0 ? index >> 8 : index & 255)),
      )
      expect(made.text.split('-').slice(1)).toEqual(Array(6).fill(codeWords[index]))
    }
  })

  test.each([
    text,
    text.toUpperCase(),
    `  ${text.replaceAll('-', ' ')}\n`,
    text.replaceAll('-', ', '),
    '4821 otte lamp magn mapl ston acor',
  ])('is read however it is typed: %j', (typed) => {
    expect(readCode(typed)).toEqual({ nameplate: '4821', text })
  })

  test('is read as it was made', () => {
    for (let tries = 0; tries < 50; tries++) {
      const code = makeCode()
      expect(readCode(code.text)).toEqual(code)
      expect(readCode(formatLink(code))).toEqual({ ...code, purpose: 'files' })
    }
  })

  test.each([
    ['4821-oter-lamp-magnet-maple-stone-acorn', 'No code has the word “oter”. Is it “otter”?'],
    ['4821-otter-lmap-magnet-maple-stone-acorn', 'Is it “lamp”?'],
    ['4821-otter-qqqqqq-magnet-maple-stone-acorn', 'No code has the word “qqqqqq”.'],
    ['4821-otter-lamp', 'It has 6 words, and here are 2.'],
    ['otter-lamp-magnet-maple-stone-acorn', 'It begins with a number.'],
    ['', 'It begins with a number.'],
  ])('says what is wrong with %j', (typed, hint) => {
    expect(() => readCode(typed)).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(() => readCode(typed)).toThrow(hint)
  })

  test('goes with the address of its rendezvous in a link', () => {
    for (const at of [
      [{ host: 'meet.example.org', port: 8742 }],
      [
        { host: '192.168.1.5', port: 8742 },
        { host: 'fd00::2', port: 1 },
      ],
    ]) {
      const link = formatLink({ text, at })
      expect(readCode(link)).toEqual({ nameplate: '4821', text, at, purpose: 'files' })
    }
    expect(formatLink({ text })).toBe(`hawser://receive?code=${text}`)
    const tunnel = formatLink({ text, purpose: 'tunnel' })
    expect(tunnel).toBe(`hawser://tunnel?code=${text}`)
    expect(readCode(tunnel)).toEqual({ nameplate: '4821', text, purpose: 'tunnel' })
  })

  test.each(['hawser://pair?id=1', `hawser://receive?code=${text}&at=http://x/`, 'hawser://receive?at=a:1'])(
    'is not taken from the link %s',
    (link) => {
      expect(() => readCode(link)).toThrow(expect.objectContaining({ code: 'invalid' }))
    },
  )

  test('is read from nothing else, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `hawser://receive?${rest}`),
        ),
        (typed) => {
          try {
            readCode(typed)
          } catch (error) {
            expect(error).toBeInstanceOf(Fault)
          }
        },
      ),
    )
  })
})

test('the nearest word is none when two are as near', () => {
  expect(nearestWord('cat', ['car', 'cab'])).toBeUndefined()
  expect(nearestWord('cat', ['car', 'dog'])).toBe('car')
  expect(nearestWord('cat', ['giraffe'])).toBeUndefined()
})

describe('a stretched code', () => {
  const scrypt = promisify(nodeScrypt) as (
    password: Uint8Array,
    salt: Uint8Array,
    bytes: number,
    options: object,
  ) => Promise<Uint8Array>
  /** As the other one, cheaper. */
  const quick: Scrypt = (password, salt, { r, p, bytes }) => scrypt(password, salt, bytes, { N: 2, r, p })

  test('gives the same secrets to both ends, and others for another code or nameplate', async () => {
    const [one, same, other, elsewhere] = await Promise.all(
      [text, text, text.replace('lamp', 'lemon'), text.replace('4821', '4822')].map((code) =>
        stretchCode(readCode(code), quick),
      ),
    )
    expect(one).toEqual(same)
    expect(one!.session).toHaveLength(32)
    expect(one!.session).not.toEqual(one!.texts)
    expect(one!.session).not.toEqual(other!.session)
    expect(one!.texts).not.toEqual(elsewhere!.texts)
  })

  test('costs 128 MiB by scrypt of Node', async () => {
    const full: Scrypt = (password, salt, { N, r, p, bytes }) =>
      scrypt(password, salt, bytes, { N, r, p, maxmem: 256 * N * r })
    expect((await stretchCode(readCode(text), full)).session).toHaveLength(32)
  })
})
