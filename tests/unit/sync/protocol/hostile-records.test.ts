import { describe, expect, test } from 'vitest'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { deviceIdText } from '../../../../src/engines/sync/protocol/device-id.ts'
import {
  beginFrame,
  endFrame,
  frameHeaderBytes,
  frameType,
} from '../../../../src/engines/sync/protocol/frame.ts'
import { decodeIndexBatch, encodeIndexBatches } from '../../../../src/engines/sync/protocol/messages.ts'
import { DeviceTable, writeRecord } from '../../../../src/engines/sync/protocol/records.ts'
import { pathProblem } from '../../../../src/engines/sync/protocol/safe-path.ts'
import { fileRecord } from '../../../support/sync/session-host.ts'

const a = deviceIdText(new Uint8Array(32).fill(1))
const b = deviceIdText(new Uint8Array(32).fill(2))

/** A batch as a device would write it that checks nothing. */
function batchOf(...records: FileRecord[]): Uint8Array {
  const writer = beginFrame(frameType.indexBatch)
  writer.varint(1)
  const devices = new DeviceTable()
  for (const record of records) writeRecord(writer, devices, record)
  return endFrame(writer).subarray(frameHeaderBytes)
}

describe('paths', () => {
  test.each([
    'a',
    'a/b/c',
    'ä/ö',
    '日本/語',
    '.hidden',
    'a/.hawser',
    'hawser',
    '..a',
    'a..',
    'a/...',
    ' ',
    'a b',
    '.hawserignore',
    'a\\b',
    'x'.repeat(4096),
    '.hawser2',
    'hawser~x',
  ])('%j is taken', (path) => {
    expect(pathProblem(path)).toBeUndefined()
  })

  test.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    './a',
    '../a',
    'a/../b',
    'a/..',
    'a/./b',
    'a\0b',
    '..\\a',
    'a\\..\\..\\b',
    '\\a',
    'C:\\..\\x',
    'a\\',
    'a\\/b',
    '.hawser',
    '.hawser/folder',
    '.HAWSER/tmp',
    '.hawser\\bin',
    '.hawser.',
    '.hawser /x',
    '.haw\u200cser/x',
    '.hawser::$INDEX_ALLOCATION/x',
    'HAWSER~1/x',
    'a\u0308',
    'x'.repeat(4097),
    'ü'.repeat(2049),
    '\ud800',
  ])('%j is refused', (path) => {
    expect(pathProblem(path)).toBeDefined()
  })
})

describe('a record of another device', () => {
  test('is taken when all is well', () => {
    expect(decodeIndexBatch(batchOf(fileRecord(a, 1))).records).toEqual([fileRecord(a, 1)])
  })

  test.each<[string, string, Partial<FileRecord>]>([
    ['leads out of the folder', 'file-path-unsafe', { path: '../../etc/passwd' }],
    ['is absolute', 'file-path-unsafe', { path: '/etc/passwd' }],
    ['leads into .hawser', 'file-path-unsafe', { path: '.hawser/folder' }],
    ['is not in NFC', 'file-path-unsafe', { path: 'a\u0308' }],
    ['has no version', 'sync-protocol', { version: [] }],
    ['counts nothing', 'sync-protocol', { version: [[a, 0]] }],
    ['counts beyond all reason', 'sync-protocol', { version: [[a, 2 ** 50]] }],
    [
      'has devices out of order',
      'sync-protocol',
      {
        version: [
          [b, 1],
          [a, 1],
        ],
      },
    ],
    [
      'names a device twice',
      'sync-protocol',
      {
        version: [
          [a, 1],
          [a, 2],
        ],
      },
    ],
    ['has no sequence', 'sync-protocol', { sequence: 0 }],
    ['has more chunks than a file of that size', 'sync-protocol', { size: 1000, chunks: 2 }],
    ['has fewer chunks than a file of that size', 'sync-protocol', { size: 2 ** 40, chunks: 3 }],
    ['has no chunks at all', 'sync-protocol', { size: 1000, chunks: 0 }],
    ['has bits that are no permissions', 'sync-protocol', { mode: 0o4755 }],
    ['links to nothing', 'sync-protocol', { kind: 'symlink', target: '' }],
    ['links to a NUL', 'sync-protocol', { kind: 'symlink', target: 'a\0b' }],
    ['links too far', 'sync-protocol', { kind: 'symlink', target: 'x'.repeat(5000) }],
  ])('that %s is refused', (_, code, change) => {
    expect(() => decodeIndexBatch(batchOf(fileRecord(a, 1, change)))).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test('that names more devices than there can be is refused', () => {
    const version = Array.from({ length: 257 }, (_, index): [string, number] => {
      const id = new Uint8Array(32)
      id[0] = index >> 8
      id[1] = index
      return [deviceIdText(id), 1]
    })
    const list = [fileRecord(a, 1, { version })]
    expect(() => decodeIndexBatch(batchOf(...list))).toThrow(expect.objectContaining({ code: 'sync-limit' }))
    expect([...encodeIndexBatches(1, list)]).toEqual([])
  })

  test('that comes out of order is refused', () => {
    expect(() => decodeIndexBatch(batchOf(fileRecord(a, 2), fileRecord(a, 2)))).toThrow(
      expect.objectContaining({ code: 'sync-protocol' }),
    )
  })
})
