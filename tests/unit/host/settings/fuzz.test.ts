import { expect, test } from 'vitest'
import {
  formatPortable,
  openPortable,
  readPortable,
  takePortable,
} from '../../../../src/host/settings/portable.ts'
import { defaultSettings } from '../../../../src/host/settings-format.ts'
import { Fault } from '../../../../src/wire/fault.ts'
import { fullSettings } from '../../../support/exchanged.ts'

/** The same numbers each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const codes = new Set(['import-invalid', 'settings-newer'])

/** What comes of a text: settings, or a fault that says why not. Anything else fails the test. */
async function survive(text: string): Promise<void> {
  try {
    const file = readPortable(text)
    takePortable(defaultSettings(), file, await openPortable(file, undefined))
  } catch (error) {
    expect(error).toBeInstanceOf(Fault)
    expect(codes).toContain((error as Fault).code)
    expect((error as Fault).message.length).toBeLessThan(2000)
  }
}

const keys = [
  'hawserSettings', 'kind', 'settings', 'version', 'secrets', 'sealed', 'rules', 'bonds', 'profiles', 'tunnel',
  'ways', 'sync', 'listen', 'host', 'port', 'id', 'name', '__proto__', 'constructor', 'toString', '',
] // biome-ignore format: a list of words

function anyValue(next: () => number, depth: number): unknown {
  const pick = Math.floor(next() * (depth > 0 ? 9 : 6))
  if (pick === 0) return null
  if (pick === 1) return next() < 0.5
  if (pick === 2) return Math.floor(next() * 5)
  if (pick === 3) return (next() - 0.5) * 10 ** Math.floor(next() * 300)
  if (pick === 4) return String.fromCodePoint(...Array.from({ length: 5 }, () => Math.floor(next() * 0xd7ff)))
  if (pick === 5) return ['settings', 'profile', 'sealed:x', 'x'.repeat(300)][Math.floor(next() * 4)]
  const count = Math.floor(next() * 5)
  if (pick === 6) return Array.from({ length: count }, () => anyValue(next, depth - 1))
  return Object.fromEntries(
    Array.from({ length: count }, () => [keys[Math.floor(next() * keys.length)], anyValue(next, depth - 1)]),
  )
}

test('random bytes are refused with a code', async () => {
  const next = random(1)
  for (let round = 0; round < 300; round++) {
    const bytes = Uint8Array.from({ length: Math.floor(next() * 400) }, () => Math.floor(next() * 256))
    await survive(new TextDecoder().decode(bytes))
  }
})

test('random JSON is refused with a code, or taken as the settings that it is', async () => {
  const next = random(2)
  for (let round = 0; round < 600; round++) {
    const value = anyValue(next, 5)
    const framed = { hawserSettings: 1, kind: 'settings', settings: { version: 1, ...Object(value) } }
    await survive(JSON.stringify(value))
    await survive(JSON.stringify(framed))
  }
})

test('a true file of which something was replaced is refused with a code, or taken', async () => {
  const next = random(3)
  const { text } = await formatPortable(
    fullSettings(),
    'settings',
    { name: 'a', hawser: '1', at: 1 },
    undefined,
  )
  for (let round = 0; round < 300; round++) {
    const at = Math.floor(next() * text.length)
    const length = Math.floor(next() * 12)
    const instead = ['', '"', '{', '}', ']', '1e999', 'null', '\u0000', ',,', '-'][Math.floor(next() * 10)]
    await survive(text.slice(0, at) + instead + text.slice(at + length))
  }
})

test('what is nested without end is refused with a code', async () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
    ['{"settings":', '}'],
  ] as const) {
    const deep = 200_000
    await survive(open.repeat(deep))
    await survive(`${open.repeat(deep)}1${close.repeat(deep)}`)
    await survive(
      `{"hawserSettings":1,"kind":"settings","settings":{"version":1,"sync":${open.repeat(deep)}1${close.repeat(deep)}}}`,
    )
  }
})

test('what is huge is refused, or taken, in seconds', async () => {
  const began = performance.now()
  await survive(
    `{"hawserSettings":1,"kind":"settings","settings":{"version":1,"rules":[${'{},'.repeat(500_000)}{}]}}`,
  )
  await survive(
    `{"hawserSettings":1,"kind":"settings","settings":{"version":1,${'"a":1,'.repeat(500_000)}"b":1}}`,
  )
  await survive(`"${'x'.repeat(15_000_000)}`)
  await survive(`{"hawserSettings":1,"kind":"settings","secrets":[${'"a",'.repeat(500_000)}"a"]}`)
  // Generous: it must not grow with the square of what is given.
  expect(performance.now() - began).toBeLessThan(30_000)
})
