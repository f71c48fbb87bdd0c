import type { Picked } from '../../src/renderer/transfer/client.ts'
import { servePeers } from '../../src/renderer/transfer/rtc/page-peers.ts'
import type {
  Door,
  FromSessions,
  OpenSession,
  Sent,
  ToSessions,
} from '../../src/renderer/transfer/worker/messages.ts'
import type { SessionSnapshot } from '../../src/transfer/snapshot.ts'

// Runs in a page of the benchmark. Signals go to the other page through the program that drives both.

declare function toOther(text: string): void
/** The candidate at a port of the relay, as it is where there is none, or empty: of no use. */
declare function throughRelay(candidate: string): Promise<string>

const add = RTCPeerConnection.prototype.addIceCandidate
RTCPeerConnection.prototype.addIceCandidate = async function (
  this: RTCPeerConnection,
  given?: RTCIceCandidateInit | null,
) {
  const candidate = given?.candidate ? await throughRelay(given.candidate) : ''
  if (given?.candidate && candidate === '') return
  return Reflect.apply(add, this, [{ ...given, candidate }])
} as typeof add

const ignored = (_text: string) => {}
let heard = ignored
const early: string[] = []
function listen(to: (text: string) => void): void {
  heard = to
  for (const text of early.splice(0)) to(text)
}

interface Channels {
  role: 'offer' | 'answer'
  channels: number
  ordered: boolean
  messageBytes: number
  highBytes: number
  lowBytes: number
}

let raw: RawPeer | undefined

/** Channels of one connection filled by `bufferedAmount` alone, as most tools do it. */
class RawPeer {
  readonly #connection = new RTCPeerConnection()
  readonly #channels: RTCDataChannel[] = []
  readonly #options: Channels
  readonly open: Promise<void>
  received = 0
  #wanted = 0
  #all: (at: number) => void = () => {}

  constructor(options: Channels) {
    this.#options = options
    const { channels: count, role, ordered } = options
    const connection = this.#connection
    const opened = Promise.withResolvers<void>()
    this.open = opened.promise
    let open = 0
    const take = (channel: RTCDataChannel) => {
      channel.binaryType = 'arraybuffer'
      channel.bufferedAmountLowThreshold = options.lowBytes
      this.#channels.push(channel)
      channel.onmessage = ({ data }) => {
        this.received += (data as ArrayBuffer).byteLength
        if (this.received >= this.#wanted) this.#all(performance.now())
      }
      const isOpen = () => {
        if (++open === count) opened.resolve()
      }
      if (channel.readyState === 'open') isOpen()
      else channel.onopen = isOpen
    }
    connection.onicecandidate = ({ candidate }) => toOther(JSON.stringify({ candidate }))
    connection.ondatachannel = ({ channel }) => take(channel)
    if (role === 'offer')
      for (let n = 0; n < count; n++) take(connection.createDataChannel(`raw-${n}`, { ordered }))
    let last = Promise.resolve()
    listen((text) => {
      const { description, candidate } = JSON.parse(text)
      last = last.then(async () => {
        if (candidate) return connection.addIceCandidate(candidate)
        if (!description) return
        await connection.setRemoteDescription(description)
        if (role === 'answer') await this.#describe()
      })
    })
    if (role === 'offer') void this.#describe()
  }

  async #describe(): Promise<void> {
    await this.#connection.setLocalDescription()
    const { type, sdp = '' } = this.#connection.localDescription!
    // Candidates go by themselves, so that a relay can be put in front of each.
    const description = { type, sdp: sdp.replace(/a=candidate:.*\r\n/g, '') }
    toOther(JSON.stringify({ description }))
  }

  /** For so many more bytes to come; ms. */
  wait(bytes: number): Promise<void> {
    this.#wanted = this.received + bytes
    return new Promise((resolve) => {
      this.#all = () => resolve()
    })
  }

  /** Until all is given to the channels. */
  async send(bytes: number, forMs: number): Promise<void> {
    const until = performance.now() + forMs
    const { messageBytes, highBytes } = this.#options
    const message = crypto.getRandomValues(new Uint8Array(65_536))
    const whole = new Uint8Array(messageBytes)
    for (let at = 0; at < messageBytes; at += message.length)
      whole.set(message.subarray(0, Math.min(message.length, messageBytes - at)), at)
    let left = bytes
    await Promise.all(
      this.#channels.map(async (channel) => {
        while (left > 0 && performance.now() < until) {
          if (channel.bufferedAmount >= highBytes) {
            await Promise.race([
              new Promise((resolve) => {
                channel.onbufferedamountlow = resolve
              }),
              new Promise((resolve) => setTimeout(resolve, Math.max(until - performance.now(), 0))),
            ])
            continue
          }
          const part = Math.min(left, messageBytes)
          left -= part
          channel.send(whole.subarray(0, part))
        }
      }),
    )
  }

  async discards(): Promise<number> {
    let discards = 0
    for (const each of (await this.#connection.getStats()).values())
      discards += (each as { packetsDiscardedOnSend?: number }).packetsDiscardedOnSend ?? 0
    return discards
  }

  close(): void {
    this.#connection.close()
  }
}

const settings = { gentle: false, maxLanes: 16, mode: 'reliable' as const }
let requests = 0
let worker: Worker | undefined
let stop = () => {}
let snapshot: SessionSnapshot | undefined
let changed = () => {}
let texts = 0
const answers = new Map<number, (message: FromSessions) => void>()
/** For what is offered here. */
let door: () => Promise<Door> = async () => ({ to: 'memory' })
const problems: string[] = []

const post = (message: ToSessions, transfer: Transferable[] = []) => worker?.postMessage(message, transfer)
type Requests = 'offer' | 'text'
const ask = (message: { type: Requests; [name: string]: unknown }): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = ++requests
    answers.set(request, (answer) =>
      answer.type === 'answer' ? resolve(answer.value) : reject(new Error(JSON.stringify(answer))),
    )
    post({ session: 's', request, ...message } as never)
  })

async function take(message: FromSessions): Promise<void> {
  if (message.type === 'answer' || message.type === 'refused') {
    answers.get(message.request)?.(message)
    answers.delete(message.request)
  } else if (message.type === 'signal') toOther(message.text)
  else if (message.type === 'snapshot') {
    snapshot = message.snapshot
    changed()
  } else if (message.type === 'manifest' && message.isOffer)
    post({
      type: 'accept',
      session: 's',
      request: ++requests,
      offer: message.transfer,
      door: await door(),
    })
  else if (message.type === 'text') texts++
  else if (message.type === 'event') problems.push(`${message.event.code} ${message.event.text}`)
  else if (message.type === 'ended') problems.push(`ended ${message.code} ${message.text}`)
}

const until = (test: () => boolean) =>
  new Promise<void>((resolve) => {
    changed = () => {
      if (test()) resolve()
    }
    changed()
  })

const picked = (): Picked[] =>
  [...(document.querySelector('input')?.files ?? [])].map((file) => ({
    path: file.webkitRelativePath || file.name,
    file,
  }))

const page = {
  tell(text: string) {
    if (heard === ignored) early.push(text)
    else heard(text)
  },
  makeRaw(options: Channels) {
    raw?.close()
    raw = new RawPeer(options)
  },
  rawOpen: () => raw!.open,
  rawWait: (bytes: number) => raw!.wait(bytes),
  rawSend: (bytes: number, forMs = 1e9) => raw!.send(bytes, forMs),
  rawReceived: () => raw!.received,
  rawDiscards: () => raw!.discards(),

  makeSession(role: 'initiator' | 'responder', options: Partial<OpenSession> = {}) {
    worker = new Worker(new URL('../../src/renderer/transfer/worker/transfer-worker.ts', import.meta.url), {
      type: 'module',
    })
    worker.onmessage = ({ data }: MessageEvent<FromSessions>) => void take(data)
    worker.onerror = ({ message }) => problems.push(`worker: ${message}`)
    const { port1, port2 } = new MessageChannel()
    stop = servePeers(port1)
    worker.postMessage({ type: 'start', rtc: port2 }, [port2])
    listen((text) => post({ type: 'signal', session: 's', text }))
    post({
      type: 'open',
      session: 's',
      role,
      secret: new Uint8Array(32).fill(9),
      name: role,
      iceServers: [],
      relayOnly: false,
      seal: true,
      settings,
      ...options,
    })
  },
  /** Where the disk is served, by tickets that are given out one after another. */
  receiveTo(url: string, tickets: string[]) {
    door = async () => ({ to: 'socket', url, ticket: tickets.shift() ?? '' })
  },
  sessionOpen: () => until(() => snapshot?.state === 'open'),
  snapshot: () => snapshot,
  problems: () => problems,
  offer: (sent: Sent) => ask({ type: 'offer', sent, name: '' }),
  allReceived: (count = 1) =>
    until(
      () =>
        (snapshot?.transfers.filter(({ direction, state }) => direction === 'receiving' && state === 'done')
          .length ?? 0) >= count,
    ),
  /** For Playwright to put files into: a folder, with all that is in it. */
  makeInput(isFolder = false) {
    document.querySelector('input')?.remove()
    const input = document.createElement('input')
    input.type = 'file'
    input.webkitdirectory = isFolder
    document.body.append(input)
  },
  pickedBytes: () => picked().reduce((sum, { file }) => sum + (file?.size ?? 0), 0),
  offerPicked: () => ask({ type: 'offer', sent: { from: 'files', picked: picked() }, name: '' }),
  networkChanged: () => post({ type: 'networkChanged' }),
  text: (text: string) => ask({ type: 'text', text }),
  texts: () => texts,
  closeAll() {
    raw?.close()
    raw = undefined
    worker?.terminate()
    stop()
  },
}
export type BenchPage = typeof page
Object.assign(globalThis, { bench: page })
