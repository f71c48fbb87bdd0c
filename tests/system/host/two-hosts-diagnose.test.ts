import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type CheckResult, hostContract } from '../../../src/contract/index.ts'
import type { PeersState } from '../../../src/contract/peers.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { openHost } from '../../../src/host/index.ts'
import { connect, serve } from '../../../src/wire/index.ts'
import { freePort } from '../../support/free-port.ts'
import { FakeNetwork, placeOf } from '../../support/peers.ts'
import { memoryPair } from '../../support/wire/memory-pair.ts'
import { fakeEngines } from './fake-engines.ts'
import { temporaryFolder } from './opened.ts'

// Two hosts with an engine each take their time to start on a busy machine.
vi.setConfig({ testTimeout: 150_000 })

const network = new FakeNetwork()

/** A host with the real doctor, asked through its contract. */
async function device(name: string) {
  const userData = await temporaryFolder()
  const listen = async () => ({ host: '127.0.0.1', port: await freePort() })
  const settings = {
    version: 1,
    deviceName: name,
    sync: { listen: await listen() },
    transfer: { listen: await listen() },
  }
  await writeFile(join(userData, 'hawser.json'), JSON.stringify(settings))
  const host = await openHost({
    userData,
    engines: { ...fakeEngines, diagnose: engineUrls().diagnose },
    multicast: network.open(),
    shell: 'test',
    version: '0.0.0',
  })
  onTestFinished(() => host[Symbol.asyncDispose]())
  const [near, far] = memoryPair()
  serve(hostContract, host.server, far, host.report)
  const client = connect(hostContract, near)
  const peersUntil = async (fits: (state: PeersState) => boolean) => {
    for await (const state of client.peers(undefined)) if (fits(state)) return state
    throw new Error('the states ended')
  }
  return { client, peersUntil }
}

test('a paired device is measured against as long as its settings allow it', async () => {
  const [studio, van] = await Promise.all([device('Studio'), device('Van')])
  const { code, link } = await studio.client.openPairing({})
  await van.client.pair({ code, at: placeOf(link) })
  const [left] = await Promise.all(
    [studio, van].map(({ peersUntil }) => peersUntil(({ pairing }) => pairing.state === 'done')),
  )
  const studioId = left!.self.id
  // Only once it trusts somebody does it listen for the calls of devices, and say where.
  const studioCallPort = () => network.announced.find(({ txt }) => txt['id'] === studioId)?.txt['t']
  await expect.poll(studioCallPort, { timeout: 60_000 }).toBeDefined()
  await van.peersUntil(({ found }) => found.some(({ id }) => id === studioId))
  const inbound = async (): Promise<CheckResult | undefined> => {
    let last: CheckResult | undefined
    for await (const { checks } of van.client.diagnose({ peer: studioId, only: ['inbound'] }))
      last = checks[0]
    return last
  }
  expect(await inbound()).toMatchObject({
    state: 'good',
    figures: { peer: 'Studio', tcp: 'reached', udp: 'reached' },
  })
  for await (const event of studio.client.events({ after: 0 }))
    if (event.code === 'peer-measures') {
      expect(event.text).toContain('Van')
      break
    }

  await studio.client.setDiagnose({ answerPeers: false })
  const declined = await inbound()
  expect(declined?.state).toBe('unknown')
  expect(declined?.summary).toMatch(/settings of the other device/)
})
