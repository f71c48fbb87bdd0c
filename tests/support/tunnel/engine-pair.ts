import { onTestFinished } from 'vitest'
import type { EngineEvent } from '../../../src/contract/events.ts'
import { tunnelSettingsSchema } from '../../../src/contract/tunnel.ts'
import { monotonicClock } from '../../../src/engines/kit/clock.ts'
import { TunnelEngine } from '../../../src/engines/tunnel/engine.ts'
import type { Stacks } from '../../../src/engines/tunnel/meet/stacks.ts'
import type { Fault } from '../../../src/wire/fault.ts'
import { MemoryNetwork } from '../transfer/memory-network.ts'

/** One engine with what it has told. */
export interface EngineEnd {
  engine: TunnelEngine
  events: EngineEvent[]
  defects: unknown[]
  /** What it works by; given to the engine. */
  apply(change: Parameters<typeof tunnelSettingsSchema.parse>[0]): void
}

/** Two engines whose lanes lie in this process, and whose hosts are always there. */
export class EnginePair {
  readonly network = new MemoryNetwork({ clock: monotonicClock })
  readonly near: EngineEnd
  readonly far: EngineEnd
  /** Why there is no stack. */
  fault: Fault | undefined

  constructor() {
    this.near = this.#end('Near')
    this.far = this.#end('Far')
    const over = new AbortController()
    void pass(this.near, this.far, over.signal)
    void pass(this.far, this.near, over.signal)
    onTestFinished(async () => {
      over.abort()
      await Promise.all([this.near.engine.drain(0), this.far.engine.drain(0)])
    })
  }

  /** Begins a tube at both ends, as between paired devices. */
  openTube(tubeId: string, farParty = 'far-device'): void {
    const common = { tubeId, by: 'device', secret: Buffer.alloc(32, 7).toString('base64') } as const
    this.near.engine.openTube({
      ...common,
      party: farParty,
      peerId: '',
      peerName: 'Far',
      role: 'initiator',
    })
    this.far.engine.openTube({
      ...common,
      party: 'near-device',
      peerId: '',
      peerName: 'Near',
      role: 'responder',
    })
  }

  #end(name: string): EngineEnd {
    const events: EngineEvent[] = []
    const defects: unknown[] = []
    const stacks = {
      current: { name: 'memory', why: 'Here it is enough.' },
      get: async () => {
        if (this.fault) throw this.fault
        return { stack: this.network.stack(), why: '' }
      },
    }
    const engine = new TunnelEngine({
      stacks: stacks as unknown as Stacks,
      tell: (event) => void events.push(event),
      report: (error) => void defects.push(error),
    })
    const base = { iceServers: [], relayOnly: false, name }
    return {
      engine,
      events,
      defects,
      apply: (change) => engine.apply({ ...base, settings: tunnelSettingsSchema.parse(change) }),
    }
  }
}

async function pass(from: EngineEnd, to: EngineEnd, over: AbortSignal): Promise<void> {
  for await (const { tubeId, signal } of from.engine.signals.read(over)) to.engine.hear(tubeId, signal.text)
}
