import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished, vi } from 'vitest'
import type { HawserEvent } from '../../../src/contract/events.ts'
import { hostContract, type Telemetry } from '../../../src/contract/host.ts'
import type { PeersState } from '../../../src/contract/peers.ts'
import type { Client } from '../../../src/contract/procedure.ts'
import { type Tube, tunnelSettingsSchema, type WayStatus } from '../../../src/contract/tunnel.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'
import { openHost } from '../../../src/host/index.ts'
import { connect, serve } from '../../../src/wire/index.ts'
import { freePort } from '../../support/forward-engine.ts'
import { FakeNetwork, placeOf } from '../../support/peers.ts'
import { memoryPair } from '../../support/wire/memory-pair.ts'
import { fakeEngines } from '../host/fake-engines.ts'
import { temporaryFolder } from '../host/opened.ts'

type TunnelTelemetry = NonNullable<Telemetry['tunnel']>

/** A host with the real engine of tunnels, asked through its contract. */
export interface TunnelHost {
  client: Client<typeof hostContract>
  /** Where those come to who have a code. */
  at: { host: string; port: number }
  events: HawserEvent[]
  userData: string
  peersUntil(fits: (state: PeersState) => boolean): Promise<PeersState>
  tunnelUntil(fits: (tunnel: TunnelTelemetry) => boolean): Promise<TunnelTelemetry>
  tubeUntil(id: string, ...states: Tube['state'][]): Promise<Tube>
  wayUntil(id: string, ...states: WayStatus['state'][]): Promise<WayStatus>
  /** All events up to the first with that code. */
  eventsUntil(code: string): Promise<HawserEvent[]>
  /** What is in the settings' file. */
  savedText(): Promise<string>
  /** Of the engine that has been started last. */
  enginePid(): Promise<number>
  close(): Promise<void>
}

/** The real engine, which writes down what process it is. */
async function namedEngine(folder: string): Promise<URL> {
  const path = join(folder, 'engine.mjs')
  const pid = JSON.stringify(join(folder, 'engine.pid'))
  const text = `import { renameSync, writeFileSync } from 'node:fs'
writeFileSync(${pid} + '.new', String(process.pid))
renameSync(${pid} + '.new', ${pid})
await import(${JSON.stringify(engineUrls().tunnel.href)})
`
  await writeFile(path, text)
  return pathToFileURL(path)
}

// Two hosts with an engine each take their time to start on a busy machine.
vi.setConfig({ testTimeout: 150_000 })

/** On which the hosts of a file find one another. */
const network = new FakeNetwork()

/** `before`: the host that was there, whose folder and address this one takes over. */
export async function openTunnelHost(name: string, before?: TunnelHost): Promise<TunnelHost> {
  const folder = before?.userData ?? (await temporaryFolder())
  const at = before?.at ?? { host: '127.0.0.1', port: await freePort() }
  if (before === undefined) {
    const listen = { host: '127.0.0.1', port: await freePort() }
    const settings = {
      version: 1,
      deviceName: name,
      sync: { listen },
      transfer: { listen: at },
      // Faster to begin with on a busy machine, and always there.
      tunnel: tunnelSettingsSchema.parse({ stack: 'werift' }),
    }
    await writeFile(join(folder, 'hawser.json'), JSON.stringify(settings))
  }
  const tunnel = await namedEngine(folder)
  const host = await openHost({
    userData: folder,
    engines: { ...fakeEngines, tunnel },
    multicast: network.open(),
    shell: 'test',
    version: '0.0.0',
  })
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await host[Symbol.asyncDispose]()
  }
  onTestFinished(close)
  const [near, far] = memoryPair()
  serve(hostContract, host.server, far, host.report)
  const client = connect(hostContract, near)
  const events: HawserEvent[] = []
  const collect = async () => {
    for await (const event of client.events({ after: 0 })) events.push(event)
  }
  collect().catch(() => {})
  const tunnelUntil: TunnelHost['tunnelUntil'] = async (fits) => {
    for await (const telemetry of client.telemetry({ look: [] }))
      if (telemetry.tunnel && fits(telemetry.tunnel)) return telemetry.tunnel
    throw new Error('the telemetry ended')
  }
  return {
    client,
    at,
    events,
    userData: folder,
    tunnelUntil,
    close,
    async eventsUntil(code) {
      const events: HawserEvent[] = []
      for await (const event of client.events({ after: 0 })) {
        events.push(event)
        if (event.code === code) return events
      }
      throw new Error('the events ended')
    },
    savedText: () => readFile(join(folder, 'hawser.json'), 'utf8'),
    enginePid: async () => Number(await readFile(join(folder, 'engine.pid'), 'utf8')),
    async peersUntil(fits) {
      for await (const state of client.peers(undefined)) if (fits(state)) return state
      throw new Error('the states ended')
    },
    async tubeUntil(id, ...states) {
      const find = ({ tubes }: TunnelTelemetry) =>
        tubes.find((tube) => tube.id === id && states.includes(tube.state))
      return find(await tunnelUntil((tunnel) => find(tunnel) !== undefined))!
    },
    async wayUntil(id, ...states) {
      const find = ({ ways }: TunnelTelemetry) =>
        ways.find((way) => way.id === id && states.includes(way.state))
      return find(await tunnelUntil((tunnel) => find(tunnel) !== undefined))!
    },
  }
}

/** A way from any free port here to a port of the other end's own machine. */
export const wayTo = (port: number, party: string) => ({
  name: `To ${port}`,
  party,
  listen: { host: '127.0.0.1', port: 0 },
  target: { host: '127.0.0.1', port },
})

/** Pairs the two by code; resolves with their ids. */
export async function pairHosts(one: TunnelHost, other: TunnelHost): Promise<[string, string]> {
  const { code, link } = await one.client.openPairing({})
  await other.client.pair({ code, at: placeOf(link) })
  const [left, right] = await Promise.all(
    [one, other].map(({ peersUntil }) => peersUntil(({ pairing }) => pairing.state === 'done')),
  )
  return [left!.self.id, right!.self.id]
}
