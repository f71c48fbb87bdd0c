import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderInputSchema, hostContract } from '../../../src/contract/index.ts'
import type { PeersState } from '../../../src/contract/peers.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { openHost } from '../../../src/host/index.ts'
import { connect, serve } from '../../../src/wire/index.ts'
import { freePort } from '../../support/free-port.ts'
import { placeOf } from '../../support/peers.ts'
import { memoryPair } from '../../support/wire/memory-pair.ts'
import { eventsUntil, telemetryUntil, temporaryFolder } from './opened.ts'

/** A host with the real engines, asked through its contract. */
async function device(name: string) {
  const userData = await temporaryFolder()
  const listen = { host: '127.0.0.1', port: await freePort() }
  const settings = { version: 1, deviceName: name, sync: { listen, announce: false } }
  await writeFile(join(userData, 'hawser.json'), JSON.stringify(settings))
  const host = await openHost({ userData, engines: engineUrls(), shell: 'test', version: '0.0.0' })
  onTestFinished(() => host[Symbol.asyncDispose]())
  const [near, far] = memoryPair()
  serve(hostContract, host.server, far, host.report)
  const client = connect(hostContract, near)
  const peersUntil = async (fits: (state: PeersState) => boolean) => {
    for await (const state of client.peers(undefined)) if (fits(state)) return state
    throw new Error('the states ended')
  }
  const root = join(userData, 'files')
  mkdirSync(root)
  return { host, client, peersUntil, root }
}
type Device = Awaited<ReturnType<typeof device>>

/** Pairs the two by code; resolves with their ids. */
async function paired(one: Device, other: Device): Promise<[string, string]> {
  const { code, link } = await one.client.openPairing({})
  await other.client.pair({ code, at: placeOf(link) })
  const [left, right] = await Promise.all(
    [one, other].map(({ peersUntil }) => peersUntil(({ pairing }) => pairing.state === 'done')),
  )
  return [left!.self.id, right!.self.id]
}

const folder = (path: string, peer: string, id?: string) =>
  folderInputSchema.parse({ name: 'Rushes', path, peers: [peer], quietMs: 0, ...(id && { id }) })

const arrived = (path: string, text: string) => existsSync(path) && readFileSync(path, 'utf8') === text

test('a folder is offered to the paired device, taken part in, kept equal, and cut off by revoking', async () => {
  const studio = await device('Studio')
  const van = await device('Van')
  const [studioId, vanId] = await paired(studio, van)
  await telemetryUntil(studio.host, ({ sync }) => sync?.peers[0]?.state === 'connected')

  writeFileSync(join(studio.root, 'edl.txt'), 'cut one')
  const { id } = await studio.client.addFolder({ folder: folder(studio.root, vanId) })
  const { sync } = await telemetryUntil(van.host, (telemetry) => telemetry.sync?.offers.length === 1)
  expect(sync?.offers).toMatchObject([{ id, name: 'Rushes', peer: studioId }])

  await van.client.addFolder({ folder: folder(van.root, studioId, id) })
  await telemetryUntil(van.host, () => arrived(join(van.root, 'edl.txt'), 'cut one'))
  const state = await telemetryUntil(van.host, ({ sync: now }) => {
    const [first] = now?.folders ?? []
    return first?.state === 'idle' && first.localFiles === 1
  })
  expect(state.sync?.offers).toEqual([])
  expect(state.sync?.folders).toMatchObject([
    { id, localFiles: 1, needFiles: 0, peers: [{ id: studioId, connected: true, shares: true }] },
  ])
  writeFileSync(join(van.root, 'notes.txt'), 'from the van')
  await telemetryUntil(studio.host, () => arrived(join(studio.root, 'notes.txt'), 'from the van'))
  expect((await van.client.browse({ folderId: id })).entries.map(({ name }) => name).sort()).toEqual([
    'edl.txt',
    'notes.txt',
  ])
  expect(await van.client.verifyFolder({ folderId: id })).toEqual({ files: 2, damaged: [], complete: true })
  const { seen: connectedAt } = await van.peersUntil(({ seen }) => studioId in seen)

  // The van hears that it is cut off, and what changes from then on stays where it is.
  await studio.client.revokePeers({ ids: [vanId] })
  const cut = await telemetryUntil(
    van.host,
    ({ sync: now }) => now?.peers[0]?.state !== 'connected' && now?.folders[0]?.peers[0]?.shares === false,
  )
  expect(cut.sync?.folders[0]?.peers).toMatchObject([{ connected: false }])
  // The van has not forgotten the studio, but the studio the van.
  await van.peersUntil(({ seen }) => seen[studioId]! > connectedAt[studioId]!)
  await studio.peersUntil(({ seen }) => !(vanId in seen))
  writeFileSync(join(studio.root, 'secret.txt'), 'not for the van')
  await telemetryUntil(studio.host, (telemetry) => telemetry.sync?.folders[0]?.localFiles === 3)
  expect(existsSync(join(van.root, 'secret.txt'))).toBe(false)
  expect((await eventsUntil(studio.host, 'peer-revoked')).at(-1)).toMatchObject({ code: 'peer-revoked' })
})

test('a pause lasts until it is ended, on whichever side', async () => {
  const studio = await device('Studio')
  const van = await device('Van')
  const [studioId, vanId] = await paired(studio, van)
  const { id } = await studio.client.addFolder({ folder: folder(studio.root, vanId) })
  await van.client.addFolder({ folder: folder(van.root, studioId, id) })
  await telemetryUntil(van.host, ({ sync }) => sync?.folders[0]?.peers[0]?.told === true)
  await van.client.pauseFolders({ folderIds: [id], paused: true })
  await telemetryUntil(van.host, ({ sync }) => sync?.folders[0]?.state === 'paused')
  writeFileSync(join(studio.root, 'while paused.txt'), 'later')
  await telemetryUntil(studio.host, ({ sync }) => sync?.folders[0]?.localFiles === 1)
  await telemetryUntil(studio.host, ({ sync }) => sync?.folders[0]?.peers[0]?.shares === false)
  expect(existsSync(join(van.root, 'while paused.txt'))).toBe(false)
  await van.client.pauseFolders({ folderIds: [id], paused: false })
  await telemetryUntil(van.host, () => arrived(join(van.root, 'while paused.txt'), 'later'))
})

test('what is asked of a folder that is not there is a fault', async () => {
  const { client } = await device('Studio')
  for (const call of [
    client.verifyFolder({ folderId: 'nothing' }),
    client.dryRun({ folderId: 'nothing' }),
    client.conflicts({ folderId: 'nothing' }),
    client.browse({ folderId: 'nothing' }),
    client.restoreVersion({ folderId: 'nothing', id: 'x' }),
  ])
    await expect(call).rejects.toMatchObject({ code: 'folder-unknown' })
})
