import { expect, test } from 'vitest'
import { FolderDevices } from '../../../../src/engines/sync/folder-devices.ts'
import type { PeerSession } from '../../../../src/engines/sync/protocol/session.ts'
import { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'
import { fileRecord, sharedFolder } from '../../../support/sync/session-host.ts'

const device = 'A'.repeat(52)
const folderId = 'folder-1'

/** What was begun has come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

function devices(looked = Promise.resolve()) {
  const store = SyncStore.open({ path: ':memory:', notice: () => {} })
  const asked: number[] = []
  const session = {
    device,
    requestIndex: (_folder: string, _index: string, sequence: number) => asked.push(sequence),
  } as unknown as PeerSession
  const folder = store.folder(folderId)
  const known = new FolderDevices(folderId, folder, () => session, looked)
  known.allow([device])
  return { folder, known, asked }
}

test('a session that takes over from another asks for what is new, though the index is the same', async () => {
  const { folder, known, asked } = devices()
  known.sharedBy(device, sharedFolder(folderId))
  await settled()
  folder.putRemote(device, 'index-1', [fileRecord(device, 5)])
  known.sharedBy(device, sharedFolder(folderId, { sequence: 9 }))
  await settled()
  expect(asked).toEqual([0])
  known.lost(device)
  known.sharedBy(device, sharedFolder(folderId, { sequence: 9 }))
  await settled()
  expect(asked).toEqual([0, 5])
})

test('no index is asked for before what is on the disk is known', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { known, asked } = devices(promise)
  known.sharedBy(device, sharedFolder(folderId))
  await settled()
  expect(asked).toEqual([])
  resolve()
  await settled()
  expect(asked).toEqual([0])
})

test('a device that takes a part lacks nothing', () => {
  const { folder, known } = devices()
  folder.put([fileRecord('B'.repeat(52), 0)])
  const lacking = (isPartial: boolean) => {
    known.lost(device)
    known.sharedBy(device, sharedFolder(folderId, { isPartial }))
    expect(known.caughtUp(device)).toBe(true)
    return known.snapshot()[0]!.needFiles
  }
  expect(lacking(false)).toBe(1)
  expect(lacking(true)).toBe(0)
})

test('what is known of a device goes when it may not see the folder any more', () => {
  const { folder, known } = devices()
  known.sharedBy(device, sharedFolder(folderId))
  folder.putRemote(device, 'index-1', [fileRecord(device, 5)])
  known.allow([])
  expect(folder.remotes()).toEqual([])
  expect(known.snapshot()).toEqual([])
  expect(known.caughtUp(device)).toBe(false)
})
