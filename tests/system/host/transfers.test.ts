import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TransferRecord } from '../../../src/contract/transfer.ts'
import { downloadsFolder } from '../../../src/host/transfers/downloads-folder.ts'
import { open, temporaryFolder } from './opened.ts'

const signal = new AbortController().signal

const record = (id: string, at: number, changed: Partial<TransferRecord> = {}): TransferRecord => ({
  id,
  at,
  direction: 'received',
  peer: 'Studio',
  peerId: '',
  name: 'A001.mov',
  files: 1,
  bytes: 5,
  ms: 10,
  result: 'done',
  problem: '',
  folder: '/videos',
  ...changed,
})

test('the history of transfers outlives the host, newest first, and can be forgotten', async () => {
  const userData = await temporaryFolder()
  const first = await open(userData)
  await first.server.recordTransfer(record('a', 1), signal)
  await first.server.recordTransfer(record('b', 3), signal)
  await first.server.recordTransfer(record('c', 2), signal)
  await first.server.recordTransfer(record('a', 1, { result: 'failed', problem: 'lost' }), signal)
  await first.server.forgetTransfers({ ids: ['c'] }, signal)
  await first[Symbol.asyncDispose]()
  const second = await open(userData)
  for await (const { records } of second.server.transferHistory(undefined, signal)) {
    expect(records).toEqual([record('b', 3), record('a', 1, { result: 'failed', problem: 'lost' })])
    break
  }
  expect(await second.server.showTransfer({ id: 'b' }, signal)).toEqual({ shown: false })
})

test('settings of transfers are kept, and what is left out stays', async () => {
  const userData = await temporaryFolder()
  const host = await open(userData)
  await host.server.setTransfer({ saveTo: userData, gentle: true }, signal)
  const changed = await host.server.setTransfer({ maxLanes: 4 }, signal)
  expect(changed).toMatchObject({ saveTo: userData, gentle: true, maxLanes: 4, seal: true })
  await expect(Promise.resolve(host.server.setTransfer({ saveTo: 'videos' }, signal))).rejects.toMatchObject({
    code: 'invalid',
  })
})

test('files go where the settings or the page say, and a folder that is of no use is said to be', async () => {
  const userData = await temporaryFolder()
  const host = await open(userData)
  const folderOf = async (folder?: string) =>
    host.server.receivingFolder(folder === undefined ? {} : { folder }, signal)
  await mkdir(join(userData, 'videos'))
  await host.server.setTransfer({ saveTo: join(userData, 'videos') }, signal)
  expect(await folderOf()).toEqual({ folder: join(userData, 'videos'), freeBytes: expect.any(Number) })
  expect(await folderOf(join(userData, 'new'))).toMatchObject({ folder: join(userData, 'new') })
  expect(await readdir(join(userData, 'new'))).toEqual([])
  await expect(folderOf(join(userData, 'far', 'away'))).rejects.toMatchObject({ code: 'folder-missing' })
  await writeFile(join(userData, 'file'), '')
  await expect(folderOf(join(userData, 'file'))).rejects.toMatchObject({ code: 'folder-missing' })
  await expect(folderOf('videos')).rejects.toMatchObject({ code: 'invalid' })
  const { ticket, folder } = await host.server.openDisk({}, signal)
  expect(folder).toBe(join(userData, 'videos'))
  expect(ticket.length).toBeGreaterThan(20)
})

test('the folder for downloads is the one that the desktop names', async () => {
  const home = await temporaryFolder()
  const find = () => downloadsFolder(home, 'linux')
  const set = async (line: string) => {
    await mkdir(join(home, '.config'), { recursive: true })
    await writeFile(
      join(home, '.config', 'user-dirs.dirs'),
      `# comment\nXDG_DESKTOP_DIR="$HOME/D"\n${line}\n`,
    )
  }
  delete process.env['XDG_CONFIG_HOME']
  expect(await find()).toBe(join(home, 'Downloads'))
  await set('XDG_DOWNLOAD_DIR="$HOME/Téléchargements"')
  expect(await find()).toBe(join(home, 'Téléchargements'))
  await set('XDG_DOWNLOAD_DIR="/mnt/a \\"b\\""')
  expect(await find()).toBe('/mnt/a "b"')
  await set('XDG_DOWNLOAD_DIR="$HOME/"')
  expect(await find()).toBe(join(home, 'Downloads'))
  expect(await downloadsFolder(home, 'win32')).toBe(join(home, 'Downloads'))
})
