import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { hostContract } from '../../../src/contract/host.ts'
import type { PeersState } from '../../../src/contract/peers.ts'
import type { Client } from '../../../src/contract/procedure.ts'
import { openHost } from '../../../src/host/index.ts'
import { connect, serve } from '../../../src/wire/index.ts'
import { FakeNetwork, newFolder, openDevice, pairByCode, placeOf } from '../../support/peers.ts'
import { memoryPair } from '../../support/wire/memory-pair.ts'
import { fakeEngines } from '../host/fake-engines.ts'

type HostClient = Client<typeof hostContract>

async function host(name: string) {
  const userData = await newFolder()
  const settings = { version: 1, deviceName: name, sync: { listen: { host: '127.0.0.1', port: 8741 } } }
  await writeFile(join(userData, 'hawser.json'), JSON.stringify(settings))
  const running = await openHost({ userData, engines: fakeEngines, shell: 'test', version: '0' })
  const { hostContract } = await import('../../../src/contract/host.ts')
  const [near, far] = memoryPair()
  serve(hostContract, running.server, far, running.report)
  const client: HostClient = connect(hostContract, near)
  const until = async (fits: (state: PeersState) => boolean) => {
    for await (const state of client.peers(undefined)) if (fits(state)) return state
    throw new Error('the states ended')
  }
  return { userData, client, until, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() }
}

const ended = ({ pairing }: PeersState) => pairing.state === 'done' || pairing.state === 'failed'

test('two hosts pair over the contract, and one revokes the other', async () => {
  await using studio = await host('Studio')
  await using van = await host('Van')
  const { code, link } = await studio.client.openPairing({})
  expect((await van.client.pair({ code, at: placeOf(link) })).state).toBe('connecting')
  const [left, right] = await Promise.all([studio.until(ended), van.until(ended)])
  expect([left.pairing.state, right.pairing.state]).toEqual(['done', 'done'])
  await van.client.renameSelf({ name: 'Van 2' })
  expect((await van.until(({ self }) => self.name === 'Van 2')).self.name).toBe('Van 2')
  await studio.client.changePeer({ id: right.self.id, change: { name: 'The van' } })
  for await (const { peers } of studio.client.settings(undefined)) {
    expect(peers).toMatchObject([{ id: right.self.id, name: 'The van' }])
    break
  }
  await studio.client.revokePeers({ ids: [right.self.id] })
  for await (const { peers } of studio.client.settings(undefined)) {
    expect(peers).toEqual([])
    break
  }
  const codes: string[] = []
  for await (const event of studio.client.events({ after: 0 })) {
    codes.push(event.code)
    if (event.code === 'peer-revoked') break
  }
  expect(codes).toContain('peer-paired')
})

test('the private key is in its own file and nowhere else', async () => {
  await using studio = await host('Studio')
  await using van = await host('Van')
  const { link } = await studio.client.openPairing({})
  await van.client.pair({ code: link })
  const state = await van.until(ended)
  const key = (await readFile(join(van.userData, 'device-key.pem'), 'utf8')).split('\n')[1]!
  expect(JSON.stringify(state)).not.toContain('PRIVATE')
  for (const entry of await readdir(van.userData, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'device-key.pem') continue
    expect(await readFile(join(entry.parentPath, entry.name), 'latin1'), entry.name).not.toContain(key)
  }
})

test('a device is announced only while it pairs or is paired, and never when that is switched off', async () => {
  const network = new FakeNetwork()
  const studio = await openDevice({ name: 'Studio', network })
  const van = await openDevice({ name: 'Van' })
  expect(network.refreshes).toBe(0)
  const stop = new AbortController()
  const states = studio.peers.watch(stop.signal)
  await states.next()
  expect(network.refreshes).toBe(1)
  expect(network.announced).toEqual([])
  await pairByCode(studio, van)
  expect(network.announced).toMatchObject([{ txt: { n: 'Studio', p: '0' } }])
  await studio.settings.change((old) => ({ ...old, sync: { ...old.sync, announce: false } }))
  while (network.announced.length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await studio.peers.openPairing(5)
  expect(network.announced).toEqual([])
  stop.abort()
})
