import type { EngineEvent } from '../../contract/events.ts'
import type { Endpoint } from '../../contract/rule.ts'
import type { Settings } from '../../contract/settings.ts'
import type { CallPurpose, RendezvousCall } from '../../contract/transfer.ts'
import { readCode, type TransferCode } from '../../transfer/code/code.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { Latest } from '../latest.ts'
import type { Notice } from '../notices.ts'
import type { Peers } from '../peers/peers.ts'
import type { SettingsFile } from '../settings-file.ts'
import { Call } from './call.ts'
import { callDevice } from './call-device.ts'
import { IncomingCalls } from './incoming-calls.ts'
import { joinCode, type Way } from './join-code.ts'
import { askToMeasure, type LetMeasure, type MeasureWay } from './measure-device.ts'
import { openCode, openCodeAt } from './open-code.ts'
import { OwnListener } from './own-listener.ts'
import { ReaderWatch } from './reader-watch.ts'
import type { Rendezvous } from './rendezvous.ts'
import { wayOnNetwork, wayTo } from './ways.ts'

const defaultPort = 8742
/** Calls at once, and such as have ended and are still shown. */
const limits: Record<CallPurpose, number> = { files: 32, tunnel: 128 }
const endedLimit = 20
const endedMs = 5 * 60_000
/** So long is waited for a code to show up on the network. */
const findMs = 8000
/** So long may saying goodbye take when the host ends. */
const farewellMs = 1000
const addressLimit = 16

export interface CallsOptions {
  settings: SettingsFile
  peers: Peers
  clock: Clock
  event(event: EngineEvent): void
  notice(topic: string, notice: Notice | undefined): void
  report(error: unknown): void
  /** A paired device wants a tunnel: the call is to be taken or hung up. */
  tunnelCalled?(call: Call): void
  /** A paired device wants to measure the path to this one. Throws why it may not. */
  letMeasure?: LetMeasure
}

/** All calls of this host: by codes and between paired devices. */
export class Calls implements Rendezvous, AsyncDisposable {
  readonly #options: CallsOptions
  readonly #calls = new Map<string, Call>()
  readonly #latest = new Latest<{ calls: RendezvousCall[] }>({ calls: [] })
  readonly #own: OwnListener
  readonly #incoming: IncomingCalls
  /** Calls by codes of this host's own listener, with the nameplate of each. */
  readonly #served = new Map<Call, string>()
  readonly #told = new WeakMap<Call, RendezvousCall['state']>()
  readonly #readers: ReaderWatch
  readonly #forgets = new Set<() => void>()
  readonly #over = new AbortController()

  constructor(options: CallsOptions) {
    this.#options = options
    const { clock, peers, settings, report } = options
    this.#readers = new ReaderWatch(clock)
    this.#incoming = new IncomingCalls({
      clock,
      trusted: () => peers.trusted,
      admit: (call) => this.#admit(call),
      changed: (call) => this.#changed(call),
      letMeasure: options.letMeasure,
    })
    this.#own = new OwnListener({
      clock,
      identity: () => ({
        certificate: peers.identity.certificate,
        privateKey: peers.identity.privateKey(),
      }),
      caller: (line, certificate) => this.#incoming.accept(line, certificate),
      changed: () => this.#announce(),
    })
    const follow = async () => {
      for await (const _ of settings.latest.watch(this.#over.signal)) this.#settingsChanged()
    }
    follow().catch(report)
  }

  rendezvousCalls: Rendezvous['rendezvousCalls'] = (_, signal) => this.#latest.watch(signal)

  openCode: Rendezvous['openCode'] = async (input, signal) => (await this.open('files', input, signal)).view

  joinCode: Rendezvous['joinCode'] = async (input, signal) => (await this.join('files', input, signal)).view

  callDevice: Rendezvous['callDevice'] = async ({ id }, signal) => (await this.call('files', id, signal)).view

  takeCall: Rendezvous['takeCall'] = ({ callId }) => ({ taken: this.take(this.#find(callId)) })

  endCall: Rendezvous['endCall'] = ({ callId, reason }) => this.#find(callId).hangUp(reason)

  sendSignal: Rendezvous['sendSignal'] = ({ callId, signal }) => this.#find(callId).say(signal.text)

  signals: Rendezvous['signals'] = ({ callId }, signal) => this.#find(callId).read(signal)

  /** Makes a code; resolves when it can be shown. Throws as `openCode` and what listening throws. */
  async open(purpose: CallPurpose, { minutes }: { minutes: number }, signal: AbortSignal): Promise<Call> {
    const { clock, event } = this.#options
    const { rendezvous } = this.#settings.transfer
    const call = this.#newCall({ by: 'code', purpose, state: 'waiting', role: 'initiator' })
    const abort = () => call.hangUp('')
    signal.addEventListener('abort', abort)
    const tell = (code: 'code-refused' | 'rendezvous-unreachable') => (text: string) =>
      event({ at: clock.now(), level: 'warning', code, text })
    const common = { call, clock, minutes, name: () => this.#name, wrongTry: tell('code-refused') }
    const openHere = async () => {
      this.#served.set(call, '')
      await this.#listen()
      await openCode({ ...common, connect: async () => this.#own.own(), places: this.#own.places })
    }
    try {
      if (rendezvous === null) await openHere()
      else
        await openCodeAt(rendezvous, common, async (reason) => {
          tell('rendezvous-unreachable')(reason)
          await openHere()
        })
    } catch (error) {
      this.#drop(call, error)
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
    }
    if (this.#served.has(call)) {
      this.#served.set(call, nameplateOf(call.view.code))
      this.#announce()
    }
    return call
  }

  /** Comes with a code; resolves when both are there. Throws as `joinCode`. */
  async join(
    purpose: CallPurpose,
    { code: text, at }: { code: string; at?: Endpoint | undefined },
    signal: AbortSignal,
  ): Promise<Call> {
    const { clock } = this.#options
    const code = readCode(text)
    const call = this.#newCall({ by: 'code', purpose, state: 'waiting', role: 'responder' }, false)
    const abort = () => call.hangUp('')
    signal.addEventListener('abort', abort)
    try {
      const ways = this.#waysTo(code, at, call.over.signal)
      await joinCode({ call, clock, name: () => this.#name, code, ways })
      this.#admit(call)
      this.#changed(call)
    } catch (error) {
      this.#drop(call, error)
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
    }
    return call
  }

  /** Calls a paired device; resolves when it rings there. Throws `peer-unknown`, or as `callDevice`. */
  async call(purpose: CallPurpose, id: string, signal: AbortSignal): Promise<Call> {
    const { clock, peers } = this.#options
    const peer = peers.trusted.find((each) => each.id === id)
    if (peer === undefined) throw new Fault('peer-unknown', 'No paired device has that id.')
    const own = { certificate: peers.identity.certificate, privateKey: peers.identity.privateKey() }
    const call = this.#newCall({ by: 'device', purpose, state: 'ringing', role: 'responder' })
    const abort = () => call.hangUp('')
    signal.addEventListener('abort', abort)
    try {
      call.set({ peer: { id: peer.id, name: peer.name } })
      await callDevice({ call, clock, own, peer, places: () => this.#placesOf(id) })
    } catch (error) {
      this.#drop(call, error)
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
    }
    return call
  }

  /** Asks a paired device to be measured against. Throws `peer-unknown`, or as `askToMeasure`. */
  async measure(id: string, signal: AbortSignal): Promise<MeasureWay> {
    const { clock, peers } = this.#options
    const peer = peers.trusted.find((each) => each.id === id)
    if (peer === undefined) throw new Fault('peer-unknown', 'No paired device has that id.')
    const own = { certificate: peers.identity.certificate, privateKey: peers.identity.privateKey() }
    return askToMeasure({ own, peer, places: this.#placesOf(id), clock, signal })
  }

  /** Somebody here wants to talk. False if it is no incoming call any more. */
  take(call: Call): boolean {
    return this.#incoming.take(call)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    const live = [...this.#calls.values()].filter(({ isOver }) => !isOver)
    for (const call of live) call.hangUp('Hawser was closed.')
    const late = Promise.withResolvers<void>()
    const cancel = this.#options.clock.after(farewellMs, late.resolve)
    await Promise.race([Promise.all(live.map(({ left }) => left)), late.promise])
    cancel()
    for (const { over } of live) over.abort()
    for (const forget of this.#forgets) forget()
    this.#readers.close()
    await this.#own.close()
  }

  get #settings(): Settings {
    return this.#options.settings.latest.value
  }

  get #name(): string {
    return this.#options.peers.state.self.name
  }

  #newCall(about: Pick<RendezvousCall, 'by' | 'purpose' | 'state' | 'role'>, isShown = true): Call {
    const { clock } = this.#options
    const call = new Call({ ...about, clock, changed: (changed) => this.#changed(changed) })
    if (isShown) this.#admit(call)
    return call
  }

  #admit(call: Call): void {
    const { purpose } = call.view
    const limit = limits[purpose]
    const live = [...this.#calls.values()].filter(({ isOver, view }) => !isOver && view.purpose === purpose)
    if (live.length >= limit)
      throw new Fault('too-many', `More than ${limit} calls at once are not possible.`)
    this.#calls.set(call.id, call)
  }

  /** One that did not come about. */
  #drop(call: Call, error: unknown): void {
    this.#calls.delete(call.id)
    call.fail(error instanceof Fault ? error : new Fault('internal', String(error)))
  }

  #find(id: string): Call {
    const call = this.#calls.get(id)
    // Those for tunnels are the host's own.
    if (call?.view.purpose !== 'files') throw new Fault('call-unknown', 'There is no such call any more.')
    return call
  }

  #changed(call: Call): void {
    if (this.#served.has(call) && call.isOver) {
      this.#served.delete(call)
      this.#listen().catch(this.#options.report)
      this.#announce()
    }
    if (this.#calls.get(call.id) !== call) return
    this.#tell(call)
    this.#readers.look(call)
    if (call.isOver) this.#forgetLater(call)
    this.#show()
  }

  /** What a person should hear of who looks elsewhere. */
  #tell(call: Call): void {
    const { state, peer, by, purpose } = call.view
    if (this.#told.get(call) === state || !peer?.name) return
    this.#told.set(call, state)
    if (purpose === 'tunnel') {
      // Not before the caller has been told that it rings.
      if (state === 'incoming') queueMicrotask(() => this.#options.tunnelCalled?.(call))
      return
    }
    const at = this.#options.clock.now()
    const about = peer.id ? { peerId: peer.id } : {}
    if (state === 'incoming')
      this.#options.event({
        at,
        level: 'info',
        code: 'call-incoming',
        text: `${peer.name} is calling.`,
        ...about,
      })
    if (state === 'joined' && by === 'code')
      this.#options.event({
        at,
        level: 'info',
        code: 'call-joined',
        text: `${peer.name} came with the code.`,
        ...about,
      })
  }

  #forgetLater(call: Call): void {
    const ended = [...this.#calls.values()].filter(({ isOver }) => isOver)
    for (const { id } of ended.slice(0, -endedLimit)) this.#calls.delete(id)
    const cancel = this.#options.clock.after(endedMs, () => {
      this.#forgets.delete(cancel)
      this.#calls.delete(call.id)
      this.#show()
    })
    this.#forgets.add(cancel)
  }

  #show(): void {
    const views = [...this.#calls.values()].map(({ view }) => view)
    this.#latest.set({ calls: views.filter(({ purpose }) => purpose === 'files') })
  }

  #settingsChanged(): void {
    const trusted = new Set(this.#options.peers.trusted.map(({ id }) => id))
    for (const call of this.#calls.values()) {
      const { by, peer } = call.view
      if (by === 'device' && peer && !trusted.has(peer.id))
        call.fail(new Fault('peer-revoked', `${peer.name} is no longer trusted.`))
    }
    this.#listen().catch(() => {
      // It was told.
    })
  }

  /** Open while there is a code to come with, or a device that may call. Throws what listening throws. */
  async #listen(): Promise<void> {
    const { peers, notice } = this.#options
    const { listen } = this.#settings.transfer
    const isWanted = !this.#over.signal.aborted && (this.#served.size > 0 || peers.trusted.length > 0)
    try {
      await this.#own.set(isWanted ? listen : undefined)
    } catch (error) {
      const { message } = error as Error
      notice('transfer-listener', { code: 'listen-failed', text: `Other devices cannot call. ${message}` })
      throw error
    }
    const { port } = this.#own
    notice(
      'transfer-listener',
      port === 0 || port === listen.port
        ? undefined
        : {
            code: 'port-in-use',
            text: `Port ${listen.port} is taken by another program, so paired devices can call on this network only. Choose another port for calls in the settings.`,
          },
    )
  }

  #announce(): void {
    const nameplates = [...this.#served.values()].filter(Boolean)
    this.#options.peers.announceTransfers(this.#own.port, nameplates)
  }

  #placesOf(id: string): Endpoint[] {
    const { peers } = this.#options
    const known = peers.trusted.find((peer) => peer.id === id)?.addresses ?? []
    const places = [...peers.transferPlaces(id), ...known.map(({ host }) => ({ host, port: defaultPort }))]
    const distinct = new Map(places.map((place) => [`${place.host} ${place.port}`, place]))
    return [...distinct.values()].slice(0, addressLimit)
  }

  /** In the order in which they are tried. */
  #waysTo({ nameplate, at = [] }: TransferCode, given: Endpoint | undefined, signal: AbortSignal): Way[] {
    const { clock, peers } = this.#options
    if (given) return [wayTo([given], clock)]
    if ([...this.#served.values()].includes(nameplate)) return [async () => this.#own.own()]
    const { rendezvous } = this.#settings.transfer
    const there = at.length > 0 ? [wayTo(at, clock)] : rendezvous ? [wayTo([rendezvous], clock)] : []
    const find = (ms: number, during: AbortSignal) => peers.findNameplate(nameplate, ms, during)
    return [...there, wayOnNetwork(find, findMs, clock, signal)]
  }
}

const nameplateOf = (code: string) => code.slice(0, code.indexOf('-'))
