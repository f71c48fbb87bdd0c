import { randomUUID } from 'node:crypto'
import type { HawserEvent } from '../../../src/contract/events.ts'
import type { hostContract } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import type { Endpoint, RuleProblem } from '../../../src/contract/rule.ts'
import {
  allowSchema,
  type Tube,
  type TunnelRequest,
  type TunnelSettings,
  type TunnelSnapshot,
  type tunnelCalls,
  tunnelSettingsSchema,
  type WayInput,
  waySchema,
} from '../../../src/contract/tunnel.ts'
import { Fault } from '../../../src/wire/index.ts'
import type { Pace } from './pace.ts'
import { FakeTubes, figures } from './tunnel-traffic.ts'
import { codeTube, comes, deviceTube, type FakeTube, noFigures, type TunnelWorld } from './tunnels.ts'

type TunnelCalls = Pick<Server<typeof hostContract>, keyof typeof tunnelCalls>
type Tell = (event: Pick<HawserEvent, 'level' | 'code' | 'text' | 'peerId' | 'tubeId'>) => void

type ListeningWay = Pick<WayInput, 'listen'>

const sameEndpoint = (a: Endpoint, b: Endpoint) => a.host === b.host && a.port === b.port

const retryMs = 30_000
/** What was planned for a tube happens; one that waits is tried in vain. */
function goOn(tube: FakeTube, at: number): void {
  while (tube.plan?.[0] && tube.plan[0].at <= at) Object.assign(tube, tube.plan.shift()!.change)
  if (tube.state === 'waiting' && tube.retryAt <= at) tube.retryAt = at + retryMs
}

/** The tubes, ways and rules of a host without engines. */
export class FakeTunnel {
  readonly calls: TunnelCalls
  readonly #engine: FakeTubes
  readonly #nameOf: (peerId: string) => string
  readonly #changed: () => void
  readonly #tell: Tell
  readonly #closed = new Set<string>()
  readonly #pace: Pace
  readonly #stack: Pick<TunnelSnapshot, 'stack' | 'stackWhy'>
  settings: TunnelSettings
  tubes: FakeTube[]
  requests: TunnelRequest[]

  constructor(
    world: TunnelWorld,
    nameOf: (peerId: string) => string,
    changed: () => void,
    tell: Tell,
    pace: Pace,
  ) {
    this.#pace = pace
    const { ways, allow, tubes, requests, stack, stackWhy } = world
    this.settings = { ...tunnelSettingsSchema.parse({}), ways, allow }
    this.tubes = tubes
    this.#engine = new FakeTubes(world.wayProblems)
    this.requests = requests
    this.#stack = { stack, stackWhy }
    this.#nameOf = nameOf
    this.#changed = changed
    this.#tell = tell
    this.calls = this.#implement()
  }

  snapshot(at: number): TunnelSnapshot {
    for (const tube of this.tubes) goOn(tube, at)
    const { tubes, connections } = this.#engine.snapshot(this.tubes, at, this.#closed)
    return {
      at,
      tubes,
      connections: connections.slice(0, 200),
      connectionsTotal: connections.length,
      ways: this.settings.ways.map((way) => this.#engine.way(way, tubes, connections)),
      requests: this.requests,
      ...this.#stack,
      loopDelayMs: 0.8,
    }
  }

  /** The figures of a tube at one instant, by its other end. */
  rowAt(id: string, at: number, stepMs: number): Record<string, number> | undefined {
    const fake = this.tubes.find((tube) => tube.id === id || tube.peerId === id)
    return fake && figures(fake, at, at - stepMs)
  }

  #tube(id: string): FakeTube {
    const found = this.tubes.find(({ id: other }) => other === id)
    if (!found) throw new Fault('tube-unknown', 'There is no such tube any more.')
    return found
  }
  #shown(id: string): Tube {
    return this.#engine.tube(this.#tube(id), Date.now())
  }
  #add(tube: FakeTube): Tube {
    this.tubes.push(tube)
    return this.#shown(tube.id)
  }

  #check(way: ListeningWay, id?: string): RuleProblem[] {
    const { port, host } = way.listen
    const problems: RuleProblem[] = []
    const clash = this.settings.ways.find(
      (other) => other.id !== id && port !== 0 && sameEndpoint(other.listen, way.listen),
    )
    const free = Math.max(port, ...this.settings.ways.map(({ listen }) => listen.port)) + 1
    const wrong = { path: 'listen.port', level: 'error', code: 'port-in-use', suggestion: free } as const
    if (clash) problems.push({ ...wrong, message: `"${clash.name}" already listens on port ${port}.` })
    else if (port === 8080)
      problems.push({ ...wrong, message: 'Port 8080 is already used by nginx (pid 812).' })
    if (host === '0.0.0.0')
      problems.push({
        path: 'listen.host',
        level: 'warning',
        code: 'open-to-all',
        message: 'Everybody who can reach this machine can use this way. 127.0.0.1 keeps it to this machine.',
      })
    return problems
  }
  #refuse(way: ListeningWay, id?: string): void {
    const error = this.#check(way, id).find(({ level }) => level === 'error')
    if (error) throw new Fault('port-in-use', error.message, [error])
  }

  #set(change: Partial<TunnelSettings>): void {
    this.settings = { ...this.settings, ...change }
    this.#changed()
  }

  #implement(): TunnelCalls {
    return {
      setTunnel: (change) => {
        this.#set(change)
        return this.settings
      },
      addWay: ({ way: input }) => {
        this.#refuse(input)
        const way = waySchema.parse({ ...input, id: randomUUID() })
        this.#set({ ways: [...this.settings.ways, way] })
        return way
      },
      changeWay: ({ id, change }) => {
        const old = this.settings.ways.find((way) => way.id === id)
        if (!old) throw new Fault('way-unknown', 'There is no such way any more.')
        const way = waySchema.parse({ ...old, ...change })
        this.#refuse(way, id)
        this.#set({ ways: this.settings.ways.map((other) => (other.id === id ? way : other)) })
        return way
      },
      removeWays: ({ ids }) => this.#set({ ways: this.settings.ways.filter(({ id }) => !ids.includes(id)) }),
      checkWay: ({ way, id }) => ({ problems: this.#check(way, id) }),
      addAllow: ({ allow: input }) => {
        const allow = allowSchema.parse({ ...input, id: randomUUID() })
        this.#set({ allow: [...this.settings.allow, allow] })
        return allow
      },
      changeAllow: ({ id, change }) => {
        const old = this.settings.allow.find((allow) => allow.id === id)
        if (!old) throw new Fault('allow-unknown', 'There is no such rule any more.')
        const allow = allowSchema.parse({ ...old, ...change })
        this.#set({ allow: this.settings.allow.map((other) => (other.id === id ? allow : other)) })
        return allow
      },
      removeAllow: ({ ids }) =>
        this.#set({ allow: this.settings.allow.filter(({ id }) => !ids.includes(id)) }),
      answerTunnelRequest: ({ id, allow }) => {
        const request = this.requests.find((other) => other.id === id)
        this.requests = this.requests.filter((other) => other.id !== id)
        if (!request || !allow) return
        const { party, what, target } = request
        const rule = allowSchema.parse({ id: randomUUID(), party, what, target })
        this.#set({ allow: [...this.settings.allow, rule] })
        this.#tell({
          level: 'info',
          code: 'target-allowed',
          text: `${request.peerName} may reach ${target}.`,
          peerId: party,
        })
      },
      openTunnelCode: () => this.#add(codeTube()),
      joinTunnelCode: ({ code }) => {
        if (!/^\d{4}-[a-z-]+$/.test(code.replace(/^hawser:.*code=/, '')))
          throw new Fault('invalid', 'A code looks like 4821-otter-lamp-magnet-maple-stone-acorn.')
        return this.#add({ ...codeTube(), code: '', link: '', plan: comes('Field kit', this.#pace) })
      },
      connectTunnel: ({ id }) => {
        const known = this.tubes.find(({ peerId }) => peerId === id)
        if (known === undefined) return this.#add(deviceTube(id, this.#nameOf(id), this.#pace))
        const plan = comes(known.peerName, this.#pace)
        const now = Date.now()
        Object.assign(known, { state: 'calling', since: now, problem: '', faultCode: '', retryAt: 0, plan })
        return this.#shown(known.id)
      },
      closeTunnels: ({ ids }) => {
        for (const id of ids) {
          const known = this.#tube(id)
          const { peerId, peerName } = known
          // What is over is shown until it is closed once more.
          if (known.state === 'ended') {
            this.tubes = this.tubes.filter((tube) => tube !== known)
            continue
          }
          Object.assign(known, { ...noFigures, state: 'ended', since: Date.now() })
          this.#tell({
            level: 'info',
            code: 'tube-closed',
            text: `The tube to ${peerName || 'somebody with a code'} was closed by hand.`,
            ...(peerId && { peerId }),
          })
        }
      },
      closeTunnelConnection: ({ tubeId, number }) => {
        this.#closed.add(`${tubeId} ${number}`)
      },
    }
  }
}
