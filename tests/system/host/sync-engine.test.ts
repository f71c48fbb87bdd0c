import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Folder, FolderInput, Settings, Telemetry } from '../../../src/contract/index.ts'
import type { Host } from '../../../src/host/index.ts'
import { Home } from '../../support/sync/homes.ts'
import { open, recentOf, signal, telemetryUntil, temporaryFolder } from './opened.ts'

const settingsOf = async (host: Host): Promise<Settings> => {
  for await (const settings of host.server.settings(undefined, signal)) return settings as Settings
  throw new Error('settings ended')
}
const foldersOf = async (host: Host) => (await settingsOf(host)).folders

/** As it comes out of the contract's validation. */
const draft = (given: Partial<Folder> = {}): Omit<Folder, 'id'> & { id?: string } => ({
  name: 'Rushes',
  enabled: true,
  path: '/media/rushes',
  mode: 'both',
  peers: [],
  ignore: [],
  selected: [],
  watch: true,
  rescanMinutes: 60,
  quietMs: 1000,
  symlinks: 'keep',
  keepDays: 30,
  keepVersions: 5,
  ...given,
})

/** A host that trusts another device. */
async function openWithPeer() {
  const folder = await temporaryFolder()
  using other = await Home.make('Edit suite')
  await writeFile(join(folder, 'hawser.json'), JSON.stringify({ version: 1, peers: [other.asPeer] }))
  return { folder, host: await open(folder), peer: other.id }
}

const shown = ({ sync }: Telemetry) => sync?.folders.map(({ id }) => id)

test('a folder that is added reaches its engine, is changed and is removed', async () => {
  const { host, peer } = await openWithPeer()
  const added = await host.server.addFolder({ folder: draft({ peers: [peer] }) }, signal)
  expect(added).toMatchObject({ id: expect.stringMatching(/^[A-Za-z0-9_-]{12}$/), name: 'Rushes' })
  await telemetryUntil(host, (telemetry) => shown(telemetry)?.[0] === added.id)
  const changed = await host.server.changeFolder({ id: added.id, change: { mode: 'send' } }, signal)
  expect(changed).toEqual({ ...added, mode: 'send' })
  expect(await foldersOf(host)).toEqual([changed])
  await host.server.removeFolders({ ids: [added.id] }, signal)
  await telemetryUntil(host, (telemetry) => shown(telemetry)?.length === 0)
  expect(await foldersOf(host)).toEqual([])
  await expect(
    host.server.changeFolder({ id: added.id, change: { mode: 'send' } }, signal),
  ).rejects.toMatchObject({ code: 'folder-unknown' })
})

test('a folder keeps the id that it has on another device, and no id is there twice', async () => {
  const { host, peer } = await openWithPeer()
  const offered = draft({ id: 'rushes-day-12', peers: [peer] })
  expect(await host.server.addFolder({ folder: offered }, signal)).toMatchObject({ id: 'rushes-day-12' })
  const again = host.server.addFolder({ folder: { ...offered, path: '/media/other' } }, signal)
  await expect(again).rejects.toMatchObject({ code: 'folder-overlap' })
  expect(await foldersOf(host)).toHaveLength(1)
})

test('folders outlive the host', async () => {
  const { folder, host, peer } = await openWithPeer()
  const one = await host.server.addFolder({ folder: draft({ peers: [peer] }) }, signal)
  const two = await host.server.addFolder({ folder: draft({ path: '/media/two', enabled: false }) }, signal)
  await host.server.setSync({ upload: 1_000_000, profile: 'wan' }, signal)
  await host[Symbol.asyncDispose]()
  const again = await open(folder)
  expect(await settingsOf(again)).toMatchObject({
    folders: [one, two],
    sync: { upload: 1_000_000, profile: 'wan', download: 0 },
  })
  await telemetryUntil(again, (telemetry) => shown(telemetry)?.length === 2)
})

test.each<[string, Partial<Folder>, string]>([
  ['a relative path', { path: 'media/other' }, 'invalid'],
  ['the same folder', { path: '/media/rushes/' }, 'folder-overlap'],
  ['a folder within another', { path: '/media/rushes/day 12' }, 'folder-overlap'],
  ['a folder around another', { path: '/media' }, 'folder-overlap'],
  ['a device that is not paired', { path: '/media/other', peers: ['A'.repeat(52)] }, 'peer-unknown'],
])('%s is found out before it is saved, and never saved', async (_, wrong, code) => {
  const { host, peer } = await openWithPeer()
  const known = await host.server.addFolder({ folder: draft({ peers: [peer] }) }, signal)
  const folder = draft({ peers: [peer], ...wrong })
  const { problems } = await host.server.checkFolder({ folder }, signal)
  expect(problems).toContainEqual(expect.objectContaining({ level: 'error', code }))
  await expect(host.server.addFolder({ folder }, signal)).rejects.toMatchObject({ code })
  const other = await host.server.addFolder({ folder: draft({ path: '/srv/other', peers: [peer] }) }, signal)
  await expect(host.server.changeFolder({ id: other.id, change: wrong }, signal)).rejects.toMatchObject({
    code,
  })
  expect(await foldersOf(host)).toEqual([known, other])
})

test('a check hears of the disk from the engine, and of a folder that overlaps itself not at all', async () => {
  const { host, peer } = await openWithPeer()
  const known = await host.server.addFolder({ folder: draft({ peers: [peer] }) }, signal)
  await telemetryUntil(host, (telemetry) => shown(telemetry)?.[0] === known.id)
  const codes = async (folder: FolderInput, id?: string) => {
    const input = { ...draft(), ...folder }
    const { problems } = await host.server.checkFolder(id ? { folder: input, id } : { folder: input }, signal)
    return problems.map((problem) => problem.code)
  }
  expect(await codes({ ...draft({ peers: [peer] }) }, known.id)).toEqual(['folder-unreadable'])
  expect(await codes({ ...draft({ path: '/media/alone' }) })).toEqual(['peer-unknown', 'folder-unreadable'])
})

test('a folder that is paused stays so until it is resumed, also in the next Hawser', async () => {
  const { folder, host, peer } = await openWithPeer()
  const one = await host.server.addFolder({ folder: draft({ peers: [peer] }) }, signal)
  const two = await host.server.addFolder({ folder: draft({ path: '/media/two' }) }, signal)
  const states = ({ sync }: Telemetry) => sync?.folders.map(({ state }) => state).join()
  await host.server.pauseFolders({ folderIds: [one.id, two.id], paused: true }, signal)
  await telemetryUntil(host, (telemetry) => states(telemetry) === 'paused,paused')
  await host.server.pauseFolders({ folderIds: [two.id], paused: false }, signal)
  await telemetryUntil(host, (telemetry) => states(telemetry) === 'paused,idle')
  await host[Symbol.asyncDispose]()
  const again = await open(folder)
  await telemetryUntil(again, (telemetry) => states(telemetry) === 'paused,idle')
  await again.server.removeFolders({ ids: [one.id] }, signal)
  await again.server.pauseFolders({ folderIds: [two.id], paused: true }, signal)
  expect((await settingsOf(again)).pausedFolders).toEqual([two.id])
})

test('what was recent of a folder is remembered', async () => {
  const { host, peer } = await openWithPeer()
  const { id } = await host.server.addFolder({ folder: draft({ peers: [peer] }) }, signal)
  const series = await recentOf(host, 'folder', id, 3)
  expect(series.id).toBe(id)
  const { downBytes } = series.parts[0]!.columns
  expect(downBytes).toHaveLength(series.at.length)
  // A thousand with each snapshot, of which a step may hold several.
  expect(downBytes?.at(-1)).toBeGreaterThanOrEqual(1000)
  expect(downBytes!.at(-1)! % 1000).toBe(0)
})

test('a device that is revoked leaves the folders, and the rest stays', async () => {
  const { folder, host, peer } = await openWithPeer()
  const { id } = await host.server.addFolder({ folder: draft({ peers: [peer] }) }, signal)
  await host.server.revokePeers({ ids: [peer] }, signal)
  expect(await settingsOf(host)).toMatchObject({ peers: [], folders: [{ id, peers: [] }] })
  await host[Symbol.asyncDispose]()
  expect(JSON.parse(await readFile(join(folder, 'hawser.json'), 'utf8'))).toMatchObject({
    peers: [],
    folders: [{ id, peers: [] }],
  })
})

test('a file with two folders of one id, or with one that is no folder, is refused with the place', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  await first.server.addFolder({ folder: draft() }, signal)
  await first[Symbol.asyncDispose]()
  const path = join(folder, 'hawser.json')
  const settings = JSON.parse(await readFile(path, 'utf8'))
  for (const [folders, place] of [
    [[settings.folders[0], settings.folders[0]], 'folders.1.id'],
    [[{ ...settings.folders[0], mode: 'sideways' }], 'folders.0.mode'],
  ] as const) {
    await writeFile(path, JSON.stringify({ ...settings, folders }))
    const host = await open(folder)
    expect((await host.server.about(undefined, signal)).notices).toMatchObject([
      { code: 'settings-invalid', text: expect.stringContaining(place) },
    ])
    expect(await foldersOf(host)).toEqual(settings.folders)
    await host[Symbol.asyncDispose]()
  }
})
