import { describe, expect, test } from 'vitest'
import { type Folder, folderSettingsSchema, syncSettingsSchema } from '../../../src/contract/sync.ts'
import {
  type FolderDraft,
  folderFieldOf,
  folderNameFor,
  newFolderDraft,
  offerDraft,
  parseFolderDraft,
  toFolderDraft,
} from '../../../src/renderer/pages/sync/folder-draft.ts'
import {
  formatHour,
  parseHour,
  parseSyncDraft,
  type SyncDraft,
  syncFieldOf,
  toSyncDraft,
} from '../../../src/renderer/pages/sync/settings-draft.ts'

const device = `${'A'.repeat(51)}Q`
const folder: Folder = {
  ...folderSettingsSchema.parse({
    name: 'Rushes',
    path: '/media/raid/rushes',
    mode: 'receive',
    peers: [device],
    ignore: ['*.tmp', '!keep, this.tmp', '/renders; draft/'],
    selected: ['Day 12/Card A'],
    rescanMinutes: 30,
    quietMs: 2500,
    symlinks: 'skip',
    keepDays: 7,
    keepVersions: 3,
  }),
  id: 'rushes',
}
const filled: FolderDraft = { ...newFolderDraft([device]), path: '/media/raid/rushes' }
const problems = (part: Partial<FolderDraft>) =>
  parseFolderDraft({ ...filled, ...part }).problems.map(({ field, message }) => `${field}: ${message}`)

describe('a folder', () => {
  test('survives the way into the fields and back', () => {
    const { id, ...settings } = folder
    expect(parseFolderDraft(toFolderDraft(folder))).toEqual({ input: settings, problems: [] })
  })
  test('keeps commas and semicolons in patterns: only lines separate', () =>
    expect(parseFolderDraft(toFolderDraft(folder)).input?.ignore).toEqual(folder.ignore))
  test('is called after the last part of its path when no name is typed', () => {
    expect(parseFolderDraft(filled).input?.name).toBe('rushes')
    expect(folderNameFor({ name: ' ', path: 'D:\\Shows\\Day 12\\' })).toBe('Day 12')
    expect(folderNameFor({ name: ' A ', path: '/x' })).toBe('A')
  })
  test('needs a whole path, and says so at one field alone', () => {
    expect(problems({ path: '' })).toEqual(['path: Choose a folder.'])
    expect(problems({ path: 'rushes' })).toEqual(['path: Write the whole path, from the root or drive on.'])
  })
  test.each(['/srv/a', 'C:\\a', 'd:/a', '\\\\nas\\share'])('takes %s as a whole path', (path) =>
    expect(problems({ path })).toEqual([]),
  )
  test('says limits in the unit of the field', () => {
    expect(problems({ quiet: '1000' })).toEqual(['quiet: At most 600.'])
    expect(problems({ keepVersions: '0' })).toEqual(['keepVersions: At least 1.'])
    expect(problems({ rescan: 'often' })).toEqual(['rescan: Write a number.'])
  })
  test('takes chosen paths without slashes around them', () =>
    expect(parseFolderDraft({ ...filled, selected: '/a/b/\n\n c ' }).input?.selected).toEqual(['a/b', 'c']))
  test('of one’s own has no id; one that is offered keeps the id of the offer', () => {
    expect(parseFolderDraft(filled).input).not.toHaveProperty('id')
    const offer = offerDraft({ id: 'offered', name: 'Takes', peer: device, bytes: 1, files: 1 })
    expect(parseFolderDraft({ ...offer, path: '/x' }).input).toMatchObject({
      id: 'offered',
      name: 'Takes',
      peers: [device],
    })
  })
})

test.each([
  ['path', 'path'],
  ['peers.3', 'peers'],
  ['quietMs', 'quiet'],
  ['rescanMinutes', 'rescan'],
  ['toString', 'name'],
])('a problem with %s is shown at %s', (path, field) => expect(folderFieldOf(path)).toBe(field))

describe('sync settings', () => {
  const settings = syncSettingsSchema.parse({
    listen: { host: '::', port: 8742 },
    upload: 1_250_000,
    hours: [{ from: 22, to: 6.5, upload: 0, download: 12_500_000 }],
    streams: 8,
  })
  const wrong = (part: Partial<SyncDraft>) =>
    parseSyncDraft({ ...toSyncDraft(settings), ...part }).problems.map(
      ({ field, message }) => `${field}: ${message}`,
    )
  test('survive the way into the fields and back', () =>
    expect(parseSyncDraft(toSyncDraft(settings))).toEqual({ input: settings, problems: [] }))
  test('show rates in Mbit/s and hours as times of day', () =>
    expect(toSyncDraft(settings)).toMatchObject({
      upload: '10',
      hours: [{ from: '22:00', to: '06:30', download: '100' }],
    }))
  test('say what is wrong where it is', () => {
    const [hours] = toSyncDraft(settings).hours
    expect(wrong({ hours: [{ ...hours!, from: '25:00' }] })).toEqual([
      'hours: "25:00" is no time of day. Write it as 08:30.',
    ])
    expect(wrong({ hours: [{ ...hours!, from: '6:30' }] })).toEqual([
      'hours: The hours begin and end at one time.',
    ])
    expect(wrong({ upload: 'much' })).toEqual(['upload: Write a number.'])
    expect(wrong({ streams: '17' })).toEqual(['streams: At most 16.'])
    expect(wrong({ memory: '2' })).toEqual(['memory: At least 8.'])
    expect(wrong({ listenPort: '1-9' })).toEqual(['listenPort: Write one port.'])
  })
  test.each([
    ['listen.port', 'listenPort'],
    ['listen.host', 'listenHost'],
    ['hours.2.from', 'hours'],
    ['memoryMB', 'memory'],
  ])('a problem with %s is shown at %s', (path, field) => expect(syncFieldOf(path)).toBe(field))
})

test.each([
  ['8', 8],
  ['08:30', 8.5],
  ['8.15', 8.25],
  ['24:00', 24],
  ['24:01', undefined],
  ['8:60', undefined],
  ['noon', undefined],
])('the time %s is hour %s', (text, hour) => expect(parseHour(text)).toBe(hour))
test('hours are written as times of day', () =>
  expect([0, 6.5, 23.9999, 24].map(formatHour)).toEqual(['00:00', '06:30', '24:00', '24:00']))
