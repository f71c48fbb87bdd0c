import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints, encodeInstruction } from '../../../src/engines/tunnel/guacamole/encode.ts'
import type { InstructionView } from '../../../src/engines/tunnel/guacamole/instruction.ts'
import { guacdLimits, type InstructionLimits } from '../../../src/engines/tunnel/guacamole/limits.ts'
import { knownOpcode } from '../../../src/engines/tunnel/guacamole/opcodes.ts'
import { InstructionParser } from '../../../src/engines/tunnel/guacamole/parser.ts'
import { Fault } from '../../../src/wire/fault.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const elementsOf = (view: InstructionView) => [
  view.opcode(),
  ...Array.from({ length: view.count - 1 }, (_, index) => view.text(index + 1)),
]

/** The instructions, and how it ended: `bad`, `more` when one is not complete, or empty. */
function parse(pieces: readonly Uint8Array[], limits?: InstructionLimits): [string[][], string] {
  const seen: string[][] = []
  const parser = new InstructionParser({ instruction: (view) => seen.push(elementsOf(view)) }, limits)
  try {
    for (const piece of pieces) parser.push(piece)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [seen, error.code]
  }
  return [seen, parser.heldBytes > 0 ? 'more' : '']
}
const parseText = (text: string) => parse([utf8(text)])
const bytewise = (bytes: Uint8Array) => [...bytes].map((byte) => Uint8Array.of(byte))

const whole: [string, string[][]][] = [
  ['4.size,1.0,4.1024,3.768;', [['size', '0', '1024', '768']]],
  ['3.key,5.65507,1.1;', [['key', '65507', '1']]],
  ['5.mouse,1.0,2.10,2.20,1.1;', [['mouse', '0', '10', '20', '1']]],
  ['4.sync;', [['sync']]],
  ['0.;', [['']]],
  ['0.,4.ping,13.1700000000000;', [['', 'ping', '1700000000000']]],
  ['1.x,0.,1.y;', [['x', '', 'y']]],
  [
    '5.audio,9.audio/ogg;5.video;5.image,9.image/png;',
    [['audio', 'audio/ogg'], ['video'], ['image', 'image/png']],
  ],
  ['4.name,11.a;b,c.d;e,f;', [['name', 'a;b,c.d;e,f']]],
  ['4.name,5.étéàü;', [['name', 'étéàü']]],
  ['4.name,5.こんにちは;', [['name', 'こんにちは']]],
  ['4.name,2.你好,3.abc;', [['name', '你好', 'abc']]],
  ['4.name,1.😀;', [['name', '😀']]],
  ['4.name,3.a😀b;', [['name', 'a😀b']]],
  ['4.name,2.e\u0301;', [['name', 'e\u0301']]],
  ['04.sync;', [['sync']]],
]
const unfinished: [string, string[][]][] = [
  ['4', []],
  ['4.te', []],
  ['4.test', []],
  ['4.test,10.', []],
  ['4.test,5.value', []],
  ['4.sync;4.mou', [['sync']]],
  // Lengths that were counted in bytes, or in UTF-16, swallow what follows.
  ['4.name,5.été;', []],
  ['4.name,2.😀;', []],
]
const malformed: [string, string[][]][] = [
  ['4.test,3.abc!', []],
  ['4.test,7.invalidA5.value;', []],
  ['A.hostname;', []],
  ['-1.x;', []],
  ['+4.test;', []],
  [' 4.test;', []],
  ['4;', []],
  [';', []],
  ['.x;', []],
  ['4.test,;', []],
  ['4.sync;\n4.sync;', [['sync']]],
]

describe('vectors', () => {
  for (const [text, instructions] of whole)
    test(`${text} is read in one piece and byte by byte`, () => {
      expect(parseText(text)).toEqual([instructions, ''])
      expect(parse(bytewise(utf8(text)))).toEqual([instructions, ''])
    })
  for (const [text, instructions] of unfinished)
    test(`${text} waits for more`, () => {
      expect(parseText(text)).toEqual([instructions, 'more'])
      expect(parse(bytewise(utf8(text)))).toEqual([instructions, 'more'])
    })
  for (const [text, instructions] of malformed)
    test(`${JSON.stringify(text)} is malformed`, () => {
      expect(parseText(text)).toEqual([instructions, 'instruction-invalid'])
      expect(parse(bytewise(utf8(text)))).toEqual([instructions, 'instruction-invalid'])
    })
  test('nothing at all is no instruction', () => {
    expect(parseText('')).toEqual([[], ''])
  })
})

describe('UTF-8', () => {
  const element = (bytes: number[], length: number) =>
    Uint8Array.from([...utf8(`1.x,${length}.`), ...bytes, 0x3b])
  test('what is ill-formed is malformed, also byte by byte', () => {
    const bad = [
      [0x80],
      [0xc0, 0x80],
      [0xc1, 0xbf],
      [0xe0, 0x9f, 0xbf],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
    ]
    bad.push(
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
      [0xe3, 0x41, 0x41],
      [0xe3, 0x81, 0x41],
      [0xc3, 0x41],
    )
    for (const bytes of bad) {
      expect(parse([element(bytes, 1)])[1]).toBe('instruction-invalid')
      expect(parse(bytewise(element(bytes, 1)))[1]).toBe('instruction-invalid')
    }
  })

  test('the first and last character of each length are one code point', () => {
    for (const text of [
      '\0',
      '\x7f',
      '\x80',
      '\u07ff',
      '\u0800',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{10ffff}',
    ]) {
      expect(parse([element([...utf8(text)], 1)])).toEqual([[['x', text]], ''])
      expect(parse(bytewise(element([...utf8(text)], 1)))).toEqual([[['x', text]], ''])
    }
  })

  test('long elements are counted right with a rare character anywhere', () => {
    for (const place of [0, 1, 47, 48, 49, 98, 99]) {
      const text = `${'a'.repeat(place)}😀${'b'.repeat(99 - place)}`
      expect(parse([encodeInstruction('x', text, 'y')])).toEqual([[['x', text, 'y']], ''])
    }
  })
})

describe('limits', () => {
  test('are those of guacd', () => {
    expect(parseText('99999999.x;')[1]).toBe('instruction-limit')
    expect(parseText('000004.sync;')[1]).toBe('instruction-limit')
    expect(parseText('8193.')[1]).toBe('instruction-limit')
    expect(parseText(`8192.${'あ'.repeat(8192)};`)).toEqual([[['あ'.repeat(8192)]], ''])
    expect(parseText(`${'0.,'.repeat(127)}0.;`)[0][0]).toHaveLength(128)
    expect(parseText(`${'0.,'.repeat(128)}0.;`)[1]).toBe('instruction-limit')
  })

  test('of bytes bounds what an instruction in pieces takes', () => {
    const limits = { ...guacdLimits, bytes: 100 }
    const fits = utf8(`90.${'a'.repeat(90)},3.abc;`)
    expect(fits).toHaveLength(100)
    const over = utf8(`90.${'a'.repeat(90)},4.abcd;`)
    for (const pieces of [(bytes: Uint8Array) => [bytes], bytewise]) {
      expect(parse(pieces(fits), limits)[1]).toBe('')
      expect(parse(pieces(over), limits)[1]).toBe('instruction-limit')
    }
  })

  test('after a fault nothing is read any more', () => {
    const parser = new InstructionParser({ instruction() {} })
    expect(() => parser.push(utf8('x'))).toThrow(Fault)
    expect(() => parser.push(utf8('4.sync;'))).toThrow(Fault)
  })
})

describe('reading', () => {
  test('says where everything lies, without a copy', () => {
    const bytes = utf8('4.sync;4.name,2.é!;')
    const places: number[][] = []
    new InstructionParser({
      instruction(view) {
        expect(view.bytes).toBe(bytes)
        places.push([view.start, view.end, view.startOf(0), view.endOf(0)])
        if (view.count > 1) places.push([view.startOf(1), view.endOf(1)])
        expect(view.text(view.count)).toBe('')
      },
    }).push(bytes)
    expect(places).toEqual([
      [0, 7, 2, 6],
      [7, 20, 9, 13],
      [16, 19],
    ])
  })

  test('ends where the handler stops it, also within an instruction that came in pieces', () => {
    let count = 0
    const parser: InstructionParser = new InstructionParser({
      instruction() {
        count++
        parser.stop()
      },
    })
    expect(parser.push(utf8('4.sy'))).toBe(4)
    expect(parser.push(utf8('nc;4.sync;'))).toBe(3)
    expect(parser.push(utf8('4.sync;'))).toBe(0)
    expect(count).toBe(1)
  })

  test('each known opcode is found by its bytes, and no other', () => {
    const opcodes = [
      '',
      'sync',
      'error',
      'disconnect',
      'blob',
      'img',
      'png',
      'usbdisconnect',
      '3ds',
      'select',
    ]
    for (const opcode of opcodes)
      expect(knownOpcode(utf8(`..${opcode}..`), 2, 2 + opcode.length)).toBe(opcode)
    for (const other of ['synk', 'tync', 'x', 'toolong'.repeat(40), 'synd'])
      expect(knownOpcode(utf8(other), 0, other.length)).toBeUndefined()
  })
})

const text = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', ';', ',', '.', '5.a', '😀', 'a'.repeat(100), `${'a'.repeat(60)}é`),
)
const instruction = fc.array(text, { minLength: 1, maxLength: 5 })
const stream = fc.array(instruction, { maxLength: 5 })
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })
const encodeAll = (list: readonly string[][]) =>
  Buffer.concat(list.map(([opcode = '', ...args]) => encodeInstruction(opcode, ...args)))
function split(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
  const places = [0, ...shares.map((share) => Math.round(share * bytes.length)).sort((a, b) => a - b)]
  return places.map((place, index) => bytes.slice(place, places[index + 1] ?? bytes.length))
}

describe('properties', () => {
  test('what is encoded is read again, wherever it is split', () => {
    fc.assert(
      fc.property(stream, cuts, (list, shares) => {
        expect(parse(split(encodeAll(list), shares))).toEqual([list, ''])
      }),
      { numRuns: 300 },
    )
  })

  test('each beginning of a valid stream gives a beginning of its instructions, and is never malformed', () => {
    const bytes = utf8(whole.map(([valid]) => valid).join(''))
    const all = whole.flatMap(([, instructions]) => instructions)
    for (let length = 0; length <= bytes.length; length++) {
      const [seen, ending] = parse([bytes.slice(0, length)])
      expect(seen).toEqual(all.slice(0, seen.length))
      expect(['', 'more']).toContain(ending)
    }
  })

  test('any bytes in any pieces are instructions or a fault of theirs, the same for every way of splitting them', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.string({ unit: fc.constantFrom(...'0123456789.,;aé😀'), maxLength: 60 }).map(utf8),
      fc.tuple(stream, fc.nat(), fc.nat(255)).map(([list, place, value]) => {
        const bytes = encodeAll(list)
        if (bytes.length > 0) bytes[place % bytes.length] = value
        return bytes
      }),
    )
    fc.assert(
      fc.property(noise, cuts, (bytes, shares) => {
        const once = parse([bytes])
        expect(['', 'more', 'instruction-invalid', 'instruction-limit']).toContain(once[1])
        expect(parse(split(bytes, shares))).toEqual(once)
        expect(parse(bytewise(bytes))).toEqual(once)
      }),
      { numRuns: 500 },
    )
  })
})

describe('encoder', () => {
  test('counts code points, whatever they take in UTF-8 or UTF-16', () => {
    const encoded = (...elements: [string, ...string[]]) =>
      Buffer.from(encodeInstruction(...elements)).toString()
    for (const [valid, [elements]] of whole)
      if (!valid.startsWith('04') && elements?.length && !valid.startsWith('5.audio'))
        expect(encoded(...(elements as [string, ...string[]]))).toBe(valid)
    // Ten code units of which five code points: the length has fewer digits than it was taken for.
    expect(encoded('x', '😀😀😀😀😀')).toBe('1.x,5.😀😀😀😀😀;')
    expect(encoded('x', '\ud800')).toBe('1.x,1.\ufffd;')
    expect(codePoints('a😀\ude00\ud83d')).toBe(4)
  })

  test('refuses what guacd would not take', () => {
    const refuses = (...elements: [string, ...string[]]) =>
      expect(() => encodeInstruction(...elements)).toThrow(
        expect.objectContaining({ code: 'instruction-limit' }),
      )
    refuses('x', 'a'.repeat(8193))
    refuses('x', ...new Array<string>(128).fill(''))
    expect(encodeInstruction('x', '😀'.repeat(8192))).toHaveLength(8192 * 4 + 10)
  })
})
