import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeName } from '../../../src/host/transfers/free-name.ts'
import { bytesInWords } from '../../../src/host/transfers/receive-faults.ts'

test('a name that is taken gets a number before its ending', () => {
  expect(freeName('A001.mov', 1)).toBe('A001.mov')
  expect(freeName('A001.mov', 2)).toBe('A001 (2).mov')
  expect(freeName('.profile', 3)).toBe('.profile (3)')
  expect(freeName('Card.1', 2, { isDirectory: true })).toBe('Card.1 (2)')
  expect(freeName('A001.mov', 1, { suffix: '.part' })).toBe('A001.mov.part')
  expect(freeName('A001.mov', 2, { suffix: '.part' })).toBe('A001 (2).mov.part')
})

test('no name gets longer than a disk can hold, nor is a character split', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', '.', 'ä', '🎥', ' '), minLength: 1, maxLength: 255 })
    .filter((text) => Buffer.byteLength(text) <= 255)
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 10_000 }), fc.boolean(), (text, count, isDirectory) => {
      const free = freeName(text, count, { isDirectory, suffix: '.part' })
      expect(Buffer.byteLength(free)).toBeLessThanOrEqual(255)
      expect(free.isWellFormed()).toBe(true)
      expect(free.endsWith('.part')).toBe(true)
    }),
  )
})

test('bytes are told in the unit that a person would use', () => {
  expect(bytesInWords(0)).toBe('0 bytes')
  expect(bytesInWords(1234)).toBe('1.2 kB')
  expect(bytesInWords(412e9)).toBe('412 GB')
  expect(bytesInWords(8.8e12)).toBe('8.8 TB')
})
