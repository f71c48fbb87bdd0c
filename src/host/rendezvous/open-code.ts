import { randomBytes } from 'node:crypto'
import type { Endpoint } from '../../contract/rule.ts'
import { wrongTryLimit } from '../../contract/transfer.ts'
import { formatLink, makeCode, type TransferCode } from '../../transfer/code/code.ts'
import { Fault } from '../../wire/fault.ts'
import { type Clock, sleep } from '../clock.ts'
import type { Call } from './call.ts'
import { secretOf } from './code-keys.ts'
import { type Proven, proveAsOpener } from './code-proof.ts'
import type { Line } from './line.ts'
import { meet } from './meeting.ts'
import type { Answer } from './messages.ts'
import { reconnect } from './reconnect.ts'
import { RendezvousLine, refused } from './typed-line.ts'
import { wayTo } from './ways.ts'

/** Between two tries. */
const tryMs = 1000
/** Nameplates that are tried before giving up; they are drawn at random. */
const nameplateTries = 20

export interface OpenCodeOptions {
  /** Waiting; gets the code. */
  call: Call
  clock: Clock
  /** Told to the other side. */
  name(): string
  minutes: number
  /** To the rendezvous, as often as it takes. Throws `rendezvous-unreachable`. */
  connect(signal: AbortSignal): Promise<Line>
  /** Where the other side finds the rendezvous, for the link. */
  places: readonly Endpoint[]
  /** Somebody came who did not know the code, for the so-manyth time; said for people. */
  wrongTry(text: string, tries: number): void
}

/** Waits with a new code. Resolves when the code can be shown; throws `rendezvous-unreachable`, `rendezvous-busy` or `call-declined`. */
export async function openCode(options: OpenCodeOptions): Promise<void> {
  const opened = new OpenCode(options)
  await opened.open()
}

/** The same at a rendezvous; where that does not answer, as without one: a venue may have a network and no way out of it. */
export async function openCodeAt(
  rendezvous: Endpoint,
  options: Omit<OpenCodeOptions, 'connect' | 'places'>,
  otherwise: (reason: string) => Promise<void>,
): Promise<void> {
  try {
    await openCode({ ...options, connect: wayTo([rendezvous], options.clock), places: [rendezvous] })
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'rendezvous-unreachable') throw error
    await otherwise(`${error.message} The code works on this network only.`)
  }
}

class OpenCode {
  readonly #options: OpenCodeOptions
  /** Says to the rendezvous that it is the same one who comes back. */
  readonly #token = randomBytes(16).toString('base64url')
  #code: TransferCode = makeCode()
  #secret!: Promise<Buffer>
  #wrong = 0
  #triedAt = 0

  constructor(options: OpenCodeOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    const { call, clock, minutes, places } = this.#options
    const line = new RendezvousLine(await this.#options.connect(call.over.signal))
    try {
      for (let tries = 1; !(await this.#take(line)); tries++) {
        if (tries === nameplateTries) throw refused('rendezvous-busy')
        this.#code = makeCode()
      }
    } catch (error) {
      line.close()
      throw error
    }
    const { text } = this.#code
    this.#secret = secretOf(this.#code)
    this.#secret.catch(() => {})
    const cancel = clock.after(minutes * 60_000, () => {
      if (call.view.state === 'waiting')
        call.fail(new Fault('code-unknown', 'Nobody came with the code in time. Make another one.'))
    })
    call.over.signal.addEventListener('abort', cancel)
    // Whoever wanted the code may have left meanwhile.
    if (call.over.signal.aborted) cancel()
    call.set({
      code: text,
      link: formatLink({ text, purpose: call.view.purpose, ...(places.length > 0 && { at: places }) }),
      until: clock.now() + minutes * 60_000,
    })
    this.#wait(line).catch((error: unknown) =>
      call.fail(error instanceof Fault ? error : new Fault('internal', String(error))),
    )
  }

  /** False if somebody else has that nameplate. Throws what the rendezvous refused for. */
  async #take(line: RendezvousLine): Promise<boolean> {
    const { nameplate } = this.#code
    line.say({ type: 'open', nameplate, token: this.#token, minutes: this.#options.minutes })
    const answer = await line.next().catch(() => {
      throw new Fault('rendezvous-unreachable', 'The rendezvous ended the connection.')
    })
    if (answer.type === 'refused') throw refused(answer.code)
    return answer.type === 'opened'
  }

  /** Until somebody has come who knows the code, and then until the call ends. */
  async #wait(first: RendezvousLine): Promise<void> {
    const { call, clock, connect } = this.#options
    const { signal } = call.over
    for (let line: RendezvousLine | undefined = first; line; ) {
      const leave = line.leave.bind(line)
      signal.addEventListener('abort', leave)
      if (signal.aborted) return leave()
      const proven = await this.#serve(line)
      signal.removeEventListener('abort', leave)
      if (proven) {
        const { keys, peer } = proven
        call.join({ ...keys, peer: { id: '', name: peer } })
        return meet(line, { call, clock, connect, room: keys.room, side: 'opener' })
      }
      line = await reconnect(call, clock, async (signal) => {
        const again = new RendezvousLine(await connect(signal))
        if (await this.#take(again)) return again
        again.close()
        throw refused('rendezvous-busy')
      })
    }
  }

  /** Lets one after the other try. Undefined when the line is lost. Throws when there is no use in waiting on. */
  async #serve(line: RendezvousLine): Promise<Proven | undefined> {
    for (;;) {
      let answer: Answer
      try {
        answer = await line.next()
      } catch {
        return undefined
      }
      if (answer.type === 'refused') throw refused(answer.code)
      if (answer.type !== 'claimed') continue
      const proven = await this.#try(line)
      if (proven) return proven
    }
  }

  async #try(line: RendezvousLine): Promise<Proven | undefined> {
    const { call, clock, name } = this.#options
    const { signal } = call.over
    const secret = await this.#secret
    await sleep(clock, Math.max(0, this.#triedAt + tryMs - clock.now()), signal)
    this.#triedAt = clock.now()
    try {
      const channel = { send: (text: string) => line.say({ type: 'text', text }), next: () => nextText(line) }
      return await proveAsOpener(channel, { secret, name: name(), purpose: call.view.purpose })
    } catch (error) {
      const isWrong = error instanceof Fault && error.code === 'code-refused'
      line.say({ type: 'dismiss', wrong: isWrong })
      if (isWrong) this.#countWrong()
      return undefined
    }
  }

  #countWrong(): void {
    this.#wrong++
    this.#options.call.set({ wrongTries: this.#wrong })
    this.#options.wrongTry(
      `Somebody tried a wrong code. It is used up after ${wrongTryLimit} of them; this was number ${this.#wrong}.`,
      this.#wrong,
    )
    if (this.#wrong < wrongTryLimit) return
    throw new Fault(
      'code-refused',
      `The code is used up: ${wrongTryLimit} wrong ones were tried. Make another one, and tell it to nobody else.`,
    )
  }
}

/** What the one who came says; throws when it goes. */
async function nextText(line: RendezvousLine): Promise<string> {
  for (;;) {
    const answer = await line.next()
    if (answer.type === 'text') return answer.text
    if (answer.type === 'left' || answer.type === 'refused')
      throw new Fault('closed', 'Who came has gone again.')
  }
}
