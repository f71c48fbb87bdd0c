import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestOf } from '../../../../src/engines/sync/model/best.ts'
import { type DecideOptions, decide } from '../../../../src/engines/sync/model/decide.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { compareVersions } from '../../../../src/engines/sync/model/version.ts'
import { anyRecord, deletedRecord, directoryRecord, fileRecord } from './records.ts'

const both: DecideOptions = { mode: 'both', device: 'D' }
const ours = fileRecord({ version: [['A', 1]] })
const newer = { version: [['A', 2]] } as const
const concurrent = { version: [['B', 1]], by: 'B', mtime: 9000 } as const
const link = { kind: 'symlink', target: 'x', size: 0, content: '', chunks: 0 } as const

const cases: [string, FileRecord | undefined, FileRecord, Partial<DecideOptions>, object][] = [
  ['the same record is left', ours, ours, {}, { action: 'nothing' }],
  ['a new file is fetched', undefined, ours, {}, { action: 'fetch', conflict: false }],
  [
    'a newer file replaces',
    ours,
    fileRecord({ ...newer, content: 'c2' }),
    {},
    { action: 'fetch', conflict: false },
  ],
  [
    'a concurrent edit is a conflict',
    ours,
    fileRecord({ ...concurrent, content: 'c2' }),
    {},
    { action: 'fetch', conflict: true },
  ],
  [
    'the same edit on both sides is none',
    ours,
    fileRecord(concurrent),
    {},
    { action: 'adopt', conflict: false },
  ],
  [
    'metadata alone is adopted',
    ours,
    fileRecord({ ...newer, mode: 0o600 }),
    {},
    { action: 'adopt', conflict: false },
  ],
  ['a delete is followed', ours, deletedRecord(newer), {}, { action: 'delete', conflict: false }],
  [
    'a delete of what is not here is noted',
    undefined,
    deletedRecord(),
    {},
    { action: 'adopt', conflict: false },
  ],
  [
    'what was deleted here and edited there comes back',
    deletedRecord(),
    fileRecord(concurrent),
    {},
    { action: 'fetch', conflict: false },
  ],
  ['a directory is made', undefined, directoryRecord(), {}, { action: 'mkdir', conflict: false }],
  [
    'a concurrent directory moves a file aside',
    ours,
    directoryRecord(concurrent),
    {},
    { action: 'mkdir', conflict: true },
  ],
  [
    'a newer directory replaces a file',
    ours,
    directoryRecord(newer),
    {},
    { action: 'mkdir', conflict: false },
  ],
  [
    'an empty directory is deleted',
    directoryRecord(),
    deletedRecord(newer),
    {},
    { action: 'delete', conflict: false },
  ],
  [
    'a directory that is needed comes back',
    directoryRecord(),
    deletedRecord(newer),
    { occupied: true },
    { action: 'revive' },
  ],
  [
    'also when a file replaced it',
    directoryRecord(),
    fileRecord(newer),
    { occupied: true },
    { action: 'revive' },
  ],
  [
    'an empty one gives way to a file',
    directoryRecord(),
    fileRecord(newer),
    {},
    { action: 'fetch', conflict: false },
  ],
  [
    'an occupied directory takes metadata',
    directoryRecord(),
    directoryRecord(newer),
    { occupied: true },
    { action: 'adopt', conflict: false },
  ],
  ['a link is made', undefined, fileRecord(link), {}, { action: 'symlink', conflict: false }],
  ['or not, by policy', undefined, fileRecord(link), { symlinks: 'skip' }, { action: 'nothing' }],
  [
    'two targets are a conflict',
    fileRecord(link),
    fileRecord({ ...link, ...concurrent, target: 'y' }),
    {},
    { action: 'symlink', conflict: true },
  ],
  ['what is ignored or not selected is left', undefined, ours, { wanted: false }, { action: 'nothing' }],
  [
    'equal versions of different contents keep both',
    ours,
    fileRecord({ content: 'c2', mtime: 5000 }),
    {},
    { action: 'fetch', conflict: true },
  ],
  [
    'send-only takes no edit',
    ours,
    fileRecord({ ...newer, content: 'c2' }),
    { mode: 'send' },
    { action: 'nothing' },
  ],
  ['send-only takes no delete', ours, deletedRecord(newer), { mode: 'send' }, { action: 'nothing' }],
  [
    'send-only takes no metadata',
    ours,
    fileRecord({ ...newer, mode: 0o600 }),
    { mode: 'send' },
    { action: 'nothing' },
  ],
  [
    'send-only merges versions of one directory, whose time is of each disk alone',
    directoryRecord({ version: [['A', 1]] }),
    directoryRecord({ ...concurrent }),
    { mode: 'send' },
    { action: 'adopt', conflict: false },
  ],
  [
    'send-only merges versions of the same',
    ours,
    fileRecord({ version: [['B', 1]], by: 'B' }),
    { mode: 'send' },
    { action: 'adopt', conflict: false },
  ],
  [
    'receive-only takes edits',
    ours,
    fileRecord({ ...newer, content: 'c2' }),
    { mode: 'receive' },
    { action: 'fetch', conflict: false },
  ],
  [
    'receive-only keeps a copy of what was changed here',
    ours,
    fileRecord({ ...newer, content: 'c2' }),
    { mode: 'receive', changedHere: true },
    { action: 'fetch', conflict: true },
  ],
  [
    'receive-only deletes nothing that was changed here',
    ours,
    deletedRecord(newer),
    { mode: 'receive', changedHere: true },
    { action: 'adopt', conflict: false },
  ],
  [
    'receive-only touches nothing that was changed here',
    ours,
    fileRecord({ ...newer, mode: 0o600 }),
    { mode: 'receive', changedHere: true },
    { action: 'nothing' },
  ],
  [
    'receive-only keeps an occupied directory silently',
    directoryRecord(),
    deletedRecord(newer),
    { mode: 'receive', occupied: true },
    { action: 'nothing' },
  ],
]

const forgetful = { device: 'A' }
cases.push(
  [
    'a newer file by a count of ours that we do not know is a conflict',
    ours,
    fileRecord({ ...newer, content: 'c2' }),
    forgetful,
    { action: 'fetch', conflict: true },
  ],
  [
    'a delete by a count of ours that we do not know keeps a copy',
    ours,
    deletedRecord(newer),
    forgetful,
    { action: 'delete', conflict: true },
  ],
)

test.each(cases)('%s', (_, own, best, options, expected) => {
  expect(decide(own, best, { ...both, ...options })).toMatchObject(expected)
})

test('what is stored afterwards follows both sides of a conflict', () => {
  const decision = decide(ours, fileRecord({ ...concurrent, content: 'c2' }), both)
  expect(decision).toMatchObject({
    record: {
      content: 'c2',
      version: [
        ['A', 1],
        ['B', 1],
      ],
    },
  })
})

test('against the best of any records, whatever is done ends with a record that none is better than', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 4 }), (records) => {
      const [own] = records
      const decision = decide(own, bestOf(records)!, both)
      if (!('record' in decision)) return
      const after = decision.record
      for (const other of records) {
        expect(['newer', 'equal', 'concurrent']).toContain(compareVersions(after.version, other.version))
      }
      expect(['newer', 'equal']).toContain(compareVersions(after.version, own!.version))
    }),
    { numRuns: 2000 },
  )
})
