import type { Tube, TunnelRequest, TunnelSettings, TunnelSnapshot } from '../../contract/tunnel.ts'
import type { HostTube } from './host-tube.ts'
import type { TubeList } from './tube-list.ts'

/** What there is to be seen of tunnels: what the engine says, with what it does not know of; without an engine what the host knows. */
export class SeenTubes {
  readonly #tubes: TubeList
  /** What the engine last said, tubes by their ids. */
  #requests: readonly TunnelRequest[] = []
  #said: ReadonlyMap<string, Tube> = new Map()
  #restedAt = 0

  constructor(tubes: TubeList) {
    this.#tubes = tubes
  }

  get hasRequests(): boolean {
    return this.#requests.length > 0
  }

  /** Somebody asked for what is not allowed, and has not been answered yet. */
  request(id: string): TunnelRequest | undefined {
    return this.#requests.find((each) => each.id === id)
  }

  of(tube: HostTube): Tube {
    return tube.view(this.#said.get(tube.id))
  }

  /** The engine says so. */
  take(snapshot: TunnelSnapshot): TunnelSnapshot {
    this.#requests = snapshot.requests
    this.#said = new Map(snapshot.tubes.map((tube) => [tube.id, tube]))
    for (const tube of this.#tubes) tube.look(this.#said.get(tube.id), snapshot.at)
    return { ...snapshot, tubes: this.#all }
  }

  /** There is no engine, because none was needed; `now`: ms since the Unix epoch. */
  rest(now: number, settings: Pick<TunnelSettings, 'ways'>): TunnelSnapshot {
    this.#requests = []
    this.#said = new Map()
    // Whoever gets it tells a new one by its time.
    this.#restedAt = Math.max(now, this.#restedAt + 1)
    return { ...restingSnapshot(this.#restedAt, settings), tubes: this.#all }
  }

  get #all(): Tube[] {
    return Array.from(this.#tubes, (tube) => this.of(tube))
  }
}

/** As an engine without tubes would say it. */
export const restingSnapshot = (at: number, { ways }: Pick<TunnelSettings, 'ways'>): TunnelSnapshot => ({
  at,
  tubes: [],
  connections: [],
  connectionsTotal: 0,
  ways: ways.map(({ id, enabled }) => ({
    id,
    state: enabled ? 'starting' : 'off',
    listening: '',
    connections: 0,
    opened: 0,
    refused: 0,
    problem: '',
    faultCode: '',
  })),
  requests: [],
  stack: '',
  stackWhy: '',
  loopDelayMs: 0,
})
