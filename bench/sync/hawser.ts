import { X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deviceIdOf } from '../../src/host/peers/device-id.ts'
import { makeTransportIdentity } from '../../tests/support/transport/identity.ts'
import type { Network, Side } from './network.ts'
import { Program } from './programs.ts'
import type { Syncer, SyncPair } from './syncer.ts'

const ports = { near: 18_741, far: 18_742 }
export const commandLine = join(import.meta.dirname, '../../bin/hawser.js')

interface Telemetry {
  state: string
  lastScanAt: number
  needFiles: number
  needDeletes: number
  localFiles: number
  peers: { connected: boolean; shares: boolean; needFiles: number }[]
}

const isEqual = ({ state, lastScanAt, needFiles, needDeletes, peers }: Telemetry) =>
  state === 'idle' &&
  lastScanAt > 0 &&
  needFiles + needDeletes === 0 &&
  peers.every((peer) => peer.connected && peer.shares && peer.needFiles === 0)

/** Two runs of the command line, paired by what is written into their settings. */
export const hawser = (name = 'hawser', sync: object = {}, nodeOptions: readonly string[] = []): Syncer => ({
  name,
  async open(network: Network, place: string): Promise<SyncPair> {
    const near = await makeHome(join(place, 'near'))
    const far = await makeHome(join(place, 'far'))
    near.pairWith(far, { host: network.far.host, port: ports.far }, sync)
    far.pairWith(near, { host: network.near.host, port: ports.near }, sync)
    const serve = (side: Side, port: number, home: string) =>
      new Program(
        side,
        process.execPath,
        [
          ...nodeOptions,
          commandLine,
          'sync',
          'serve',
          join(home, 'folder'),
          '--listen',
          `${side.host}:${port}`,
        ].concat(['--json', '--interval', '100']),
        { HAWSER_HOME: home },
      )
    const nearSide = serve(network.near, ports.near, near.home)
    let farSide = serve(network.far, ports.far, far.home)
    const both = () => [nearSide, farSide]
    const settled = async () => {
      for (const side of both()) await side.until('telemetry', isEqual, 300_000)
    }
    await settled()
    return {
      from: join(near.home, 'folder'),
      to: join(far.home, 'folder'),
      // It watches.
      changed: async () => {},
      get pids() {
        return both().map(({ pid }) => pid)
      },
      settled,
      async without(task) {
        await farSide[Symbol.asyncDispose]()
        await task()
        const isDone = ({ state, peers }: Telemetry) =>
          state === 'idle' && peers.every((peer) => !peer.connected)
        await new Promise((resolve) => setTimeout(resolve, 500))
        await nearSide.until('telemetry', isDone, 120_000)
        farSide = serve(network.far, ports.far, far.home)
        await farSide.until('listening')
      },
      async [Symbol.asyncDispose]() {
        for (const side of both()) await side[Symbol.asyncDispose]()
      },
    }
  },
})

async function makeHome(home: string) {
  mkdirSync(join(home, 'folder'), { recursive: true })
  const { certificate, privateKey } = await makeTransportIdentity()
  writeFileSync(join(home, 'device-certificate.pem'), certificate)
  writeFileSync(join(home, 'device-key.pem'), privateKey, { mode: 0o600 })
  const id = deviceIdOf(new X509Certificate(certificate).raw)
  return {
    home,
    id,
    certificate,
    pairWith(other: { id: string; certificate: string }, at: { host: string; port: number }, sync: object) {
      const peer = {
        id: other.id,
        name: 'other',
        certificate: other.certificate,
        addresses: [at],
        pairedAt: 0,
      }
      writeFileSync(join(home, 'hawser.json'), JSON.stringify({ version: 1, peers: [peer], sync }))
    },
  }
}
