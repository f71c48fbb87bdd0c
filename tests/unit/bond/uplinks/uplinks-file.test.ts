import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxLinks } from '../../../../src/contract/bond.ts'
import { parseUplinksFile } from '../../../../src/engines/bond/uplinks/uplinks-file.ts'

describe('a list of uplinks', () => {
  test('is one address a line; blank lines, comments, and the line ends and marks of other systems do not matter', () => {
    const text = '\uFEFF# modems\r\n10.0.0.2\r\n\r\n  10.0.1.2  # the second\r\n2001:DB8::0001\n\n10.0.0.2\n'
    expect(parseUplinksFile(text)).toEqual({ addresses: ['10.0.0.2', '10.0.1.2', '2001:db8::1'], faults: [] })
  })

  test('names each line that cannot be used, and uses the others', () => {
    const text = 'eth0\n10.0.0.2\n10.0.0\n0.0.0.0\n239.1.1.1\n10.0.0.2 10.0.0.3\nff02::1\n::\n'
    const { addresses, faults } = parseUplinksFile(text)
    expect(addresses).toEqual(['10.0.0.2'])
    expect(faults).toEqual([
      { line: 1, reason: '"eth0" is not an IPv4 or IPv6 address' },
      { line: 3, reason: '"10.0.0" is not an IPv4 or IPv6 address' },
      { line: 4, reason: '0.0.0.0 cannot be the address of an interface' },
      { line: 5, reason: '239.1.1.1 cannot be the address of an interface' },
      { line: 6, reason: '"10.0.0.2 10.0.0.3" is not an IPv4 or IPv6 address' },
      { line: 7, reason: 'ff02::1 cannot be the address of an interface' },
      { line: 8, reason: ':: cannot be the address of an interface' },
    ])
  })

  test('has no more addresses than a bond has links', () => {
    const text = Array.from({ length: maxLinks + 2 }, (_, n) => `10.0.0.${n + 1}`).join('\n')
    const { addresses, faults } = parseUplinksFile(text)
    expect(addresses).toHaveLength(maxLinks)
    expect(faults.map(({ line }) => line)).toEqual([maxLinks + 1, maxLinks + 2])
  })

  test('may hold anything', () => {
    const line = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '#', '\r', '\0'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 100 }), (lines) => {
        const { addresses, faults } = parseUplinksFile(lines.join('\n'))
        expect(addresses.length).toBeLessThanOrEqual(maxLinks)
        expect(new Set(addresses).size).toBe(addresses.length)
        expect(addresses.every((each) => isIP(each) > 0)).toBe(true)
        expect(faults.length).toBeLessThanOrEqual(20)
        for (const { reason } of faults) expect(reason.length).toBeLessThan(120)
      }),
    )
  })
})
