import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteReader, ByteWriter, Damage } from '../../../../src/engines/sync/store/bytes.ts'
import type { DeviceNumbers } from '../../../../src/engines/sync/store/device-numbers.ts'
import { decodeDisk, encodeDisk } from '../../../../src/engines/sync/store/disk-state.ts'
import { readVariants } from '../../../../src/engines/sync/store/file-row.ts'
import { hashOf } from './records.ts'

const count = fc.maxSafeNat()
const signed = fc.integer({ min: -(2 ** 51), max: 2 ** 51 })
const text = fc.string({ unit: 'grapheme' })

test('values come back as they were put', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(count, signed, text)), (values) => {
      const writer = new ByteWriter()
      for (const [number, other, some] of values) {
        writer.number(number)
        writer.signed(other)
        writer.text(some)
        writer.hash(hashOf(some))
      }
      const reader = new ByteReader(writer.view())
      for (const [number, other, some] of values) {
        expect(reader.number()).toBe(number)
        expect(reader.signed()).toBe(other)
        expect(reader.text()).toBe(some)
        expect(reader.hash()).toBe(hashOf(some))
      }
      expect(reader.ended).toBe(true)
    }),
  )
})

test('what the scan saw comes back as it was put', () => {
  const inode = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 128n }).map(String),
    text,
    fc.constantFrom('', '0', '01', '1e3'),
  )
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), signed, signed, inode, (size, mtime, mode, inode) => {
      expect(decodeDisk(encodeDisk({ size, mtime, mode, inode }))).toEqual({ size, mtime, mode, inode })
    }),
  )
})

test('bytes that were never written are told as damage, and nothing else happens', () => {
  const devices = { idOf: (number: number) => `device ${number}` } as DeviceNumbers
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const read of [
        () => readVariants(bytes).map((variant) => [variant.head, variant.record('path', devices)]),
        () => decodeDisk(bytes),
      ]) {
        try {
          read()
        } catch (error) {
          expect(error).toBeInstanceOf(Damage)
        }
      }
    }),
    { numRuns: 2000 },
  )
})
