import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  canonicalAddress,
  holds,
  isDefaultNetwork,
  isGlobal,
  isLinkLocal,
  isLoopback,
  isNoSource,
  networkOf,
} from '../../../../src/engines/kit/network/address.ts'

test.each([
  ['10.0.0.0/24', '10.0.0.255', true],
  ['10.0.0.0/24', '10.0.1.0', false],
  ['10.0.0.7', '10.0.0.7', true],
  ['0.0.0.0/0', '203.0.113.5', true],
  ['::/0', '203.0.113.5', false],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['2001:db8:1::/64', '2001:DB8:1:0:ffff::', true],
  ['fe80::%eth0/64', 'fe80::1%eth0', true],
  ['10.0.0.0/33', '10.0.0.1', false],
  ['10.0.0.0/', '10.0.0.1', false],
  ['nonsense', '10.0.0.1', false],
  ['10.0.0.0/8', 'nonsense', false],
])('whether %s holds %s: %s', (network, address, answer) => {
  expect(holds(network, address)).toBe(answer)
})

test('what an address is good for', () => {
  expect(['127.0.0.9', '::1', '10.0.0.1'].map(isLoopback)).toEqual([true, true, false])
  expect(['169.254.1.1', 'fe80::1', 'fd00::1'].map(isLinkLocal)).toEqual([true, true, false])
  expect(['203.0.113.5', '2001:db8::1', '10.1.1.1', '100.64.0.1', 'fd00::1', '::1'].map(isGlobal)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(['0.0.0.0', '::', '239.1.1.1', '255.255.255.255', 'ff02::1', '10.0.0.1'].map(isNoSource)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ])
  expect(['0.0.0.0/0', '128.0.0.0/1', '::/0', '10.0.0.0/8', '10.0.0.0/10'].map(isDefaultNetwork)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})

test('one spelling for each address, and none of its own for what is no address', () => {
  expect(canonicalAddress('FD00:0::0002')).toBe('fd00::2')
  expect(canonicalAddress('wwan0')).toBe('wwan0')
  fc.assert(
    fc.property(fc.oneof(fc.ipV6(), fc.ipV4()), (address) => {
      const canonical = canonicalAddress(address)
      expect(isIP(canonical)).toBe(isIP(address))
      expect(canonicalAddress(canonical)).toBe(canonical)
      expect(holds(networkOf(address, undefined, isIP(address) === 4 ? 4 : 6)!, canonical)).toBe(true)
    }),
  )
})

test('any text may be asked about', () => {
  const any = fc.string({ unit: 'binary', maxLength: 60 })
  fc.assert(
    fc.property(any, any, (network, address) => {
      if (isIP(address) === 0) expect(holds(network, address)).toBe(false)
      canonicalAddress(address)
      isNoSource(address)
    }),
  )
})
