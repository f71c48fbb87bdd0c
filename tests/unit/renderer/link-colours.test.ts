import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { assignSlots, linkColourCount, slotLook } from '../../../src/renderer/state/link-colours.ts'

type Triple = [number, number, number]

const css = readFileSync(new URL('../../../src/renderer/styles/tokens.css', import.meta.url), 'utf8')
const triple = (text: string) => text.split(' ').map(Number) as Triple
/** `oklch` of a token in light and in dark. */
function token(name: string): { light: Triple; dark: Triple } {
  const found = new RegExp(`--${name}: light-dark\\(oklch\\(([^)]*)\\), oklch\\(([^)]*)\\)\\)`).exec(css)
  if (!found) throw new Error(`no token ${name}`)
  return { light: triple(found[1]!), dark: triple(found[2]!) }
}

/** oklch to linear sRGB (Ottosson 2020). */
function linear([lightness, chroma, hue]: Triple): Triple {
  const angle = (hue * Math.PI) / 180
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}
/** Linear sRGB to oklab, in which distances are what eyes see. */
function lab([red, green, blue]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}
/** Machado, Oliveira, Fernandes 2009, severity 1. */
const eyes: Record<string, readonly [Triple, Triple, Triple]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}
const clamp = (value: number) => Math.min(1, Math.max(0, value))
const seen = (by: readonly [Triple, Triple, Triple], colour: Triple) =>
  lab(by.map((row) => clamp(row.reduce((sum, part, n) => sum + part * colour[n]!, 0))) as Triple)
const luminance = ([red, green, blue]: Triple) => 0.2126 * red + 0.7152 * green + 0.0722 * blue

describe.each(['light', 'dark'] as const)('the colours of links in %s', (theme) => {
  const colours = Array.from({ length: linkColourCount }, (_, n) => linear(token(`link-${n}`)[theme]))
  test.each(Object.entries(eyes))('stay apart for %s eyes, the first four most', (_, by) => {
    const labs = colours.map((colour) => seen(by, colour))
    for (let a = 0; a < labs.length; a++)
      for (let b = a + 1; b < labs.length; b++) {
        const distance = Math.hypot(...labs[a]!.map((part, n) => part - labs[b]![n]!))
        expect(distance, `${a} and ${b}`).toBeGreaterThan(b < 4 ? 0.14 : 0.095)
      }
  })
  test('stand out from the surface and can be shown on any screen', () => {
    const surface = luminance(linear(theme === 'light' ? [1, 0, 0] : token('surface').dark))
    for (const colour of colours) {
      const own = luminance(colour.map(clamp) as Triple)
      const [high, low] = own > surface ? [own, surface] : [surface, own]
      expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(3)
      for (const part of colour) expect(Math.abs(part - clamp(part))).toBeLessThan(0.003)
    }
  })
})

describe('the place of a link', () => {
  test('stays when others come and go', () => {
    const first = assignSlots([], ['wwan1', 'eth0', 'wwan0'])
    expect(first).toEqual(['eth0', 'wwan0', 'wwan1'])
    expect(assignSlots(first, ['wwan0', 'wlan0'])).toEqual(['eth0', 'wwan0', 'wwan1', 'wlan0'])
    expect(assignSlots(first, ['wwan1'])).toBe(first)
  })
  test('is taken over from one that is gone only when there are too many', () => {
    const known = Array.from({ length: 16 }, (_, n) => `m${n}`)
    const present = known.filter((id) => id !== 'm5')
    expect(assignSlots(known, [...present, 'new'])[5]).toBe('new')
  })
  test('has a colour of its own, then a dashed one', () => {
    expect(slotLook(2)).toEqual({ colour: 'link-2', dashed: false })
    expect(slotLook(10)).toEqual({ colour: 'link-2', dashed: true })
    expect(new Set(Array.from({ length: 16 }, (_, n) => JSON.stringify(slotLook(n)))).size).toBe(16)
  })
})
