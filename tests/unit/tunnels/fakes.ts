import type { RendezvousCall } from '../../../src/contract/transfer.ts'
import { idleTube, type Tube, type Way } from '../../../src/contract/tunnel.ts'
import type { Call } from '../../../src/host/rendezvous/call.ts'
import type { TubeEngine } from '../../../src/host/tunnels/tube-talk.ts'
import type { Signalling } from '../../../src/transfer/signalling.ts'

/** The engine as the host asks it; remembers what it is told. */
export class FakeEngine implements TubeEngine {
  readonly told: string[] = []
  /** Answers nothing while set. */
  gate: Promise<void> = Promise.resolve()

  openTube: TubeEngine['openTube'] = ({ tubeId, role, party }) =>
    this.#tell(`open ${tubeId} ${role}${party === tubeId ? '' : ` for ${party}`}`)
  hear: TubeEngine['hear'] = ({ tubeId, signal }) => this.#tell(`hear ${tubeId} ${signal.text}`)
  mute: TubeEngine['mute'] = ({ tubeId }) => this.#tell(`mute ${tubeId}`)
  closeTube: TubeEngine['closeTube'] = ({ tubeId }) => this.#tell(`close ${tubeId}`)

  readonly tell = async (telling: (engine: TubeEngine) => Promise<void>): Promise<void> => telling(this)

  async #tell(what: string): Promise<void> {
    this.told.push(what)
    await this.gate
  }
}

/** One end of a way between two hosts; texts arrive in a later turn. */
export class FakeSignalling implements Signalling {
  readonly role: Signalling['role']
  readonly secret = new Uint8Array(32)
  readonly said: string[] = []
  readonly closed: Signalling['closed']
  onMessage = (_text: string): void => {}
  other: FakeSignalling | undefined
  #end: (end: { code: string; text: string }) => void = () => {}

  constructor(role: Signalling['role'] = 'initiator') {
    this.role = role
    this.closed = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  send(text: string): void {
    this.said.push(text)
    const { other } = this
    if (other) queueMicrotask(() => other.onMessage(text))
  }

  close(reason = ''): void {
    this.end('closed', reason)
    this.other?.end('closed', reason)
  }

  end(code: string, text: string): void {
    this.#end({ code, text })
  }
}

/** Two ends. */
export function signallings(): [FakeSignalling, FakeSignalling] {
  const [one, other] = [new FakeSignalling('initiator'), new FakeSignalling('responder')]
  one.other = other
  other.other = one
  return [one, other]
}

/** A call whose other end the test plays. */
export class FakeCall {
  readonly said: string[] = []
  hungUp: string | undefined
  view: RendezvousCall
  readonly #joined = Promise.withResolvers<boolean>()
  readonly #ended = Promise.withResolvers<{ code: string; text: string }>()
  readonly #texts: string[] = []
  #wake = () => {}

  constructor(change: Partial<RendezvousCall> = {}) {
    this.view = {
      id: 'call',
      state: 'ringing',
      role: 'responder',
      by: 'device',
      purpose: 'tunnel',
      code: '',
      link: '',
      peer: { id: 'van-1', name: 'Van' },
      secret: '',
      wrongTries: 0,
      until: 0,
      problem: '',
      faultCode: '',
      ...change,
    }
  }

  get call(): Call {
    return this as unknown as Call
  }

  get joined(): Promise<boolean> {
    return this.#joined.promise
  }

  get ended(): Promise<{ code: string; text: string }> {
    return this.#ended.promise
  }

  get isOver(): boolean {
    return this.view.state === 'ended'
  }

  /** Both ends are there. */
  join(): void {
    this.view = { ...this.view, state: 'joined', secret: Buffer.alloc(32).toString('base64') }
    this.#joined.resolve(true)
  }

  say(text: string): void {
    this.said.push(text)
  }

  hangUp(reason: string): void {
    if (this.isOver) return
    this.hungUp = reason
    this.end('', reason)
  }

  end(faultCode = '', problem = ''): void {
    this.view = { ...this.view, state: 'ended', faultCode, problem }
    this.#joined.resolve(false)
    this.#ended.resolve({ code: faultCode || 'closed', text: problem })
    this.#wake()
  }

  /** The other end says something. */
  hear(text: string): void {
    this.#texts.push(text)
    this.#wake()
  }

  async *read(): AsyncGenerator<{ text: string }, void, undefined> {
    for (;;) {
      const text = this.#texts.shift()
      if (text !== undefined) yield { text }
      else if (this.isOver) return
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}

/** What the engine says of a tube. */
export const engineTube = (id: string, change: Partial<Tube> = {}): Tube => ({
  ...idleTube,
  id,
  by: 'device',
  peerId: 'van-1',
  peerName: 'Van',
  state: 'open',
  since: 0,
  ...change,
})

/** A way from here to a device. */
export const wayOf = (id: string, party: string, change: Partial<Way> = {}): Way => ({
  id,
  party,
  name: id,
  enabled: true,
  kind: 'forward',
  listen: { host: '127.0.0.1', port: 0 },
  target: { host: '10.0.0.5', port: 80 },
  maxConnections: 10,
  user: '',
  password: '',
  session: null,
  ...change,
})
