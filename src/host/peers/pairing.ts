import { randomBytes } from 'node:crypto'
import { isIPv4 } from 'node:net'
import type { Pairing, Peer } from '../../contract/peers.ts'
import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import { type Clock, sleep } from '../clock.ts'
import { agree } from './agreement.ts'
import { type Asking, answer, ask, type Met } from './handshake.ts'
import type { Introducer } from './introduction.ts'
import { PairingChannel } from './pairing-channel.ts'
import { connectFirst } from './pairing-client.ts'
import { formatPairingLink, newPairingCode, readPairing } from './pairing-code.ts'
import { PairingServer } from './pairing-server.ts'

const linkSecretBytes = 16
/** After so many wrong codes nobody can pair until a person opens it again, with a new code. */
const guessLimit = 3
/** Machines get so long for all they say to each other; people for comparing words. */
const handshakeMs = 15_000
const confirmMs = 120_000
const busy = { tries: 10, everyMs: 1000 }

/** What to look for on the network: the one that shows a code's first digit, or the device with an id. */
export type Wanted = { channel: number } | { id: string }

export interface PairingOptions {
  /** Throws a fault of code `identity-unreadable` while this device's key cannot be had. */
  self(): Introducer
  /** Where to listen while pairing is open; another port will do. */
  listen(): Endpoint
  /** Where others may reach this machine at a port. */
  addresses(port: number): Endpoint[]
  /** A first digit for a new code, best one that nobody near shows. */
  freeChannel(): number
  /** Where what is wanted is open for pairing. Waits a while for it; empty when it does not show up. */
  find(wanted: Wanted, signal: AbortSignal): Promise<Endpoint[]>
  /** Both sides agree: keeps the device as one that is trusted. */
  trust(peer: Peer): Promise<void>
  changed(pairing: Pairing): void
  clock: Clock
}

const idle: Pairing = {
  state: 'idle',
  code: '',
  link: '',
  until: 0,
  words: '',
  device: null,
  problem: '',
  faultCode: '',
}

/** One pairing from its beginning to its end. */
interface Run {
  over: AbortController
  server?: PairingServer
  /** The first digit of the code while it is open. */
  channel?: number
  guesses: number
  /** Its time is up, and it lasts for the one who is in the middle of it. */
  expired: boolean
  /** While words are compared: takes what this side's person says. */
  decide?: (same: boolean) => void
}

/** The pairing of this device with another, on either side; one at a time. */
export class Pairings {
  readonly #options: PairingOptions
  #pairing = idle
  #run: Run | undefined

  constructor(options: PairingOptions) {
    this.#options = options
  }

  get pairing(): Pairing {
    return this.#pairing
  }

  /** What to announce while it is open. */
  get open(): { port: number; channel: number } | undefined {
    const { server, channel } = this.#run ?? {}
    return server && channel ? { port: server.port, channel } : undefined
  }

  /** Waits for another device. Throws `pairing-busy`, `identity-unreadable`, or what listening throws. */
  async openFor(minutes: number): Promise<Pairing> {
    const { self, listen, addresses, freeChannel, clock } = this.#options
    this.#refuseIfBusy()
    const { id } = self()
    const run = this.#begin()
    const code = newPairingCode(freeChannel())
    const secret = randomBytes(linkSecretBytes).toString('base64url')
    const secrets = { code: code.text, link: secret }
    try {
      run.server = await PairingServer.open(listen(), (channel, remote) =>
        this.#serve(run, secrets, channel, remote),
      )
    } catch (error) {
      if (this.#run === run) this.#run = undefined
      throw new Fault('listen-failed', `Pairing cannot be opened: ${(error as Error).message}`)
    }
    const { server } = run
    run.over.signal.addEventListener('abort', () => server.close())
    if (run.over.signal.aborted) {
      server.close()
      return this.#pairing
    }
    run.channel = code.channel
    const lifeMs = minutes * 60_000
    const expire = clock.after(lifeMs, () => {
      run.expired = true
      if (!server.serving) this.#end(run, expired())
    })
    run.over.signal.addEventListener('abort', expire)
    this.#set({
      ...idle,
      state: 'open',
      code: code.text,
      link: formatPairingLink({ id, secret, addresses: addresses(server.port) }),
      until: clock.now() + lifeMs,
    })
    return this.#pairing
  }

  /** Pairs with the device that shows a code or link. Throws `pairing-busy`, `identity-unreadable` or `invalid`; the rest is in the state. */
  pair(text: string, at: Endpoint | undefined): Pairing {
    const read = readPairing(text)
    const wanted: Wanted = read.kind === 'code' ? { channel: read.channel } : { id: read.id }
    const known = at !== undefined ? [at] : read.kind === 'link' ? read.addresses : []
    return this.#ask({
      mode: read.kind,
      secret: read.kind === 'code' ? read.text : read.secret,
      expected: read.kind === 'link' ? read.id : undefined,
      places: async (signal) => (known.length > 0 ? known : this.#options.find(wanted, signal)),
    })
  }

  /** Pairs with a device that was found, by words that people compare. Throws as `pair`. */
  pairFound(id: string): Pairing {
    return this.#ask({
      mode: 'words',
      secret: '',
      expected: id,
      places: (signal) => this.#options.find({ id }, signal),
    })
  }

  /** What this side's person says of the words. Throws `invalid` when there is nothing to confirm. */
  confirm(same: boolean): void {
    const { decide } = this.#run ?? {}
    if (decide === undefined) throw new Fault('invalid', 'There is no pairing to confirm.')
    decide(same)
  }

  /** Ends what is under way and forgets how the last one ended. */
  cancel(): void {
    this.#run?.over.abort(new Fault('pairing-refused', 'Pairing was cancelled.'))
    this.#run = undefined
    this.#set(idle)
  }

  #refuseIfBusy(mayBeOpen = false): void {
    if (this.#run === undefined || (mayBeOpen && this.#run.server?.serving === false)) return
    throw new Fault('pairing-busy', 'Another pairing is under way. Cancel it first.')
  }

  /** A pairing that waits for somebody gives way. */
  #begin(): Run {
    this.#run?.over.abort(new Fault('pairing-refused', 'Pairing was cancelled.'))
    const run: Run = { over: new AbortController(), guesses: 0, expired: false }
    this.#run = run
    return run
  }

  #set(pairing: Pairing): void {
    this.#pairing = pairing
    this.#options.changed(pairing)
  }

  /** Unless it is over already. With a fault it has failed. */
  #end(run: Run, outcome: Fault | Peer): void {
    if (this.#run !== run) return
    this.#run = undefined
    run.over.abort(new Fault('closed', 'The pairing is over.'))
    const device = outcome instanceof Fault ? this.#pairing.device : { id: outcome.id, name: outcome.name }
    this.#set(
      outcome instanceof Fault
        ? { ...idle, state: 'failed', device, problem: outcome.message, faultCode: outcome.code }
        : { ...idle, state: 'done', device },
    )
  }

  async #serve(
    run: Run,
    secrets: { code: string; link: string },
    channel: PairingChannel,
    remote: string,
  ): Promise<void> {
    const leave = this.#limit(run, channel, handshakeMs)
    let met: Met | undefined
    try {
      const guessed = () => run.guesses++
      met = await answer(channel, { self: this.#options.self(), secrets, guessed })
      leave()
      this.#end(run, await this.#conclude(run, channel, met, plainAddress(remote)))
    } catch (error) {
      const fault = asFault(error)
      // Words were on the screen: whatever became of them, it is not gone over in silence.
      if (met?.mode === 'words') this.#end(run, fault)
      else if (run.guesses >= guessLimit)
        this.#end(run, new Fault('pairing-refused', `Pairing was closed after ${guessLimit} wrong codes.`))
      else if (this.#options.clock.now() >= this.#pairing.until)
        this.#end(
          run,
          new Fault('pairing-expired', 'Nobody paired in time. Open pairing again for a new code.'),
        )
    } finally {
      leave()
    }
  }

  #ask(what: {
    mode: Asking['mode']
    secret: string
    expected: string | undefined
    places(signal: AbortSignal): Promise<Endpoint[]>
  }): Pairing {
    this.#refuseIfBusy(true)
    const self = this.#options.self()
    const run = this.#begin()
    this.#set({ ...idle, state: 'connecting' })
    const go = async () => {
      const { signal } = run.over
      const places = await what.places(signal)
      if (places.length === 0)
        throw new Fault(
          'peer-unreachable',
          'No such device is open for pairing on this network. Open it there, or enter its address too.',
        )
      for (let left = busy.tries; ; left--)
        try {
          return await this.#askAt(run, self, places, what)
        } catch (error) {
          if (!(error instanceof Fault) || error.code !== 'pairing-busy' || left === 0) throw error
          await sleep(this.#options.clock, busy.everyMs, signal)
          signal.throwIfAborted()
        }
    }
    go().then(
      (peer) => this.#end(run, peer),
      (error) => this.#end(run, asFault(error)),
    )
    return this.#pairing
  }

  async #askAt(
    run: Run,
    self: Introducer,
    places: readonly Endpoint[],
    { mode, secret, expected }: { mode: Asking['mode']; secret: string; expected: string | undefined },
  ): Promise<Peer> {
    const { socket, place } = await connectFirst(places, run.over.signal)
    const channel = new PairingChannel(socket)
    const leave = this.#limit(run, channel, handshakeMs)
    try {
      const met = await ask(channel, { self, mode, secret })
      if (expected !== undefined && met.peer.id !== expected)
        throw new Fault('pairing-refused', 'What answered is another device than the one that was meant.')
      leave()
      return await this.#conclude(run, channel, met, plainAddress(socket.remoteAddress ?? place.host))
    } finally {
      leave()
      channel.close()
      socket.setTimeout(2000, () => socket.destroy())
    }
  }

  /** Both know who the other is: people confirm where there was no secret, then each keeps the other. */
  async #conclude(run: Run, channel: PairingChannel, met: Met, host: string): Promise<Peer> {
    const { peer, words } = met
    const leave = this.#limit(run, channel, words ? confirmMs : handshakeMs)
    try {
      await agree(channel, met.channel, words ? this.#askPerson(run, met) : Promise.resolve(true))
    } finally {
      delete run.decide
      leave()
    }
    const { id, name, certificate, port } = peer
    const { clock, trust } = this.#options
    const trusted: Peer = { id, name, certificate, addresses: [{ host, port }], pairedAt: clock.now() }
    run.over.signal.throwIfAborted()
    await trust(trusted)
    return trusted
  }

  #askPerson(run: Run, { peer, words }: Met): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    run.decide = resolve
    const { id, name } = peer
    this.#set({
      ...this.#pairing,
      state: 'confirm',
      code: '',
      link: '',
      until: 0,
      words,
      device: { id, name },
    })
    return promise
  }

  /** Ends a conversation after a time, or with its run; the returned function lifts that. */
  #limit(run: Run, channel: PairingChannel, ms: number): () => void {
    const { signal } = run.over
    const late = this.#options.clock.after(ms, () => {
      channel.refuse('closed')
      channel.fail(new Fault('pairing-expired', 'The other device, or its person, took too long.'))
    })
    const abort = () => {
      channel.refuse('closed')
      channel.fail(asFault(signal.reason))
    }
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    return () => {
      late()
      signal.removeEventListener('abort', abort)
    }
  }
}

const expired = () =>
  new Fault('pairing-expired', 'Nobody paired in time. Open pairing again for a new code.')

const asFault = (error: unknown): Fault =>
  error instanceof Fault
    ? error
    : new Fault('internal', error instanceof Error ? error.message : String(error))

/** An IPv4 address that a socket for both kinds shows as IPv6. */
function plainAddress(address: string): string {
  const bare = address.replace(/^::ffff:/i, '')
  return isIPv4(bare) ? bare : address
}
