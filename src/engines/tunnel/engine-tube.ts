import type { z } from 'zod'
import type { EngineEvent } from '../../contract/events.ts'
import type { Allow, Tube as TubeShown, TunnelConnection, tunnelContract } from '../../contract/tunnel.ts'
import { asEnd } from '../../transfer/session/faults.ts'
import { monotonicClock } from '../kit/clock.ts'
import { resolveHost } from '../kit/resolve-host.ts'
import type { BufferPool } from './frame/buffer-pool.ts'
import { HostSignalling } from './host-signalling.ts'
import { Meeting, type MeetingOptions } from './meet/meeting.ts'
import type { DeniedRequests } from './net/denied-requests.ts'
import { FarEnd } from './net/far-end.ts'
import type { Ways } from './net/ways.ts'
import { noTubeFigures } from './no-tube-figures.ts'
import { trace } from './trace.ts'
import type { TubeEnd, TubeHandlers, TubeState } from './tube/options.ts'
import { Tube } from './tube/tube.ts'

/** That the other end may have open at once. */
const maxConnections = 10_000

/** Who meets whom, as the host says it. */
export type TubeWish = z.output<(typeof tunnelContract)['openTube']['input']>

export interface EngineTubeOptions {
  wish: TubeWish
  /** As it is when the stack is there. */
  meeting(): Promise<Pick<MeetingOptions, 'stack' | 'name' | 'iceServers' | 'relayOnly'>>
  maxLanes: number
  allow: readonly Allow[]
  /** Of all tubes. */
  ways: Ways
  requests: DeniedRequests
  pool: BufferPool
  say(text: string): void
  event(event: Pick<EngineEvent, 'level' | 'code' | 'text'>): void
  /** Whether each connection is worth an event. */
  isDebugged(): boolean
  /** A defect of ours: it has ended this tube, and no other. */
  report(error: unknown): void
}

/** One tube: how its lanes are made, its connections, and what the other end does here. */
export class EngineTube {
  readonly wish: TubeWish
  readonly #options: EngineTubeOptions
  readonly #signalling: HostSignalling
  readonly #since = Date.now()
  #allow: readonly Allow[]
  #maxLanes: number
  #state: TubeState = 'connecting'
  #end: TubeEnd | undefined
  #tube: Tube | undefined
  #farEnd: FarEnd | undefined

  constructor(options: EngineTubeOptions) {
    const { wish, allow, maxLanes, say } = options
    this.wish = wish
    this.#options = options
    this.#allow = allow
    this.#maxLanes = maxLanes
    const secret = new Uint8Array(Buffer.from(wish.secret, 'base64'))
    this.#signalling = new HostSignalling(wish.role, secret, say)
  }

  /** Looks for a path, as soon as there is a stack. */
  async start(): Promise<void> {
    try {
      const meeting = await this.#options.meeting()
      if (this.#state !== 'ended') this.#begin(meeting)
    } catch (error) {
      this.#ended(asEnd(error))
    }
  }

  get isOver(): boolean {
    return this.#state === 'ended'
  }

  get connectionCount(): number {
    return this.#tube && !this.isOver ? this.#tube.snapshot().connections : 0
  }

  hear(text: string): void {
    this.#safely(() => this.#signalling.hear(text))
  }

  mute(reason: string): void {
    this.#signalling.mute(reason)
  }

  set({ allow, maxLanes }: { allow: readonly Allow[]; maxLanes: number }): void {
    this.#allow = allow
    this.#maxLanes = maxLanes
    this.#safely(() => {
      this.#farEnd?.allow(allow)
      this.#tube?.set({ maxLanes })
    })
  }

  networkChanged(): void {
    this.#safely(() => this.#tube?.networkChanged())
  }

  closeConnection(number: number): boolean {
    return this.#tube?.closeConnection(number) ?? false
  }

  /** By intent; the other end is told. */
  close(text: string): void {
    const end: TubeEnd = { code: 'closed', text }
    this.#tube?.close(end)
    this.#ended(end)
    this.#signalling.close()
  }

  snapshot(): TubeShown {
    const { tubeId, by, peerId, peerName } = this.wish
    const { peer = '', ...figures } = this.#tube?.snapshot() ?? { ...noTubeFigures, since: this.#since }
    const dropped =
      (this.#farEnd?.droppedDatagrams ?? 0) + this.#options.ways.droppedDatagrams(this.wish.party)
    const { code, text } = this.#end ?? { code: 'closed', text: '' }
    return {
      ...figures,
      droppedDatagrams: figures.droppedDatagrams + dropped,
      id: tubeId,
      by,
      peerId,
      peerName: peerName || peer,
      state: this.#state,
      code: '',
      link: '',
      retryAt: 0,
      problem: text,
      faultCode: code === 'closed' ? '' : code,
    }
  }

  /** The busiest first. */
  connections(most: number): TunnelConnection[] {
    const tube = this.#tube
    if (tube === undefined || this.isOver) return []
    const { tubeId } = this.wish
    return tube.connections(most).map((connection) => {
      const observer = this.#options.ways.observer(connection.wayId, tube, connection.number)
      const guacamole = observer
        ? {
            in: observer.fromGuacd,
            out: observer.fromViewer,
            lagMs: observer.lagMs,
            error: observer.error,
          }
        : null
      return { ...connection, tubeId, guacamole }
    })
  }

  #begin(options: Pick<MeetingOptions, 'stack' | 'name' | 'iceServers' | 'relayOnly'>): void {
    const { pool, requests, event } = this.#options
    const { party, by, peerName } = this.wish
    const meet = new Meeting({ ...options, signalling: this.#signalling, clock: monotonicClock })
    const tube = new Tube({
      meet,
      clock: monotonicClock,
      unixMs: Date.now,
      defer: setImmediate,
      pool,
      maxLanes: this.#maxLanes,
      maxConnections,
      handlers: this.#handlers(),
    })
    this.#tube = tube
    this.#farEnd = new FarEnd({
      tube,
      party: { id: party, by },
      peerName: peerName || 'Somebody with a code',
      rules: this.#allow,
      requests,
      clock: monotonicClock,
      unixMs: Date.now,
      resolve: resolveHost,
      tell: event,
      report: this.#options.report,
    })
    tube.start()
  }

  #handlers(): TubeHandlers {
    const { ways, event } = this.#options
    // What goes wrong with one tube ends that one.
    const guarded =
      <T extends unknown[]>(then: (...given: T) => void) =>
      (...given: T) =>
        this.#safely(() => then(...given))
    return {
      state: guarded((state, end) => this.#changed(state, end)),
      opening: guarded((stream) => {
        this.#trace(() => trace.opening(stream))
        if (stream.kind === 'reverse') ways.opening(this.#tube!, stream)
        else this.#farEnd?.opening(stream)
      }),
      associating: guarded((stream) => this.#farEnd?.associating(stream)),
      listen: guarded((id, at) => this.#farEnd?.listeners.listen(id, at)),
      unlisten: guarded((id) => this.#farEnd?.listeners.unlisten(id)),
      listened: guarded((id, outcome) => ways.listened(this.#tube!, id, outcome)),
      opened: (connection) => this.#trace(() => trace.opened(connection.show(monotonicClock.now()))),
      over: (connection) => this.#trace(() => trace.over(connection.show(monotonicClock.now()))),
      event,
    }
  }

  /** Nothing is built where nobody looks. */
  #trace(told: () => Pick<EngineEvent, 'level' | 'code' | 'text'>): void {
    if (this.#options.isDebugged()) this.#options.event(told())
  }

  #changed(state: TubeState, end: TubeEnd | undefined): void {
    if (state === 'ended') return this.#ended(end ?? { code: 'closed', text: '' })
    const isFirst = this.#state === 'connecting' && state === 'open'
    this.#state = state
    if (!isFirst) return
    this.#options.ways.tubeOpen(this.wish.party, this.#tube!)
    this.#options.event({ level: 'info', code: 'tube-open', text: this.#connectedText })
  }

  get #connectedText(): string {
    const { peerName } = this.wish
    return peerName === '' ? 'The tunnel is connected.' : `The tunnel with ${peerName} is connected.`
  }

  #ended(end: TubeEnd): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#end = end
    if (this.#tube) this.#options.ways.tubeGone(this.wish.party, this.#tube)
    this.#farEnd?.close()
    const tube = this.#tube
    if (tube) this.#trace(() => trace.counters(tube.counters, this.#signalling.lost))
  }

  #safely(then: () => void): void {
    try {
      then()
    } catch (error) {
      this.#options.report(error)
      const end: TubeEnd = { code: 'internal', text: 'Something went wrong with this tube.' }
      try {
        this.#tube?.close(end)
      } catch (further) {
        this.#options.report(further)
      }
      this.#ended(end)
    }
  }
}
