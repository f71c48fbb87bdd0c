import type { IceServerAddress } from './ice-server.ts'
import {
  longTermKey,
  maskedAddress,
  newTransaction,
  readAddress,
  readError,
  readStun,
  type StunAttribute,
  type StunMessage,
  stunAttributes,
  stunClasses,
  stunLength,
  stunMethods,
  writeStun,
} from './stun-message.ts'
import { openTcp, type TcpFailure } from './tcp.ts'
import { openUdp, type ProbeOptions, type UdpAddress } from './udp.ts'

const transportUdp = 17
const resendMs = [300, 900]
const carriedMs = 2000
const unauthorized = 401
const staleNonce = 438
const forbidden = 403

export type TurnReply =
  | {
      state: 'allocated'
      relayed: UdpAddress
      ms: number
      /** Whether a packet came through two relays of that server: `refused` by servers that do not allow it. */
      carries: 'yes' | 'no' | 'refused'
      /** From one end to the other, ms; 0 where nothing came. */
      carriedMs: number
    }
  /** The server's own words; 401 without credentials means that it wants some, with them that they are wrong. */
  | { state: 'denied'; code: number; reason: string }
  | { state: TcpFailure }

/** Asks a server, at one of its addresses, for relays, and sends a packet through them. Never rejects. */
export type AskTurn = (
  server: IceServerAddress,
  address: string,
  timeoutMs: number,
  options: ProbeOptions,
) => Promise<TurnReply>

export const askTurn: AskTurn = async (server, address, timeoutMs, options) => {
  const first = await openLine(server, address, timeoutMs, options)
  if ('state' in first) return first
  using near = new TurnSession(first, server, timeoutMs)
  const started = options.clock.now()
  const got = await near.allocate()
  if (got.state !== 'allocated') return got
  const ms = options.clock.now() - started
  const second = await openLine(server, address, timeoutMs, options)
  const none = { ...got, ms, carries: 'refused', carriedMs: 0 } as const
  if ('state' in second) return none
  using far = new TurnSession(second, server, timeoutMs)
  const there = await far.allocate()
  if (there.state !== 'allocated') return none
  const isAllowed = (await near.permit(there.relayed)) && (await far.permit(got.relayed))
  if (!isAllowed) return none
  const sentAt = options.clock.now()
  const cancels = [0, ...resendMs].map((after) =>
    options.clock.after(after, () => near.send(there.relayed, Buffer.from('hawser'))),
  )
  const isCarried = await far.received(Math.min(carriedMs, timeoutMs), options)
  for (const cancel of cancels) cancel()
  return {
    ...got,
    ms,
    carries: isCarried ? 'yes' : 'no',
    carriedMs: isCarried ? options.clock.now() - sentAt : 0,
  }
}

/** A way to the server that carries whole STUN messages. */
interface Line extends Disposable {
  send(bytes: Buffer): void
  ask(
    bytes: Buffer,
    timeoutMs: number,
    fits: (message: StunMessage) => boolean,
  ): Promise<StunMessage | undefined>
  onMessage(listener: (message: StunMessage) => void): void
}

async function openLine(
  { host, port, transport }: IceServerAddress,
  address: string,
  timeoutMs: number,
  options: ProbeOptions,
): Promise<Line | { state: TcpFailure }> {
  if (transport === 'udp') return (await udpLine({ address, port }, options)) ?? { state: 'unreachable' }
  const tls = transport === 'tls' ? { tlsName: host === address ? '' : host } : {}
  const talk = await openTcp({ address, port, timeoutMs, ...tls }, options)
  if (talk.state !== 'connected') return talk
  const listeners: ((message: StunMessage) => void)[] = []
  // Everything of the connection is read by one loop, which ends with it.
  const read = async () => {
    let rest = Buffer.alloc(0)
    for (;;) {
      const { state, bytes } = await talk.until((each) => each.length > 0, 60_000)
      if (state !== 'done') return
      rest = Buffer.concat([rest, bytes])
      for (let length = stunLength(rest); length !== undefined && rest.length >= length; ) {
        const message = readStun(rest.subarray(0, length))
        rest = rest.subarray(length)
        length = stunLength(rest)
        if (message) for (const each of listeners) each(message)
      }
    }
  }
  void read()
  return {
    send: (bytes) => talk.write(bytes),
    onMessage: (listener) => void listeners.push(listener),
    ask: (bytes, waitMs, fits) =>
      new Promise((resolve) => {
        const cancel = options.clock.after(waitMs, () => resolve(undefined))
        listeners.push((message) => {
          if (!fits(message)) return
          cancel()
          resolve(message)
        })
        talk.write(bytes)
      }),
    [Symbol.dispose]: () => talk[Symbol.dispose](),
  }
}

async function udpLine(to: UdpAddress, options: ProbeOptions): Promise<Line | undefined> {
  const probe = await openUdp(to.address.includes(':') ? 6 : 4, options, to)
  if (probe === undefined) return undefined
  return {
    send: (bytes) => probe.send(to, bytes),
    onMessage: (listener) =>
      probe.onMessage((bytes) => {
        const message = readStun(bytes)
        if (message) listener(message)
      }),
    async ask(bytes, timeoutMs, fits) {
      const isFor = (answer: Buffer) => {
        const message = readStun(answer)
        return message !== undefined && fits(message)
      }
      const answer = await probe.ask({ to, bytes, again: resendMs, timeoutMs, fits: isFor })
      return answer.state === 'answered' ? readStun(answer.bytes) : undefined
    },
    [Symbol.dispose]: () => probe[Symbol.dispose](),
  }
}

/** One allocation (RFC 8656), given back at the end. */
class TurnSession implements Disposable {
  readonly #line: Line
  readonly #server: IceServerAddress
  readonly #timeoutMs: number
  #proof: { realm: Buffer; nonce: Buffer } | undefined
  #isAllocated = false

  constructor(line: Line, server: IceServerAddress, timeoutMs: number) {
    this.#line = line
    this.#server = server
    this.#timeoutMs = timeoutMs
  }

  async allocate(): Promise<
    | { state: 'allocated'; relayed: UdpAddress }
    | { state: 'denied'; code: number; reason: string }
    | { state: 'silent' }
  > {
    const transport: StunAttribute = [stunAttributes.requestedTransport, Buffer.from([transportUdp, 0, 0, 0])]
    const answer = await this.#request(stunMethods.allocate, () => [transport])
    if (answer === undefined) return { state: 'silent' }
    if ((answer.type & stunClasses.error) === stunClasses.error)
      return { state: 'denied', ...readError(answer) }
    const relayed = readAddress(answer, stunAttributes.xorRelayedAddress, true)
    if (relayed === undefined) return { state: 'denied', code: 0, reason: 'no relayed address' }
    this.#isAllocated = true
    return { state: 'allocated', relayed }
  }

  /** Lets packets of that address through. False where the server does not. */
  async permit(peer: UdpAddress): Promise<boolean> {
    const answer = await this.#request(stunMethods.createPermission, (transaction) => [
      [stunAttributes.xorPeerAddress, maskedAddress(peer, transaction)],
    ])
    return answer !== undefined && (answer.type & stunClasses.error) === stunClasses.success
  }

  send(peer: UdpAddress, bytes: Buffer): void {
    const transaction = newTransaction()
    const attributes: StunAttribute[] = [
      [stunAttributes.xorPeerAddress, maskedAddress(peer, transaction)],
      [stunAttributes.data, bytes],
    ]
    this.#line.send(writeStun(stunMethods.send | stunClasses.indication, transaction, attributes))
  }

  /** Waits for a packet that the relay passes on. */
  received(timeoutMs: number, { clock }: ProbeOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = clock.after(timeoutMs, () => resolve(false))
      this.#line.onMessage(({ type }) => {
        if (type !== (stunMethods.data | stunClasses.indication)) return
        cancel()
        resolve(true)
      })
    })
  }

  [Symbol.dispose](): void {
    if (this.#isAllocated) {
      const lifetime: StunAttribute = [stunAttributes.lifetime, Buffer.alloc(4)]
      const transaction = newTransaction()
      this.#line.send(this.#write(stunMethods.refresh, transaction, [lifetime]))
    }
    this.#line[Symbol.dispose]()
  }

  /** The first time without proof, which tells what to prove it with; once more when that has grown old. */
  async #request(
    method: number,
    attributes: (transaction: Buffer) => StunAttribute[],
  ): Promise<StunMessage | undefined> {
    let answer: StunMessage | undefined
    for (let round = 0; round < 3; round++) {
      const transaction = newTransaction()
      const bytes = this.#write(method, transaction, attributes(transaction))
      const fits = (message: StunMessage) => message.transaction.equals(transaction)
      answer = await this.#line.ask(bytes, this.#timeoutMs, fits)
      if (answer === undefined || (answer.type & stunClasses.error) !== stunClasses.error) return answer
      const { code } = readError(answer)
      const realm = answer.attributes.get(stunAttributes.realm)
      const nonce = answer.attributes.get(stunAttributes.nonce)
      const isAsked = code === staleNonce || (code === unauthorized && this.#proof === undefined)
      if (!isAsked || !realm || !nonce || this.#server.username === '') return answer
      this.#proof = { realm, nonce }
    }
    return answer
  }

  #write(method: number, transaction: Buffer, attributes: readonly StunAttribute[]): Buffer {
    if (this.#proof === undefined) return writeStun(method, transaction, attributes)
    const { realm, nonce } = this.#proof
    const { username, credential } = this.#server
    const proven: StunAttribute[] = [
      ...attributes,
      [stunAttributes.username, Buffer.from(username)],
      [stunAttributes.realm, realm],
      [stunAttributes.nonce, nonce],
    ]
    return writeStun(method, transaction, proven, longTermKey(username, realm.toString('utf8'), credential))
  }
}

/** What a denial means for a person. */
export function denialText(code: number, reason: string, hasCredentials: boolean): string {
  if (code === unauthorized) return hasCredentials ? 'user name or password is wrong' : 'it wants a user name'
  if (code === forbidden) return 'it forbids relays to this machine'
  if (code === 486) return 'this user has all the relays that it may have'
  if (code === 508) return 'it has no relay left'
  return `error ${code}${reason ? ` (${reason})` : ''}`
}
