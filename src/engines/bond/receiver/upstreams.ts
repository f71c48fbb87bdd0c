import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { Endpoint } from '../../../contract/rule.ts'
import type { DatagramIo } from '../../kit/datagram/datagram.ts'
import { endpointText } from '../../kit/endpoint.ts'
import type { Group } from './group.ts'
import type { SrtlaReceiver } from './receiver.ts'
import { Target } from './target.ts'
import { Upstream } from './upstream.ts'

/** A listener that has said nothing for so long, though a sender talks to it, may be elsewhere; sooner if it refuses. */
const silenceMs = 5000
const refusedMs = 1000
const doubtEveryMs = 1000
/** A target that comes and goes is told of no more often. */
const toldEveryMs = 10_000

type Tell = (code: FaultCode | 'target-back', text: string) => void

/** The groups' sockets towards the SRT listener, and where that is. */
export class Upstreams {
  readonly #io: DatagramIo
  readonly #receiver: SrtlaReceiver
  readonly #tell: Tell
  readonly #byGroup = new Map<Group, Upstream>()
  #target: Target
  /** The fault that was told and is not over. */
  #fault: FaultCode | undefined
  #toldMs = Number.NEGATIVE_INFINITY
  #doubtedMs = Number.NEGATIVE_INFINITY
  #closedDrops = 0

  constructor(target: Endpoint, io: DatagramIo, receiver: SrtlaReceiver, tell: Tell) {
    this.#target = new Target(target)
    this.#io = io
    this.#receiver = receiver
    this.#tell = tell
  }

  /** Datagrams that the system did not take. */
  get drops(): number {
    let drops = this.#closedDrops
    for (const { dropped } of this.#byGroup.values()) drops += dropped
    return drops
  }

  /** Looks the target's name up, so that the first group need not wait for it. */
  prepare(nowMs: number): void {
    void this.#target.refresh(nowMs)
  }

  open(group: Group): void {
    const upstream = new Upstream(this.#io, group, (from, batch) => {
      if (this.#fault !== undefined) this.#answers()
      this.#receiver.fromListener(from, batch)
    })
    this.#byGroup.set(group, upstream)
    void this.#connect(upstream)
  }

  close(group: Group): void {
    const upstream = this.#byGroup.get(group)
    if (upstream === undefined) return
    this.#byGroup.delete(group)
    upstream.close()
    this.#closedDrops += upstream.dropped
  }

  /** Another target: every group is led there. */
  change(target: Endpoint): void {
    this.#target = new Target(target)
    this.#fault = undefined
    this.#toldMs = Number.NEGATIVE_INFINITY
    for (const upstream of this.#byGroup.values()) void this.#connect(upstream)
  }

  /** The target's name may lead elsewhere now. */
  probe(nowMs: number): void {
    this.#target.doubt(nowMs)
  }

  tick(nowMs: number): void {
    void this.#target.refresh(nowMs)
    const doubtful = [...this.#byGroup.values()].filter((upstream) => this.#isDoubtful(upstream, nowMs))
    if (doubtful.length === 0) return
    if (nowMs - this.#doubtedMs >= doubtEveryMs) {
      this.#doubtedMs = nowMs
      this.#target.doubt(nowMs)
    }
    const address = this.#target.current?.address
    for (const upstream of doubtful)
      if (upstream.to !== undefined && upstream.to.address !== address) void this.#connect(upstream)
  }

  /** Whether the listener may be at another address than the one that this group's socket leads to. */
  #isDoubtful(upstream: Upstream, nowMs: number): boolean {
    const { unansweredMs, spokenMs } = upstream.group
    const waitedMs = unansweredMs === 0 ? 0 : nowMs - unansweredMs
    if (upstream.takeFault() === 'ECONNREFUSED') {
      this.#fails('target-refused', 'refuses the stream; is the SRT listener running?', nowMs)
      return waitedMs > refusedMs
    }
    return waitedMs > silenceMs && nowMs - spokenMs < refusedMs
  }

  async #connect(upstream: Upstream): Promise<void> {
    const { group } = upstream
    await this.#target.refresh(performance.now())
    const { current, error } = this.#target
    try {
      if (current === undefined) throw error ?? new Error('the name has no address')
      if (!(await upstream.open(current)) || upstream.announced) return
      upstream.announced = true
      this.#receiver.opened(group)
    } catch (thrown) {
      if (this.#byGroup.get(group) !== upstream) return
      const now = performance.now()
      if (current === undefined) this.#fails('host-not-found', 'has a name that does not resolve.', now)
      else this.#fails('target-unreachable', `cannot be reached: ${(thrown as Error).message}`, now)
      this.#receiver.refuse(group)
    }
  }

  #fails(code: FaultCode, text: string, nowMs: number): void {
    if (this.#fault === code || nowMs - this.#toldMs < toldEveryMs) return
    this.#fault = code
    this.#toldMs = nowMs
    this.#tell(code, `${endpointText(this.#target.endpoint)} ${text}`)
  }

  #answers(): void {
    this.#fault = undefined
    this.#tell('target-back', `${endpointText(this.#target.endpoint)} answers.`)
  }
}
