import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IgnoreRules } from '../../../../src/engines/sync/files/ignore.ts'

const rules = (...lines: string[]) => new IgnoreRules(lines, { isCaseInsensitive: false })

describe('ignore rules', () => {
  test('are those of gitignore', () => {
    const some = rules('# a comment', '', '*.tmp', '!keep.tmp', '/build', 'cache/', 'a/**/z', 'with\\ blank ')
    const ignored = [
      ['x.tmp', false],
      ['deep/x.tmp', false],
      ['build', true],
      ['build/out.js', false],
      ['src/cache', true],
      ['src/cache/x', false],
      ['a/z', false],
      ['a/b/c/z', false],
      ['with blank', false],
    ] as const
    const shared = [
      ['keep.tmp', false],
      ['deep/build', true],
      ['cache', false],
      ['b/z', false],
      ['# a comment', false],
    ] as const
    expect(ignored.filter(([path, isDirectory]) => !some.ignores(path, isDirectory))).toEqual([])
    expect(shared.filter(([path, isDirectory]) => some.ignores(path, isDirectory))).toEqual([])
  })

  test('what lies in an ignored directory cannot be taken out again', () => {
    expect(rules('private/', '!private/open.txt').ignores('private/open.txt', false)).toBe(true)
  })

  test("the folder's own directory is ignored whatever they say, and the folder itself never", () => {
    const none = rules('!.hawser', '!**')
    expect(none.ignores('.hawser/tmp/x', false)).toBe(true)
    expect(none.ignores('sub/.HAWSER', true)).toBe(true)
    expect(none.ignores('.hawserignore', false)).toBe(false)
    expect(rules('*').ignores('', true)).toBe(false)
  })

  test('case counts where the disk tells it apart', () => {
    expect(rules('*.TMP').ignores('x.tmp', false)).toBe(false)
    expect(new IgnoreRules(['*.TMP'], { isCaseInsensitive: true }).ignores('x.tmp', false)).toBe(true)
  })

  test('a pattern in another Unicode form fits all the same', () => {
    expect(rules('cafe\u0301').ignores('café', false)).toBe(true)
  })

  test('what is too long, too complicated or too much is refused and told, and the rest counts', () => {
    const some = rules('x'.repeat(2000), 'a/**/b/**/c/**/d/**/e', '*.tmp')
    expect(some.refused).toHaveLength(2)
    expect(some.ignores('x.tmp', false)).toBe(true)
    expect(rules(...Array<string>(6000).fill('x')).refused).toHaveLength(1000)
  })

  test('no patterns, which a peer may write, hold up a look at hostile names', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '?',
      '[',
      ']',
      '!',
      '\\',
      '/',
      'a',
      'ab',
      '(',
      '+',
      '{',
      '^',
      '$',
      ' ',
      '[a-z]',
      '[!a]',
      '[[:alpha:]]',
    )
    const line = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''))
    const names = ['a'.repeat(255), `${'a/'.repeat(100)}b`, 'ab'.repeat(100), '..a/b', 'a\nb', '\\']
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const some = rules(...lines)
        const start = performance.now()
        for (const name of names) expect(typeof some.ignores(name, false)).toBe('boolean')
        // A catastrophic pattern takes seconds, minutes or years; a busy machine some tenths.
        expect(performance.now() - start).toBeLessThan(2000)
      }),
      { numRuns: 1000 },
    )
    const worst = rules(`${'*a'.repeat(30)}b`, `${'?*'.repeat(30)}b`)
    expect(worst.ignores('a'.repeat(255), false)).toBe(false)
  })

  test('a million paths are asked about without being remembered', () => {
    const some = rules('*.tmp')
    let ignored = 0
    for (let n = 0; n < 60_000; n++) if (some.ignores(`d${n}/file.${n % 2 ? 'tmp' : 'txt'}`, false)) ignored++
    expect(ignored).toBe(30_000)
  })
})
