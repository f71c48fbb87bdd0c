import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPlace, findSyntaxError } from '../../../src/host/json-place.ts'

test.each([
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or }'],
  ['{"a": tru}', 1, 7, 'a value'],
  ['{a: 1}', 1, 2, 'a name in double quotes'],
  ['{"a" 1}', 1, 6, 'a colon'],
  ['[1, 2,]', 1, 7, 'a value'],
  ['[1, 2', 1, 6, 'a comma or ]'],
  ['', 1, 1, 'a value'],
  ['{} {}', 1, 4, 'the end of the file'],
  ['{"a": "two\nlines"}', 1, 7, 'a value'],
  ['{"a": 01}', 1, 7, 'a value'],
])('the place where %j stops being JSON is told', (text, line, column, expected) => {
  expect(findSyntaxError(text)).toMatchObject({ line, column, reason: expect.stringContaining(expected) })
})

test('exactly what JSON.parse refuses has a place', () => {
  const text = fc.oneof(
    fc.json(),
    fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([json, at, put]) => {
      const place = at % (json.length + 1)
      return json.slice(0, place) + put + json.slice(place + 1)
    }),
  )
  fc.assert(
    fc.property(text, (text) => {
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
      }
      expect(findSyntaxError(text) === undefined).toBe(valid)
    }),
    { numRuns: 2000 },
  )
})

test('a string without end is refused at once', () => {
  expect(findSyntaxError(`{"a": "${'x\\n'.repeat(1_000_000)}`)).toMatchObject({ line: 1, column: 7 })
})

test('nesting without end is refused, not followed', () => {
  expect(findSyntaxError('['.repeat(1_000_000))?.reason).toContain('nesting')
})

test('the place of a value is found by its path, or that of the nearest around it', () => {
  const text = '{\n  "rules": [\n    { "name": "a" },\n    { "name": "b" }\n  ]\n}'
  expect(findPlace(text, ['rules', 1, 'name'])).toEqual({ line: 4, column: 15 })
  expect(findPlace(text, ['rules', 1, 'listen', 'port'])).toEqual({ line: 4, column: 5 })
  expect(findPlace(text, [])).toEqual({ line: 1, column: 1 })
})
