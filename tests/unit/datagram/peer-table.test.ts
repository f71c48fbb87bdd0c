import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  maxPeers,
  PeerTable,
  plainAddress,
  systemAddress,
} from '../../../src/engines/kit/datagram/peer-table.ts'

test('peers keep their numbers, and numbers are given again, through any order of adding and removing', () => {
  const step = fc.record({
    remove: fc.boolean(),
    address: fc.constantFrom('10.0.0.1', '10.0.0.2', '::1'),
    port: fc.integer({ min: 1, max: 6 }),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const table = new PeerTable()
      const model = new Map<string, number>()
      for (const { remove, address, port } of steps) {
        const key = `${address} ${port}`
        expect(table.find(address, port)).toBe(model.get(key) ?? -1)
        if (remove) {
          table.remove(model.get(key) ?? 99)
          model.delete(key)
          continue
        }
        const taken = new Set(model.values())
        const lowest = Array.from({ length: 50 }, (_, number) => number).find((number) => !taken.has(number))!
        const number = table.add(address, port)
        expect(number).toBe(model.get(key) ?? lowest)
        expect(table.get(number)).toEqual({ address, port })
        model.set(key, number)
      }
      for (const [key, number] of model) {
        const [address = '', port] = key.split(' ')
        expect(table.find(address, Number(port))).toBe(number)
      }
    }),
  )
})

test('a full table refuses strangers and still knows its peers', () => {
  const table = new PeerTable()
  for (let i = 0; i < maxPeers; i++) expect(table.add(`10.0.${i >> 15}.1`, i & 0x7fff)).toBe(i)
  expect(table.add('10.9.9.9', 1)).toBe(-1)
  expect(table.add('10.0.0.1', 5)).toBe(5)
  table.remove(700)
  expect(table.add('10.9.9.9', 1)).toBe(700)
})

test('addresses are compared in the form that the system writes', () => {
  expect(systemAddress('10.0.0.1', false)).toBe('10.0.0.1')
  expect(systemAddress('10.0.0.1', true)).toBe('::ffff:10.0.0.1')
  expect(systemAddress('FD00:0:0:0::0001', true)).toBe('fd00::1')
  expect(systemAddress('FE80:0::1%eth0', true)).toBe('fe80::1%eth0')
  expect(systemAddress('::FFFF:a00:1', true)).toBe('::ffff:10.0.0.1')
})

test('people see IPv4-mapped addresses as IPv4', () => {
  expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(plainAddress('::ffff:1')).toBe('::ffff:1')
  expect(plainAddress('fd00::1')).toBe('fd00::1')
  expect(plainAddress('10.0.0.1')).toBe('10.0.0.1')
})
