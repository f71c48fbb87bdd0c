import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { proxyHeader } from '../../../src/engines/forward/proxy-protocol.ts'
import { addressBytes } from '../../../src/engines/kit/address-bytes.ts'
import { SourceFilter } from '../../../src/engines/kit/source-filter.ts'

describe('the PROXY header', () => {
  const four = {
    sourceAddress: '192.168.0.1',
    sourcePort: 56324,
    destinationAddress: '192.168.0.11',
    destinationPort: 443,
  }
  const six = { ...four, sourceAddress: 'fd00::1', destinationAddress: 'fd00::2' }

  test('version 1 is the line that the specification gives as its example', () => {
    expect(proxyHeader('v1', four).toString()).toBe('PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n')
    expect(proxyHeader('v1', six).toString()).toBe('PROXY TCP6 fd00::1 fd00::2 56324 443\r\n')
  })

  test('version 2 is signature, command, family, length, addresses, ports', () => {
    expect(proxyHeader('v2', four).toString('hex')).toBe(
      '0d0a0d0a000d0a515549540a' + '2111000c' + 'c0a80001' + 'c0a8000b' + 'dc04' + '01bb',
    )
    expect(proxyHeader('v2', six).toString('hex')).toBe(
      `0d0a0d0a000d0a515549540a21210024fd00${'00'.repeat(13)}01fd00${'00'.repeat(13)}02dc0401bb`,
    )
  })

  test('an IPv4 viewer of a socket for both families is told as IPv4', () => {
    const mapped = { ...four, sourceAddress: '::ffff:10.0.0.8', destinationAddress: '::ffff:10.0.0.1' }
    expect(proxyHeader('v1', mapped).toString()).toMatch(/^PROXY TCP4 10\.0\.0\.8 10\.0\.0\.1 /)
  })

  test('every IPv6 address has sixteen bytes', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        fc.pre(isIPv6(address))
        expect(addressBytes(address)).toHaveLength(16)
      }),
    )
    expect(addressBytes('::ffff:1.2.3.4').toString('hex')).toBe(`${'00'.repeat(10)}ffff01020304`)
    expect(addressBytes('fe80::1%eth0').toString('hex')).toBe(`fe80${'00'.repeat(13)}01`)
  })
})

describe('the source filter', () => {
  test('without networks it lets everybody in', () => {
    expect(new SourceFilter([]).allows('8.8.8.8')).toBe(true)
  })

  test('with networks it lets in those alone', () => {
    const filter = new SourceFilter(['10.0.0.0/24', '192.168.1.7', 'fd00::/8'])
    const verdicts = ['10.0.0.200', '10.0.1.1', '192.168.1.7', '192.168.1.8', 'fd12::9', 'fe80::1'].map(
      (address) => filter.allows(address),
    )
    expect(verdicts).toEqual([true, false, true, false, true, false])
  })

  test('IPv4 written as IPv6 is compared as IPv4', () => {
    expect(new SourceFilter(['10.0.0.0/24']).allows('::ffff:10.0.0.5')).toBe(true)
    expect(new SourceFilter(['10.0.0.0/24']).allows('::ffff:10.0.9.5')).toBe(false)
  })
})
