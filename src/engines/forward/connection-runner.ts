import { createServer, type Server, type Socket } from 'node:net'
import type { FaultCode } from '../../contract/fault-codes.ts'
import type { RuleDetail, RuleState } from '../../contract/forward.ts'
import type { Endpoint, Rule } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import { endpointText, shift } from '../kit/endpoint.ts'
import { connectFault } from '../kit/socket-fault.ts'
import { SourceFilter } from '../kit/source-filter.ts'
import { addFrames, emptyFrames, emptyTotals, type Runner } from './flow.ts'
import { createFrameMonitor } from './frames/index.ts'
import { isReachable } from './health-check.ts'
import { ListenTroubles } from './listen-troubles.ts'
import { proxyHeader } from './proxy-protocol.ts'
import { RateLimit } from './rate-limit.ts'
import { Relay } from './relay.ts'
import type { Tell } from './rule-events.ts'
import { Targets } from './targets.ts'

const relistenMs = 2000
const keepAliveMs = 10_000
/** A source that is refused a thousand times a second is worth one event a second. */
const refusalEventMs = 1000

const denied = new Fault('source-denied', 'The address is no longer among the allowed sources.')
const switchedOff = new Fault('closed', 'The rule was switched off.')
const stalled = new Fault('viewer-stalled', 'The viewer stopped reading.')

/** One of a rule's ports: where it listens and what it leads to. */
type Port = { offset: number; server: Server; targets: Targets }

/** A TCP rule at work: its listening sockets and its relays. */
export class ConnectionRunner implements Runner {
  rule: Rule
  tapsFailed = 0
  unsentCapped: boolean | undefined
  readonly flows = new Map<number, Relay>()
  readonly totals = emptyTotals()
  readonly endedFrames = emptyFrames()
  readonly #tell: Tell
  readonly #troubles = new ListenTroubles()
  readonly #began: () => void
  #ports: Port[] = []
  #filter: SourceFilter
  #rate: RateLimit<Relay> | undefined
  #listening = 0
  #relistenAt = Number.POSITIVE_INFINITY
  #checkedAt = Number.NEGATIVE_INFINITY
  #refusalToldAt = Number.NEGATIVE_INFINITY
  #nextId = 1

  /** `began` is called with each viewer that comes. */
  constructor(rule: Rule, tell: Tell, began: () => void) {
    this.rule = rule
    this.#tell = tell
    this.#began = began
    this.#filter = new SourceFilter(rule.allowedSources)
    this.#limit()
    if (rule.enabled) this.#listen()
  }

  get problem(): string {
    return this.#troubles.problem
  }

  get state(): RuleState {
    if (!this.rule.enabled) return 'off'
    if (this.problem !== '') return 'failed'
    if (this.#listening < this.rule.portCount) return 'starting'
    let state: RuleState = 'ready'
    for (const relay of this.flows.values()) {
      if (relay.state === 'stalled') return 'slow'
      if (relay.state === 'holding') state = 'holding'
      else if (state === 'ready') state = 'active'
    }
    return state
  }

  describeTargets(): RuleDetail['targets'] {
    return this.#ports[0]?.targets.describe() ?? []
  }

  change(rule: Rule): void {
    const old = this.rule
    this.rule = rule
    if (rule.allowedSources.join() !== old.allowedSources.join()) {
      this.#filter = new SourceFilter(rule.allowedSources)
      for (const relay of this.flows.values())
        if (!this.#filter.allows(relay.viewer.remoteAddress ?? '')) relay.end(denied)
    }
    if (rule.rateLimit !== old.rateLimit) this.#limit()
    if (listensElsewhere(old, rule)) {
      this.stopListening()
      if (!rule.enabled) for (const relay of this.flows.values()) relay.end(switchedOff)
      if (rule.enabled) this.#listen()
    } else if (targetsText(old) !== targetsText(rule))
      for (const port of this.#ports) port.targets = new Targets(shifted(rule, port.offset))
  }

  tick(now: number): void {
    for (const relay of this.flows.values()) relay.tick(now)
    const { healthCheckMs } = this.rule
    if (healthCheckMs > 0 && now - this.#checkedAt >= healthCheckMs) {
      this.#checkedAt = now
      for (const port of this.#ports) void this.#checkHealth(port)
    }
    if (now < this.#relistenAt) return
    this.#relistenAt = Number.POSITIVE_INFINITY
    this.#unlisten()
    this.#listen()
  }

  probe(): void {
    for (const { targets } of this.#ports) targets.forget()
    for (const relay of this.flows.values()) relay.retryNow()
    if (this.problem !== '') this.#relistenAt = 0
  }

  stopListening(): void {
    this.#unlisten()
    this.#troubles.clear()
  }

  end(): void {
    this.stopListening()
    this.#rate?.end()
    for (const relay of this.flows.values()) relay.end(switchedOff)
  }

  #limit(): void {
    this.#rate?.end()
    const { rateLimit } = this.rule
    this.#rate =
      rateLimit > 0 ? new RateLimit(rateLimit, performance.now(), (relay) => relay.resumeDown()) : undefined
  }

  #listen(): void {
    const { rule } = this
    for (let offset = 0; offset < rule.portCount; offset++) {
      const server = createServer({
        pauseOnConnect: true,
        allowHalfOpen: true,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: keepAliveMs,
        highWaterMark: 64 * 1024,
      })
      const port: Port = { offset, server, targets: new Targets(shifted(rule, offset)) }
      const where = { host: rule.listen.host, port: rule.listen.port + offset }
      server.on('connection', (viewer) => this.#accept(viewer, port))
      server.on('listening', () => this.#listens())
      server.on('error', (error) => this.#cannotListen(error, where))
      server.listen({ ...where, backlog: 1024, ipv6Only: where.host === '::' ? false : undefined })
      this.#ports.push(port)
    }
  }

  #listens(): void {
    if (++this.#listening < this.rule.portCount) return
    this.#troubles.clear()
    const where = endpointText(this.rule.listen)
    this.#tell({ level: 'info', code: 'listening', text: `"${this.rule.name}" listens on ${where}.` })
  }

  #cannotListen(error: Error, where: Endpoint): void {
    this.#troubles.add(this.#tell, this.rule.name, error, where)
    this.#relistenAt = performance.now() + relistenMs
  }

  #unlisten(): void {
    this.#relistenAt = Number.POSITIVE_INFINITY
    this.#listening = 0
    for (const { server } of this.#ports) {
      server.removeAllListeners('listening')
      // What it still tells of concerns nobody.
      server.removeAllListeners('error').on('error', () => {})
      server.close()
    }
    this.#ports = []
  }

  #accept(viewer: Socket, port: Port): void {
    const address = viewer.remoteAddress ?? ''
    const refusal = this.#refusal(address)
    if (refusal) {
      viewer.on('error', () => {})
      viewer.resetAndDestroy()
      return this.#refused(...refusal)
    }
    this.totals.accepted++
    const id = this.#nextId++
    const monitor = this.rule.monitor ? createFrameMonitor() : undefined
    let target: Endpoint | undefined
    const runner = this
    const relay = new Relay(
      id,
      viewer,
      {
        get rule() {
          return runner.rule
        },
        totals: this.totals,
        chooseTarget: () => {
          target = port.targets.choose(target, performance.now())
          return target
        },
        targetWorked: (endpoint) => this.#targetWorked(port, endpoint),
        targetFailed: (endpoint, error) => this.#targetFailed(port, endpoint, error),
        preface: (socket) => this.#preface(socket),
        spend: (bytes, spender) => this.#rate?.spend(bytes, spender, performance.now()) ?? true,
        stalled: (stalledRelay) => this.#stalled(stalledRelay),
        recovered: (back) =>
          this.#tell({ level: 'info', code: 'viewer-back', text: `Viewer ${back.source} reads again.` }),
        ended: (ended) => this.#ended(ended),
      },
      monitor,
      performance.now(),
    )
    this.flows.set(id, relay)
    this.#began()
    this.unsentCapped = relay.unsentCapped
  }

  /** Why a viewer is not let in; undefined lets it in. */
  #refusal(address: string): [FaultCode, string] | undefined {
    const { maxConnections, maxConnectionsPerSource } = this.rule
    if (!this.#filter.allows(address))
      return ['source-denied', `${address} is not among the allowed sources.`]
    if (this.flows.size >= maxConnections)
      return ['too-many-connections', `The limit of ${maxConnections} connections is reached.`]
    if (maxConnectionsPerSource === 0) return undefined
    let same = 0
    for (const relay of this.flows.values()) if (relay.viewer.remoteAddress === address) same++
    if (same < maxConnectionsPerSource) return undefined
    return ['too-many-connections', `${address} has its ${maxConnectionsPerSource} connections already.`]
  }

  #refused(code: FaultCode, text: string): void {
    this.totals.rejected++
    const now = performance.now()
    if (now - this.#refusalToldAt < refusalEventMs) return
    this.#refusalToldAt = now
    this.#tell({ level: 'warning', code, text: `"${this.rule.name}" refused a connection: ${text}` })
  }

  #targetWorked({ targets }: Port, endpoint: Endpoint): void {
    const wasDown = targets.isDown(endpoint)
    if (!targets.mark(endpoint, 'up', performance.now()) || !wasDown) return
    this.#tell({ level: 'info', code: 'target-back', text: `${endpointText(endpoint)} answers again.` })
  }

  #targetFailed({ targets }: Port, endpoint: Endpoint, error: NodeJS.ErrnoException): boolean {
    const now = performance.now()
    if (targets.mark(endpoint, 'down', now)) {
      const { code, message } = connectFault(error, endpoint)
      this.#tell({ level: 'warning', code, text: message })
    }
    return targets.hasPromising(now)
  }

  async #checkHealth(port: Port): Promise<void> {
    for (const endpoint of port.targets.endpoints) {
      const answers = await isReachable(endpoint, this.rule.connectTimeoutMs)
      if (answers) this.#targetWorked(port, endpoint)
      else this.#targetFailed(port, endpoint, Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }))
    }
  }

  #ended(relay: Relay): void {
    this.flows.delete(relay.id)
    addFrames(this.endedFrames, relay)
    if (relay.monitor?.failed) this.tapsFailed++
  }

  #stalled(relay: Relay): void {
    const seconds = this.rule.stallLimitMs / 1000
    this.#tell({
      level: 'warning',
      code: 'viewer-stalled',
      text: `Viewer ${relay.source} has read nothing for ${seconds} s.`,
    })
    if (this.rule.slowViewer === 'disconnect') relay.end(stalled)
  }

  #preface({ remoteAddress, remotePort, localAddress, localPort }: Socket): Uint8Array | undefined {
    const { proxyProtocol } = this.rule
    if (proxyProtocol === 'off' || !remoteAddress || !localAddress) return undefined
    return proxyHeader(proxyProtocol, {
      sourceAddress: remoteAddress,
      sourcePort: remotePort ?? 0,
      destinationAddress: localAddress,
      destinationPort: localPort ?? 0,
    })
  }
}

const shifted = ({ target, failover }: Rule, offset: number) => ({
  target: shift(target, offset),
  failover: failover.map((endpoint) => shift(endpoint, offset)),
})

const targetsText = ({ target, failover }: Rule) => [target, ...failover].map(endpointText).join()

const listensElsewhere = (a: Rule, b: Rule) =>
  a.enabled !== b.enabled || a.portCount !== b.portCount || endpointText(a.listen) !== endpointText(b.listen)
