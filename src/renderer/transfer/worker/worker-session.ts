import type { Hasher, Manifest, Source } from '../../../transfer/files.ts'
import type { RtcStack } from '../../../transfer/rtc.ts'
import { makeManifest } from '../../../transfer/session/manifest.ts'
import type { IncomingOffer } from '../../../transfer/session/options.ts'
import { TransferSession } from '../../../transfer/session/session.ts'
import { SpeedTestSource } from '../../../transfer/speed-test.ts'
import { Fault } from '../../../wire/fault.ts'
import { openDoor } from './doors.ts'
import { FileSource } from './file-source.ts'
import type { FromSessions, OpenSession, Sent, ToSessions } from './messages.ts'
import { PageSignalling } from './page-signalling.ts'

const snapshotMs = 100
/** Of a list, told at once. */
const entriesAtOnce = 2000

const clock = {
  now: () => performance.now(),
  after: (ms: number, then: () => void) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

export interface Around {
  hasher: Hasher
  stack: RtcStack
  /** See `SessionOptions`. */
  processorUse(): number
  tell(message: FromSessions): void
}

/** One session, as the page's messages drive it. */
export class WorkerSession {
  readonly #id: string
  readonly #around: Around
  readonly #session: TransferSession
  readonly #signalling: PageSignalling
  readonly #offers = new Map<string, IncomingOffer>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #toldAt = 0
  #isOver = false

  constructor(id: string, { role, secret, settings, ...options }: OpenSession, around: Around) {
    this.#id = id
    this.#around = around
    const { tell } = around
    this.#signalling = new PageSignalling(role, secret, (text) => tell({ type: 'signal', session: id, text }))
    this.#session = new TransferSession({
      ...options,
      ...settings,
      stack: around.stack,
      signalling: this.#signalling,
      hasher: around.hasher,
      clock,
      processorUse: around.processorUse,
      random: Math.random,
      now: Date.now,
      changed: () => this.#changed(),
      offered: (offer) => this.#offered(offer),
      text: (text) => tell({ type: 'text', session: id, text }),
      event: (event) => tell({ type: 'event', session: id, event }),
    })
    this.#session.opened.then(
      ({ peer }) => tell({ type: 'opened', session: id, peer }),
      // `ended` says the same.
      () => {},
    )
    void this.#session.ended.then(({ code, text }) => {
      this.#isOver = true
      clearTimeout(this.#timer)
      this.#snapshot()
      tell({ type: 'ended', session: id, code, text })
    })
    this.#changed()
  }

  /** Resolves when it is over. */
  get ended(): Promise<unknown> {
    return this.#session.ended
  }

  networkChanged(): void {
    this.#session.networkChanged()
  }

  take(message: Extract<ToSessions, { session: string }>): void {
    const session = this.#session
    switch (message.type) {
      case 'signal':
        return this.#signalling.take(message.text)
      case 'signallingOver':
        return this.#signalling.over(message.code, message.text)
      case 'offer':
        return this.#answer(message.request, () => this.#offer(message.sent, message.name))
      case 'text':
        return this.#answer(message.request, async () => {
          await session.sendText(message.text)
          return ''
        })
      case 'accept':
        return this.#answer(message.request, () => {
          const offer = this.#offers.get(message.offer)
          if (offer === undefined) throw new Fault('transfer-unknown', 'It is not offered any more.')
          this.#offers.delete(message.offer)
          offer.accept(openDoor(message.door))
          return ''
        })
      case 'decline':
        this.#offers.get(message.offer)?.decline('')
        this.#offers.delete(message.offer)
        return
      case 'pause':
        return this.#try(() => session.pause(message.transfer, message.paused))
      case 'cancel':
        return this.#try(() => session.cancel(message.transfer))
      case 'prefer':
        return this.#try(() => session.prefer(message.transfer, message.file))
      case 'set':
        return session.set(message.settings)
      case 'close':
        return void session.close()
    }
  }

  #offer(sent: Sent, name: string): string {
    const source: Source =
      sent.from === 'memory' ? new SpeedTestSource(sent.bytes, Date.now()) : new FileSource(sent.picked)
    const id = this.#session.offer(source, name === '' ? {} : { name })
    this.#tellManifest(id, makeManifest(source.entries, this.#around.hasher, name || undefined), false)
    return id
  }

  #offered(offer: IncomingOffer): void {
    this.#offers.set(offer.id, offer)
    this.#tellManifest(offer.id, offer.manifest, true)
  }

  #tellManifest(transfer: string, { entries, ...manifest }: Manifest, isOffer: boolean): void {
    const { tell } = this.#around
    const session = this.#id
    for (let at = 0; at < entries.length; at += entriesAtOnce)
      tell({ type: 'entries', session, transfer, entries: entries.slice(at, at + entriesAtOnce) })
    tell({ type: 'manifest', session, transfer, manifest, isOffer })
  }

  #answer(request: number, work: () => string | Promise<string>): void {
    const { tell } = this.#around
    const refused = (error: unknown) => {
      const fault = error instanceof Fault ? error : new Fault('internal', String(error))
      tell({ type: 'refused', request, code: fault.code, text: fault.message })
    }
    try {
      Promise.resolve(work()).then((value) => tell({ type: 'answer', request, value }), refused)
    } catch (error) {
      refused(error)
    }
  }

  /** What is over meanwhile is no failure. */
  #try(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'transfer-unknown') throw error
    }
  }

  #changed(): void {
    if (this.#timer !== undefined || this.#isOver) return
    const wait = Math.max(0, this.#toldAt + snapshotMs - clock.now())
    this.#timer = setTimeout(() => this.#snapshot(), wait)
  }

  #snapshot(): void {
    this.#timer = undefined
    this.#toldAt = clock.now()
    this.#around.tell({ type: 'snapshot', session: this.#id, snapshot: this.#session.snapshot() })
  }
}
