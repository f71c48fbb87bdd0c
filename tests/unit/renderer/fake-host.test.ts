import { describe, expect, test } from 'vitest'
import { hostContract, telemetrySchema } from '../../../src/contract/host.ts'
import { peersStateSchema } from '../../../src/contract/peers.ts'
import { settingsSchema } from '../../../src/contract/settings.ts'
import { folderStates, peerStates } from '../../../src/contract/sync.ts'
import { tubeStates, wayKinds, wayStates } from '../../../src/contract/tunnel.ts'
import { FakeHost } from '../../support/fake-host/index.ts'
import { type Scenario, scenarioNames } from '../../support/fake-host/worlds.ts'

/** The first item of a stream, which is then ended. */
async function first<T>(open: (signal: AbortSignal) => AsyncIterable<T>): Promise<T> {
  const stop = new AbortController()
  for await (const item of open(stop.signal)) {
    stop.abort()
    return item
  }
  throw new Error('the stream was empty')
}
async function look(scenario: Scenario) {
  const { server } = new FakeHost(scenario)
  return {
    server,
    telemetry: telemetrySchema.parse(await first((signal) => server.telemetry({ look: [] }, signal))),
    settings: settingsSchema.parse(await first((signal) => server.settings(undefined, signal))),
    devices: peersStateSchema.parse(await first((signal) => server.peers(undefined, signal))),
  }
}

test.each(scenarioNames)('the made-up host "%s" tells what the contract allows', async (scenario) => {
  const { telemetry, settings } = await look(scenario)
  const known = settings.folders.map(({ id }) => id)
  expect(telemetry.sync?.folders.map(({ id }) => id) ?? known).toEqual(known)
})

test('whoever was busy while something changed is told of it all the same', async () => {
  const { server } = new FakeHost('empty')
  const stop = new AbortController()
  const settings = server.settings(undefined, stop.signal)[Symbol.asyncIterator]()
  await settings.next()
  await server.setPreferences({ theme: 'dark' }, stop.signal)
  await server.setPreferences({ theme: 'light' }, stop.signal)
  expect((await settings.next()).value.preferences.theme).toBe('light')
  stop.abort()
})

const lastMinute = () => ({ from: Date.now() - 60_000, to: Date.now(), points: 2000 })

describe('the made-up folders', () => {
  const signal = new AbortController().signal
  test('are in every state, and so are the devices', async () => {
    const { telemetry } = await look('sync')
    const { folders = [], peers = [] } = telemetry.sync ?? {}
    expect(new Set(folders.map(({ state }) => state))).toEqual(new Set(folderStates))
    expect(new Set(peers.map(({ state }) => state))).toEqual(new Set(peerStates))
  })
  test('answer every call about a folder as the contract wants it', async () => {
    const { server } = await look('sync')
    const folderId = 'graphics-1'
    const { output } = hostContract.conflicts
    expect(output.parse(await server.conflicts({ folderId }, signal)).conflicts).toHaveLength(2)
    hostContract.versions.output.parse(await server.versions({ folderId, path: '' }, signal))
    hostContract.browse.output.parse(await server.browse({ folderId, path: 'Day 12' }, signal))
    hostContract.dryRun.output.parse(await server.dryRun({ folderId: 'rushes-12' }, signal))
    const { series } = hostContract.series.output.parse(
      await server.series({ kind: 'folder', ids: ['rushes-12'], ...lastMinute() }, signal),
    )
    expect(series[0]?.parts[0]?.columns['downRate']).toHaveLength(series[0]!.at.length)
  })
  test('forget a device that is revoked', async () => {
    const { server, settings } = await look('sync')
    const [gone] = settings.peers
    await server.revokePeers({ ids: [gone!.id] }, signal)
    const after = await first((stop) => server.settings(undefined, stop))
    expect(JSON.stringify(after)).not.toContain(gone!.id)
  })
})

describe('the made-up tubes', () => {
  const signal = new AbortController().signal
  test('are in every state, and so are the ways, which are of every kind', async () => {
    const { telemetry, settings } = await look('tunnel')
    const { tubes = [], ways = [] } = telemetry.tunnel ?? {}
    expect(new Set(tubes.map(({ state }) => state))).toEqual(new Set(tubeStates))
    expect(new Set(ways.map(({ state }) => state))).toEqual(
      new Set(wayStates.filter((state) => state !== 'starting')),
    )
    expect(new Set(settings.tunnel.ways.map(({ kind }) => kind))).toEqual(new Set(wayKinds))
  })
  test('answer every call about a tube as the contract wants it', async () => {
    const { server } = await look('tunnel')
    const { series } = hostContract.series.output.parse(
      await server.series({ kind: 'tube', ids: ['tube-van'], ...lastMinute() }, signal),
    )
    expect(series[0]?.parts[0]?.columns['rateIn']).toHaveLength(series[0]!.at.length)
    hostContract.openTunnelCode.output.parse(await server.openTunnelCode({ minutes: 60, allow: [] }, signal))
  })
})
