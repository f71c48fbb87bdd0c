import { createHash, timingSafeEqual } from 'node:crypto'
import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import { readAddress, type SocksAddress } from './address.ts'
import { type Reply, replies, replyBytes, socksVersion } from './reply.ts'

/** Name and password of RFC 1929; an empty user lets everybody in. */
export interface SocksLogin {
  readonly user: string
  readonly password: string
}

export interface SocksHandler {
  /** To be sent to the client. */
  answer(bytes: Uint8Array): void
  /** CONNECT. What the client sent after its request waits in `rest`. */
  connect(target: Endpoint): void
  /** UDP ASSOCIATE; `from` is where the client says it will send from, often `0.0.0.0:0`. */
  associate(from: { host: string; port: number }): void
  /** After its last answer the client is to be let go; the fault has the code `socks-invalid` or `socks-refused`. */
  refuse(fault: Fault): void
}

const methods = { none: 0, password: 2, refused: 0xff } as const
const loginVersion = 1
const commands = { connect: 1, bind: 2, associate: 3 } as const

const invalid = (text: string) => new Fault('socks-invalid', text)

/**
 * The near end of a SOCKS5 client's first words (RFC 1928, RFC 1929), in whatever pieces they come. Holds at most one part of
 * the conversation (513 bytes: a login); nothing is looked up here, names go to the far end as they are.
 */
export class SocksConversation {
  /** What came after the request: the first bytes for the target. */
  rest: Uint8Array = new Uint8Array()
  readonly #login: SocksLogin
  readonly #handler: SocksHandler
  #state: 'greeting' | 'login' | 'request' | 'over' = 'greeting'
  #held: Uint8Array = new Uint8Array()
  /** What is left to be done once the conversation is over. */
  #act: () => void = () => {}

  constructor(login: SocksLogin, handler: SocksHandler) {
    this.#login = login
    this.#handler = handler
  }

  get isOver(): boolean {
    return this.#state === 'over'
  }

  /** The bytes may be used again after the call. Once the request is complete, further ones are not for the conversation. */
  push(bytes: Uint8Array): void {
    let waiting = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    while (!this.isOver) {
      const used = this.#read(waiting)
      if (used === 0) break
      waiting = waiting.subarray(used)
    }
    if (!this.isOver) this.#held = new Uint8Array(waiting)
    else {
      this.rest = new Uint8Array(waiting)
      this.#act()
    }
  }

  /** How many bytes the part had; 0 while it is incomplete. */
  #read(bytes: Uint8Array): number {
    if (this.#state === 'greeting') return this.#readGreeting(bytes)
    return this.#state === 'login' ? this.#readLogin(bytes) : this.#readRequest(bytes)
  }

  #readGreeting(bytes: Uint8Array): number {
    if (bytes.length === 0) return 0
    if (bytes[0] !== socksVersion) {
      const what = bytes[0] === 4 ? 'SOCKS4' : 'something else than SOCKS5'
      return this.#end(
        bytes,
        Uint8Array.of(socksVersion, methods.refused),
        invalid(`A client speaks ${what}.`),
      )
    }
    const length = 2 + (bytes[1] ?? 0)
    if (bytes.length < 2 || bytes.length < length) return 0
    const method = this.#login.user === '' ? methods.none : methods.password
    if (!bytes.subarray(2, length).includes(method)) {
      const text =
        method === methods.none ? 'A client insists on a login of its own.' : 'A client came without a login.'
      return this.#end(bytes, Uint8Array.of(socksVersion, methods.refused), new Fault('socks-refused', text))
    }
    this.#handler.answer(Uint8Array.of(socksVersion, method))
    this.#state = method === methods.none ? 'request' : 'login'
    return length
  }

  #readLogin(bytes: Uint8Array): number {
    if (bytes.length === 0) return 0
    if (bytes[0] !== loginVersion)
      return this.#end(bytes, Uint8Array.of(loginVersion, 1), invalid('A client’s login is malformed.'))
    if (bytes.length < 2) return 0
    const userEnd = 2 + bytes[1]!
    if (bytes.length <= userEnd) return 0
    const end = userEnd + 1 + bytes[userEnd]!
    if (bytes.length < end) return 0
    const { user, password } = this.#login
    // Both are compared, whatever comes of the first, so that time tells nothing.
    const userFits = sameText(bytes.subarray(2, userEnd), user)
    const passwordFits = sameText(bytes.subarray(userEnd + 1, end), password)
    if (!userFits || !passwordFits)
      return this.#end(
        bytes,
        Uint8Array.of(loginVersion, 1),
        new Fault('socks-refused', 'A client has a wrong user name or password.'),
      )
    this.#handler.answer(Uint8Array.of(loginVersion, 0))
    this.#state = 'request'
    return end
  }

  #readRequest(bytes: Uint8Array): number {
    if (bytes.length === 0) return 0
    if (bytes[0] !== socksVersion)
      return this.#refuse(bytes, replies.failure, 'A client’s request is not of SOCKS5.')
    if (bytes.length < 4) return 0
    const command = bytes[1]
    if (command !== commands.connect && command !== commands.associate) {
      const what = command === commands.bind ? 'to listen (BIND)' : `command ${command}`
      return this.#refuse(
        bytes,
        replies.commandUnsupported,
        `A client asks for ${what}, which is not offered.`,
      )
    }
    const address = readAddress(bytes, 3, bytes.length)
    if (address === 'more') return 0
    if (address === 'unsupported')
      return this.#refuse(
        bytes,
        replies.addressTypeUnsupported,
        'A client names a target of an unknown kind.',
      )
    return this.#request(bytes, command === commands.connect, address)
  }

  #request(bytes: Uint8Array, isConnect: boolean, { host, port, end }: SocksAddress): number {
    if (host === undefined)
      return this.#refuse(bytes, replies.hostUnreachable, 'A client names a target that is no host.')
    if (isConnect && port === 0)
      return this.#refuse(bytes, replies.failure, `A client asks for port 0 of ${host}.`)
    this.#state = 'over'
    this.#act = () =>
      isConnect ? this.#handler.connect({ host, port }) : this.#handler.associate({ host, port })
    return end
  }

  #refuse(bytes: Uint8Array, reply: Reply, text: string): number {
    return this.#end(bytes, replyBytes(reply), invalid(text))
  }

  #end(bytes: Uint8Array, answer: Uint8Array, fault: Fault): number {
    this.#state = 'over'
    this.#act = () => {
      this.#handler.answer(answer)
      this.#handler.refuse(fault)
    }
    return bytes.length
  }
}

const digest = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()
const sameText = (bytes: Uint8Array, text: string) => timingSafeEqual(digest(bytes), digest(text))
