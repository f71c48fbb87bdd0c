import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPath, checkStorable, isOwn } from '../../../src/disk/names.ts'
import { Fault } from '../../../src/wire/fault.ts'

const codeOf = (check: () => void): string => {
  try {
    check()
    return 'fine'
  } catch (error) {
    if (error instanceof Fault) return error.code
    throw error
  }
}

/** Paths made of what is dangerous in them. */
const hostile = fc
  .array(
    fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '...',
      ':',
      '~',
      '%2e',
      '\0',
      '\n',
      ' ',
      'a',
      'é',
      'e\u0301',
      '.hawser',
      '.HAWSER',
      '.haw\u200cser',
      'HAWSER~1',
      '.hawser.',
      '.hawser ',
      '.hawser::$INDEX_ALLOCATION',
      'con',
      'NUL.txt',
      'COM1',
      'C:',
      '\ud800',
      '\u202e',
      '*',
      '?',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('paths that peers name', () => {
  test.each([
    ['', 'nothing'],
    ['/etc/passwd', 'absolute'],
    ['../x', 'above'],
    ['a/../../x', 'above on a way round'],
    ['a/./b', 'itself'],
    ['a//b', 'an empty name'],
    ['a/', 'an end without a name'],
    ['a\0b', 'a zero'],
    ['cafe\u0301', 'not NFC'],
    ['\ud800', 'half a character'],
    ['.hawser', 'its own directory'],
    ['.hawser/folder', 'its marker'],
    ['.HAWSER/folder', 'its marker, in other case'],
    ['.hawser./folder', 'its marker, as Windows reads it'],
    ['.hawser::$INDEX_ALLOCATION/folder', 'its marker, as a stream of NTFS'],
    ['HAWSER~1/folder', 'its marker, by its short name'],
    ['.haw\u200cser/folder', 'its marker, as HFS+ reads it'],
    ['deep/.hawser/folder', 'the marker of another folder'],
    ['a'.repeat(4097), 'too long'],
    ['é'.repeat(2049), 'too long in bytes'],
    [`${'a/'.repeat(256)}a`, 'too deep'],
  ])('%j is refused: %s', (path) => {
    expect(codeOf(() => checkPath(path))).toBe('file-path-unsafe')
  })

  test.each([
    'a',
    'a/b',
    'café/ñ',
    '...',
    '..a',
    'a..',
    '.hawserignore',
    'hawser',
    '日本語.mov',
    'a b',
    '-rf',
    '~',
    'con',
    'a:b',
    'x\ny',
  ])('%j is fine on Linux', (path) => {
    expect(codeOf(() => checkStorable(path, 'linux'))).toBe('fine')
  })

  test.each([
    'con',
    'NUL.txt',
    'com1',
    'LPT¹',
    'a.',
    'a ',
    'a:b',
    'a<b',
    'a|b',
    'x\ny',
    'a\\b',
    'dir /x',
    'PRN /x',
    'aux.tar.gz',
  ])('%j cannot be stored by Windows, and is no attack', (path) => {
    expect(codeOf(() => checkStorable(path, 'win32'))).toBe('file-name-invalid')
  })

  test('names of more than 255 bytes cannot be stored by Linux', () => {
    expect(codeOf(() => checkStorable('é'.repeat(127), 'linux'))).toBe('fine')
    expect(codeOf(() => checkStorable('é'.repeat(128), 'linux'))).toBe('file-name-invalid')
  })

  test('whatever passes stays inside of the folder and out of its own directory, on either kind of system', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 40 })), (path) => {
        if (codeOf(() => checkStorable(path, 'linux')) === 'fine') {
          const full = posix.join('/root/folder', path)
          expect(full).toBe(`/root/folder/${path}`)
          expect(posix.normalize(full)).toBe(full)
          expect(path.split('/').some((name) => name.toLowerCase() === '.hawser')).toBe(false)
        }
        if (codeOf(() => checkStorable(path, 'win32')) === 'fine') {
          const full = win32.join('C:\\root\\folder', path)
          expect(full).toBe(`C:\\root\\folder\\${path.replaceAll('/', '\\')}`)
          expect(win32.isAbsolute(path)).toBe(false)
        }
      }),
      { numRuns: 5000 },
    )
  })

  test('no text makes the check throw anything but its faults', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (path) => {
        expect(['fine', 'file-path-unsafe', 'file-name-invalid']).toContain(
          codeOf(() => checkStorable(path, 'win32')),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('the own directory is known by every spelling that a disk may take for it', () => {
    expect(['.hawser', '.Hawser', '.hawser...', 'hawser~2', '.hawser:x'].every(isOwn)).toBe(true)
    expect(['hawser', '.hawserignore', '.hawser2', 'hawser~', '.hawse'].some(isOwn)).toBe(false)
  })
})
