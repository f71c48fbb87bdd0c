import { Fault } from '../../wire/fault.ts'
import type { LaneEnd } from '../channel.ts'
import type { Source } from '../files.ts'
import type { SessionKeys } from '../seal/session-keys.ts'
import type { SessionSnapshot } from '../snapshot.ts'
import { BlockPool } from './block-pool.ts'
import type { ControlFrame } from './control-frame.ts'
import { decodeJson, decodeStored, encodeJson, encodeNumber } from './control-frame.ts'
import type { ControlMessage } from './control-messages.ts'
import { ControlStream } from './control-stream.ts'
import { toOther } from './faults.ts'
import { Going } from './going.ts'
import { Hearing } from './hearing.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Lane } from './lane.ts'
import { Lanes } from './lanes.ts'
import { limits } from './limits.ts'
import { makeManifest } from './manifest.ts'
import { Measuring } from './measuring.ts'
import type { SessionOptions, SessionSettings } from './options.ts'
import { Receiving } from './receiving.ts'
import { Sending } from './sending.ts'
import { Snippets } from './snippets.ts'
import { TransferList } from './transfer-list.ts'

/** For the last words to be heard, and for word that they were. */
const byeMs = 500
const heardByeMs = 50

/**
 * Two ends, joined by one to sixteen lanes: each may offer files and send snippets of text at any time. Survives the loss
 * of lanes, and of all of them, as long as its signalling lives.
 */
export class TransferSession {
  /** The keys are agreed on. Rejects with the fault that ended the session before. `words` are to be compared on both screens. */
  readonly opened: Promise<{ peer: string; words: string }>
  /** It is over, by `closed` if one of the sides wished it. */
  readonly ended: Promise<LaneEnd>
  readonly #opened = Promise.withResolvers<{ peer: string; words: string }>()
  readonly #ended = Promise.withResolvers<LaneEnd>()
  readonly #options: SessionOptions
  readonly #control = new ControlStream()
  readonly #pool = new BlockPool()
  readonly #lanes: Lanes
  readonly #sending: Sending
  readonly #receiving: Receiving
  readonly #snippets: Snippets
  readonly #measuring: Measuring
  readonly #transfers: TransferList
  readonly #going = new Going(this.#control)
  #nextNumber: number
  #end: LaneEnd | undefined
  readonly #hearing: Hearing
  #isGreeted = false
  readonly #heartbeat: Heartbeat

  constructor(options: SessionOptions) {
    this.#options = { ...options }
    this.opened = this.#opened.promise
    this.ended = this.#ended.promise
    this.opened.catch(() => {})
    const isInitiator = options.signalling.role === 'initiator'
    this.#nextNumber = isInitiator ? 0 : 1
    this.#transfers = new TransferList(options.random)
    const shared = {
      clock: options.clock,
      control: this.#control,
      hasher: options.hasher,
      pool: this.#pool,
      changed: () => this.#changed(),
      ended: () => this.#transfers.forgetOld(),
    }
    this.#heartbeat = new Heartbeat(
      options.clock,
      () => this.#sending.isBusy || this.#receiving.isBusy,
      (lateMs) => this.#look(lateMs),
    )
    this.#hearing = new Hearing(options.clock, () =>
      this.#carrier?.sendControl(encodeNumber('heard', this.#control.expected)),
    )
    this.#snippets = new Snippets(this.#control, options)
    this.#sending = new Sending({
      ...shared,
      lanes: () => this.#lanes.open.values(),
      standstill: (what) => this.#measuring.standstill(what),
    })
    this.#receiving = new Receiving({
      ...shared,
      parity: isInitiator ? 1 : 0,
      made: () => ({ id: this.#transfers.newId(), startedAt: options.now() }),
      offered: (offer, transfer) => {
        this.#transfers.add(transfer)
        options.offered(offer)
      },
    })
    this.#lanes = new Lanes(this.#options, {
      control: (frame) => this.#takeFrame(frame),
      piece: (lane, header, payload) => {
        if (this.#end === undefined) this.#receiving.piece(lane, header, payload)
      },
      bundle: (lane, header, payload) => {
        if (this.#end === undefined) this.#receiving.bundle(lane, header, payload)
      },
      offence: (end) => this.#finish(end, true),
      room: (lane) => this.#sending.fill(lane),
      retired: (lane) => this.#sending.retire(lane),
      joined: (keys) => this.#joined(keys),
      opened: (lane) => this.#laneOpened(lane),
      ended: (lane, end) => this.#laneEnded(lane, end),
      lost: ({ text }) => {
        options.event({
          level: 'warning',
          code: 'lane-lost',
          text: `The connection is lost and is being made anew. ${text}`,
        })
        options.changed()
      },
      say: (message) => this.#control.post(encodeJson(message)),
      over: (end) => this.#finish(end, true),
    })
    this.#measuring = new Measuring(this.#options, {
      lanes: this.#lanes,
      sending: this.#sending,
      receiving: this.#receiving,
      pool: this.#pool,
      going: this.#going,
    })
    this.#lanes.start()
    this.#heartbeat.start()
  }

  /** Offers files, and gives the id that the snapshot has for them. Throws `transfer-limit` and `file-path-unsafe` for lists that no one would take. */
  offer(source: Source, options: { name?: string } = {}): string {
    if (this.#end) throw new Fault('closed', 'The session is over.')
    if (this.#sending.transfers.size >= limits.transfers)
      throw new Fault('transfer-limit', 'Too many transfers are under way.')
    const manifest = makeManifest(source.entries, this.#options.hasher, options.name)
    const id = this.#transfers.newId()
    const number = this.#nextNumber
    this.#nextNumber += 2
    this.#transfers.add(this.#sending.offer({ id, number, manifest, startedAt: this.#options.now(), source }))
    this.#measuring.offered()
    this.#options.changed()
    return id
  }

  /** At most 1 MiB. Resolves when the other side has it. Rejects with `transfer-limit`, or `closed` if the session ends before. */
  sendText(text: string): Promise<void> {
    if (this.#end) return Promise.reject(new Fault('closed', 'The session is over.'))
    return this.#snippets.send(text)
  }

  /** Throws `transfer-unknown`, as those below do. */
  pause(id: string, paused: boolean): void {
    const transfer = this.#transfers.find(id)
    if (transfer.isOver || transfer.pausedByUs === paused) return
    if (transfer.direction === 'sending') this.#sending.pause(transfer, paused, 'us')
    else transfer.pausedByUs = paused
    this.#control.post(encodeJson({ type: 'pause', transfer: transfer.number, paused }))
    this.#options.changed()
  }

  /** What was offered is taken back, what moves ends on both sides; what the receiver has of it is thrown away. */
  cancel(id: string): void {
    const transfer = this.#transfers.find(id)
    if (!transfer.isOver) transfer.fail({ code: 'transfer-cancelled', text: 'Cancelled.' })
  }

  /** This file next. */
  prefer(id: string, file: number): void {
    const transfer = this.#transfers.find(id)
    if (transfer.isOver || !transfer.isFile(file)) return
    if (transfer.direction === 'sending') this.#sending.prefer(transfer, file)
    else this.#control.post(encodeJson({ type: 'prefer', transfer: transfer.number, file }))
  }

  set(settings: Partial<SessionSettings>): void {
    Object.assign(this.#options, settings)
    this.#measuring.set()
    if (this.#isGreeted) this.#lanes.sayWanted()
    this.#lanes.maintain()
    this.#options.changed()
  }

  /** Looks for new paths at once, instead of when the old ones have proven dead. */
  networkChanged(): void {
    this.#lanes.networkChanged()
    this.#measuring.restart()
  }

  snapshot(): SessionSnapshot {
    const { keys, state } = this.#lanes
    const at = this.#options.clock.now()
    const end = this.#end
    return {
      at: this.#options.now(),
      state,
      peer: keys?.peer ?? '',
      words: keys?.words ?? '',
      sealed: keys?.sealed ?? this.#options.seal,
      proven: keys?.proven ?? false,
      ...this.#measuring.snapshot(at),
      transfers: this.#transfers.all.map((transfer) => transfer.snapshot(at, state === 'lost')),
      faultCode: end && end.code !== 'closed' ? end.code : '',
      problem: end?.text ?? '',
    }
  }

  /** Tells the other side, and leaves what was received in part to be resumed. */
  async close(): Promise<void> {
    this.#finish({ code: 'closed', text: 'The session was closed.' }, true)
    await this.#ended.promise
  }

  #joined(keys: SessionKeys): void {
    if (this.#isGreeted) {
      this.#options.event({ level: 'info', code: '', text: 'The connection is there again.' })
      return
    }
    this.#isGreeted = true
    this.#control.post(
      encodeJson({ type: 'hello', openBytes: limits.openBytes, openBlocks: limits.openBlocks }),
    )
    this.#lanes.sayWanted()
    this.#opened.resolve({ peer: keys.peer, words: keys.words })
  }

  #laneOpened(lane: Lane): void {
    this.#carry()
    this.#measuring.windows()
    this.#sending.fill(lane)
    this.#options.changed()
  }

  /** Control messages go by the oldest lane that is not to be closed. */
  #carry(): void {
    const carrier = this.#lanes.carrier()
    if (carrier === this.#carrier) return
    this.#carrier = carrier
    this.#control.carryBy(carrier && ((frame) => carrier.sendControl(frame)))
    if (carrier) this.#hearing.tell()
  }
  #carrier: Lane | undefined

  #laneEnded(lane: Lane, end: LaneEnd): void {
    this.#carry()
    this.#sending.lost(lane)
    if (end.code !== 'closed') {
      const code = end.code === 'transfer-tampered' ? end.code : 'lane-lost'
      this.#options.event({ level: 'warning', code, text: `Connection ${lane.lane} is lost: ${end.text}` })
    }
    this.#options.changed()
  }

  #takeFrame(frame: ControlFrame): void {
    if (frame.kind === 'heard') return this.#control.heard(frame.value)
    if (frame.kind !== 'json' && frame.kind !== 'stored') return
    const isNew = this.#control.takes(frame.sequence)
    this.#hearing.heard()
    if (!isNew || this.#end) return
    if (frame.kind === 'json') return this.#take(decodeJson(frame.body))
    const { transfer, blocks } = decodeStored(frame.body)
    this.#sending.stored(transfer, blocks)
  }

  #take(message: ControlMessage): void {
    // Somebody waits for it, or the lanes are closed behind it.
    if ((message.type === 'text' && message.last) || message.type === 'bye') this.#hearing.tell()
    switch (message.type) {
      case 'hello':
        return this.#sending.setMost({ bytes: message.openBytes, blocks: message.openBlocks })
      case 'lanes':
        return this.#lanes.wantedByThem(message.wanted, message.most)
      case 'going':
        return this.#going.take(message, this.#options.clock.now())
      case 'signal':
        return this.#lanes.takeSignal(message)
      case 'retire':
        return this.#lanes.takeRetire(message.lane)
      case 'text':
        return this.#snippets.take(message)
      case 'bye':
        return this.#finish(
          { code: message.code, text: message.text || 'The other side has closed the session.' },
          false,
        )
    }
    const isOurs = (message.transfer & 1) === (this.#nextNumber & 1)
    if (!isOurs) return this.#receiving.control(message)
    if (message.transfer >= this.#nextNumber)
      throw new Fault('transfer-protocol', 'Something was said about a transfer that was not offered.')
    this.#sending.control(message)
  }

  /** Of a transfer. */
  #changed(): void {
    this.#heartbeat.changed()
    this.#options.changed()
  }

  #look(lateMs: number): void {
    this.#lanes.watch(lateMs)
    this.#lanes.maintain()
    this.#measuring.look(lateMs)
    this.#carry()
    // Paths and round trips are shown also while nothing moves.
    this.#options.changed()
  }

  /** `isOurs`: the other side is to hear of it. */
  #finish(end: LaneEnd, isOurs: boolean): void {
    if (this.#end) return
    this.#end = end
    if (end.code !== 'closed') this.#options.event({ level: 'error', code: end.code, text: end.text })
    this.#heartbeat.stop()
    const fault = new Fault(end.code, end.text)
    this.#opened.reject(fault)
    this.#snippets.close(fault)
    const lost: LaneEnd = { code: 'transfer-lost', text: 'The session was closed before all was there.' }
    for (const transfer of [...this.#sending.transfers.values(), ...this.#receiving.transfers.values()]) {
      transfer.ended(end.code === 'closed' ? lost : end)
    }
    this.#options.changed()
    void this.#closeAll(end, isOurs)
  }

  async #closeAll(end: LaneEnd, isOurs: boolean): Promise<void> {
    const { clock, signalling } = this.#options
    this.#lanes.stop()
    if (this.#lanes.open.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (isOurs) this.#control.post(encodeJson({ type: 'bye', ...toOther(end) }), resolve)
      const cancel = clock.after(isOurs ? byeMs : heardByeMs, resolve)
      await promise
      cancel()
    }
    this.#hearing.close()
    this.#lanes.close()
    await this.#receiving.close()
    this.#pool.trim()
    signalling.close()
    this.#ended.resolve(end)
  }
}
