import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type TunnelSettings, tunnelContract, tunnelSettingsSchema } from '../../src/contract/tunnel.ts'
import { connect } from '../../src/wire/index.ts'
import { processLink } from '../../src/wire/process-link.ts'
import { usage } from '../forward/peers.ts'
import type { Side } from '../sync/network.ts'
import type { Memory } from './memory-now.ts'
import { ended, here, startNode } from './remote.ts'

export type StackName = 'node-datachannel' | 'werift'
export const stackNames: readonly StackName[] = ['node-datachannel', 'werift']

const engineProgram = fileURLToPath(new URL('../../src/engines/tunnel/index.ts', import.meta.url))
const probeProgram = fileURLToPath(new URL('./memory-probe.ts', import.meta.url))
const party = 'bench-peer'
const tubeId = 'bench'

/** One machine's engine, in a process of its own as in the app. */
export class Engine implements AsyncDisposable {
  readonly client
  readonly #child: ChildProcess

  /** `profileDir`: where a CPU profile is left when it ends. */
  constructor(side: Side, profileDir?: string) {
    const profiling = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]
    const memory = ['--max-old-space-size=1024', '--max-semi-space-size=8']
    this.#child = startNode(side, [...profiling, ...memory, '--import', probeProgram, engineProgram])
    const child = this.#child
    child.setMaxListeners(100)
    this.client = connect(
      tunnelContract,
      processLink({
        post(message) {
          if (child.connected) child.send(message as object, () => {})
        },
        onMessage: (listener) => void child.on('message', listener),
        onGone: (listener) => void child.once('disconnect', listener),
      }),
    )
  }

  async memory(): Promise<Memory> {
    this.#child.send({ memory: true })
    for (;;) {
      const [{ memory }] = (await once(this.#child, 'message')) as [{ memory?: Memory }]
      if (memory) return memory
    }
  }

  async cpuSeconds(): Promise<number> {
    return (await usage(this.#child.pid!)).cpuSeconds
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected && this.#child.spawnargs.includes('--cpu-prof')) {
      const gone = once(this.#child, 'exit')
      this.#child.disconnect()
      await gone
    }
    await ended(this.#child)
  }
}

export interface TubeWish {
  stack: StackName | 'automatic'
  /** Ports of the far side that are led to. */
  targets: readonly number[]
  near?: Side
  far?: Side
  maxLanes?: number
  profileDir?: string | undefined
}

/** A tube between two engines, open, and where it listens for each target. */
export interface BenchTube extends AsyncDisposable {
  near: Engine
  far: Engine
  ports: number[]
}

const settingsOf = (given: object): TunnelSettings => tunnelSettingsSchema.parse(given)

export async function openTube(wish: TubeWish): Promise<BenchTube> {
  const { stack, targets, near: nearSide = here, far: farSide = here, maxLanes = 1, profileDir } = wish
  const near = new Engine(nearSide, profileDir)
  const far = new Engine(farSide, profileDir)
  const dispose = async () => {
    await near[Symbol.asyncDispose]()
    await far[Symbol.asyncDispose]()
  }
  try {
    const ways = targets.map((port, at) => ({
      id: `way${at}`,
      name: `way ${at}`,
      party,
      listen: { host: '127.0.0.1', port: 0 },
      target: { host: '127.0.0.1', port },
      maxConnections: 10_000,
    }))
    const allow = [{ id: 'all', party: '*', target: '127.0.0.1:*' }]
    const shared = { iceServers: [], relayOnly: false }
    await near.client.apply({
      ...shared,
      name: 'near',
      settings: settingsOf({ ways, stack, maxLanes }),
    })
    await far.client.apply({ ...shared, name: 'far', settings: settingsOf({ allow, stack, maxLanes }) })
    void carry(near, far)
    void carry(far, near)
    const meeting = { tubeId, party, by: 'device' as const, peerId: '', peerName: 'peer' }
    const secret = randomBytes(32).toString('base64')
    await far.client.openTube({ ...meeting, role: 'responder', secret })
    await near.client.openTube({ ...meeting, role: 'initiator', secret })
    return { near, far, ports: await listening(near), [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** What one host tells the other. */
async function carry(from: Engine, to: Engine): Promise<void> {
  try {
    for await (const { tubeId, signal } of from.client.signals()) await to.client.hear({ tubeId, signal })
  } catch {
    // One of them is gone.
  }
}

async function listening(near: Engine): Promise<number[]> {
  for await (const { tubes, ways } of near.client.snapshots({ intervalMs: 100 })) {
    const [tube] = tubes
    if (tube?.state === 'ended') throw new Error(`the tube was not made: ${tube.problem}`)
    if (tube?.state === 'open' && ways.every(({ state }) => state === 'listening'))
      return ways.map(({ listening }) => Number(listening.slice(listening.lastIndexOf(':') + 1)))
  }
  throw new Error('the engine has ended')
}
