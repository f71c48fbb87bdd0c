import type { EngineEvent } from '../../contract/events.ts'
import type { EngineStatus } from '../../contract/host.ts'
import type { Client } from '../../contract/procedure.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { type Allow, type Tube, type TunnelSnapshot, tunnelContract } from '../../contract/tunnel.ts'
import { Fault } from '../../wire/fault.ts'
import { thisMachine } from '../addresses.ts'
import type { Clock } from '../clock.ts'
import { EngineClient, type EngineListener } from '../engine-client.ts'
import { EngineNeed } from '../engine-need.ts'
import type { Peers } from '../peers/peers.ts'
import type { Call } from '../rendezvous/call.ts'
import type { Calls } from '../rendezvous/calls.ts'
import { newRuleId } from '../rule-list.ts'
import type { SettingsFile } from '../settings-file.ts'
import { SnapshotPace } from '../snapshot-pace.ts'
import { HostTube } from './host-tube.ts'
import { SeenSettings } from './seen-settings.ts'
import { SeenTubes } from './seen-tubes.ts'
import { TubeList } from './tube-list.ts'
import { Wishes } from './wishes.ts'

type TunnelClient = Client<typeof tunnelContract>

/** So long may telling the other ends take. */
const farewellMs = 1000

export interface TunnelsOptions {
  settings: SettingsFile
  peers: Pick<Peers, 'trusted' | 'state' | 'own'>
  calls: Pick<Calls, 'open' | 'join' | 'call' | 'take'>
  listener: EngineListener<TunnelSnapshot>
  clock: Clock
  /** The engine is to run from now on, or to end; at first it is not needed. */
  engineNeeded(isNeeded: boolean): void
  /** What is remembered of it is needed no more. */
  forgotten(tubeId: string): void
  report(error: unknown): void
}

/** All tubes of this host, by codes and between paired devices, and what the tunnel engine works by. */
export class Tunnels implements AsyncDisposable {
  readonly engine: EngineClient<typeof tunnelContract, TunnelSnapshot>
  readonly settings: SeenSettings
  readonly #options: TunnelsOptions
  readonly #wishes = new Wishes()
  readonly #tubes: TubeList
  readonly #seen: SeenTubes
  readonly #pace = new SnapshotPace(() => this.#isBusy)
  readonly #need: EngineNeed
  #isClosed = false

  constructor(options: TunnelsOptions) {
    this.#options = options
    this.settings = new SeenSettings(options.settings)
    this.#tubes = new TubeList(options.clock, (tubeId) => {
      options.forgotten(tubeId)
      this.#changed()
    })
    this.#seen = new SeenTubes(this.#tubes)
    this.#need = new EngineNeed({
      clock: options.clock,
      hasWork: () => this.#hasWork,
      changed: options.engineNeeded,
    })
    this.engine = new EngineClient(
      {
        contract: tunnelContract,
        name: 'tunnel',
        prepare: (client: TunnelClient) => this.#prepare(client),
        snapshots: (client: TunnelClient, signal: AbortSignal) =>
          this.#pace.read((intervalMs, until) => client.snapshots({ intervalMs }, until), signal),
      },
      {
        snapshot: (snapshot) => options.listener.snapshot(this.#complete(snapshot)),
        event: options.listener.event,
      },
      options.clock,
    )
  }

  /** Takes the settings over as they are. Resolves when the running engine has them; the next gets them when it starts. */
  async apply(): Promise<void> {
    this.#settle()
    this.#changed()
    await this.engine.tell((client) => this.#give(client))
  }

  /** What the supervisor says of the engine. */
  engineIs(state: EngineStatus['state']): void {
    this.#need.engineIs(state)
    this.#changed()
  }

  /** Asks the engine, which is started if it does not run; throws as the question does, or `engine-unavailable`. */
  async ask<T>(question: (client: TunnelClient) => Promise<T>): Promise<T> {
    await this.#need.wake()
    return this.engine.ask(question)
  }

  /** Throws `tube-unknown` or `connection-unknown`. */
  async closeConnection(tubeId: string, number: number): Promise<void> {
    this.#tubes.find(tubeId)
    await this.engine.ask((client) => client.closeTunnelConnection({ tubeId, number }))
  }

  /** Makes a code, and waits for who comes with it. Throws as making a code throws. */
  async open(
    minutes: number,
    allow: readonly Pick<Allow, 'what' | 'target'>[],
    signal: AbortSignal,
  ): Promise<Tube> {
    const tube = this.#newTube('code', { id: '', name: '' })
    const rules = allow.map((each) => ({ ...each, id: newRuleId(), party: tube.id, enabled: true }))
    await this.#meetByCode(tube, rules, () => this.#options.calls.open('tunnel', { minutes }, signal))
    return tube.view(undefined)
  }

  /** Comes with a code. Throws as that throws. */
  async join(code: string, at: Endpoint | undefined, signal: AbortSignal): Promise<Tube> {
    const tube = this.#newTube('code', { id: '', name: '' })
    await this.#meetByCode(tube, [], () => this.#options.calls.join('tunnel', { code, at }, signal))
    return tube.view(undefined)
  }

  /** Connects to a paired device, whether ways to it are on or not. Throws `peer-unknown`. */
  connect(id: string): Tube {
    if (!this.#options.peers.trusted.some((peer) => peer.id === id))
      throw new Fault('peer-unknown', 'No paired device has that id.')
    this.#wishes.ask(id)
    const known = this.#tubes.ofDevice(id)
    if (known && !known.isOver) {
      known.hurry()
      return this.#seen.of(known)
    }
    return this.#dial(id).view(undefined)
  }

  /** By intent; those that are over are shown no more. Throws `tube-unknown`. */
  close(ids: readonly string[]): void {
    const tubes = ids.map((id) => this.#tubes.find(id))
    for (const tube of tubes)
      if (tube.isOver) this.#tubes.forget(tube.id)
      else void tube.close('')
  }

  /** Somebody asked for what is not allowed: makes a rule of it, or forgets it. Throws `invalid` if it is gone. */
  async answer(id: string, isAllowed: boolean): Promise<void> {
    const request = this.#seen.request(id)
    if (request === undefined) throw new Fault('invalid', 'Nobody waits for that answer any more.')
    const { party, what, target } = request
    if (isAllowed) {
      const rule: Allow = { party, what, target, enabled: true, id: newRuleId() }
      await this.settings.change((old) => this.settings.lists.allow.add(old, rule, thisMachine()))
      await this.apply()
    }
    await this.engine.ask((client) => client.forgetRequest({ id }))
  }

  /** A paired device calls. */
  called(call: Call): void {
    const { peers, calls, report } = this.#options
    const { peer } = call.view
    if (peer === null || this.#isClosed) return call.hangUp('')
    const known = this.#tubes.ofDevice(peer.id)
    if (known?.stage === 'calling' && (peers.own?.id ?? '') < peer.id) {
      // Both call: of the two, the call of this one holds, unless it comes to nothing.
      if (known.isRinging) return call.hangUp('')
      known.hold(call, () => calls.take(call))
      return
    }
    if (!calls.take(call)) return
    this.#wishes.called(peer.id)
    try {
      this.#renew(known, peer).take(call)
    } catch (error) {
      report(error)
      call.hangUp('')
    }
  }

  /** These paired devices are on this network now; without any, everything may be otherwise. */
  hurry(ids?: readonly string[]): void {
    for (const tube of this.#tubes) if (!ids || ids.includes(tube.peerId)) tube.hurry()
  }

  /** After sleep or a change of network. */
  async probe(): Promise<void> {
    this.hurry()
    await this.engine.tell((client) => client.probe(undefined))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#need.close()
    const { live } = this.#tubes
    const late = Promise.withResolvers<void>()
    const cancel = this.#options.clock.after(farewellMs, late.resolve)
    await Promise.race([
      Promise.all(live.map((tube) => tube.close('Hawser was closed.', false))),
      late.promise,
    ])
    cancel()
    this.#tubes.close()
  }

  async #prepare(client: TunnelClient): Promise<void> {
    await this.#give(client)
    this.#passSignals(client).catch(() => {
      // The engine has ended.
    })
    for (const tube of this.#tubes) tube.engineStarted()
    this.#need.enginePrepared()
  }

  async #passSignals(client: TunnelClient): Promise<void> {
    for await (const { tubeId, signal } of client.signals(undefined))
      this.#tubes.get(tubeId)?.say(signal.text)
  }

  async #give(client: TunnelClient): Promise<void> {
    const { transfer, tunnel } = this.settings.value
    const { name } = this.#options.peers.state.self
    await client.apply({
      name,
      settings: tunnel,
      iceServers: transfer.iceServers,
      relayOnly: transfer.relayOnly,
    })
  }

  /** With what the engine does not know of. */
  #complete(snapshot: TunnelSnapshot): TunnelSnapshot {
    const hadRequests = this.#seen.hasRequests
    const seen = this.#seen.take(snapshot)
    if (hadRequests && !this.#seen.hasRequests) this.#changed()
    return seen
  }

  /** Tubes are made where ways are on, and none is kept to who is no longer trusted. */
  #settle(): void {
    if (this.#isClosed) return
    const trusted = new Set(this.#options.peers.trusted.map(({ id }) => id))
    const { ways } = this.#options.settings.latest.value.tunnel
    this.#wishes.set(ways, trusted)
    for (const tube of this.#tubes) {
      if (tube.by === 'code' || tube.isOver) continue
      if (!trusted.has(tube.peerId))
        tube.fail(new Fault('peer-revoked', `${tube.peerName} is no longer trusted.`))
      else if (tube.stage === 'waiting' && !this.#wishes.has(tube.peerId)) void tube.close('')
    }
    for (const id of this.#wishes.all) if (this.#tubes.ofDevice(id)?.isOver !== false) this.#dial(id)
  }

  async #meetByCode(tube: HostTube, rules: readonly Allow[], meet: () => Promise<Call>): Promise<void> {
    const call = await meet()
    this.settings.tubeBegun(tube.id, rules)
    tube.take(call)
    this.#hold(tube)
    // Not waited for: the engine gets it before the tube, which begins in a later turn.
    this.apply().catch(this.#options.report)
  }

  #dial(peerId: string): HostTube {
    const peer = this.#options.peers.trusted.find(({ id }) => id === peerId)
    const tube = this.#renew(this.#tubes.ofDevice(peerId), { id: peerId, name: peer?.name ?? '' })
    tube.dial()
    return tube
  }

  /** The tube of a device: the one that there is, or a new one in place of what is over. */
  #renew(known: HostTube | undefined, peer: { id: string; name: string }): HostTube {
    if (known && !known.isOver) return known
    if (known) this.#tubes.forget(known.id)
    const tube = this.#newTube('device', peer)
    this.#hold(tube)
    return tube
  }

  #hold(tube: HostTube): void {
    this.#tubes.add(tube)
    this.#changed()
  }

  #newTube(by: 'code' | 'device', peer: { id: string; name: string }): HostTube {
    const { calls, clock, listener, report } = this.#options
    const tube: HostTube = new HostTube({
      by,
      peer,
      clock,
      report,
      tell: (telling) => this.engine.tell(telling),
      prepared: () => this.#need.prepared,
      ...(by === 'device' && { call: (signal) => calls.call('tunnel', peer.id, signal) }),
      isWanted: () => this.#wishes.has(peer.id),
      event: (event) => listener.event({ ...event, ...this.#about(tube) }),
      ended: (forGood) => this.#ended(tube, forGood),
    })
    return tube
  }

  get #isBusy(): boolean {
    return this.settings.value.tunnel.ways.some(({ enabled }) => enabled) || this.#tubes.live.length > 0
  }

  get #hasWork(): boolean {
    // Requests are remembered by the engine alone, until they are answered.
    return (
      this.#isBusy ||
      this.#seen.hasRequests ||
      this.settings.value.tunnel.allow.some(({ enabled }) => enabled)
    )
  }

  /** There may be more to do for the engine, or less; while it does not run, what there is to be seen is told without it. */
  #changed(): void {
    this.#pace.look()
    if (this.#isClosed) return
    this.#need.look()
    if (!this.#need.isResting) return
    const { clock, listener } = this.#options
    listener.snapshot(this.#seen.rest(clock.now(), this.settings.value.tunnel))
  }

  #about(tube: HostTube): Pick<EngineEvent, 'at' | 'tubeId' | 'peerId'> {
    return { at: this.#options.clock.now(), tubeId: tube.id, ...(tube.peerId && { peerId: tube.peerId }) }
  }

  #ended(tube: HostTube, forGood: boolean): void {
    if (forGood && tube.by === 'device') this.#wishes.end(tube.peerId)
    if (tube.by === 'code') {
      this.settings.tubeOver(tube.id)
      this.apply().catch(this.#options.report)
    }
    this.#tubes.ended(tube)
    this.#changed()
  }
}
