import type { Endpoint } from '../../../contract/rule.ts'
import {
  type RendezvousCall,
  type TransferSettings,
  transferSettingsSchema,
} from '../../../contract/transfer.ts'
import type { Manifest } from '../../../transfer/files.ts'
import { isSpeedTest, speedTestName } from '../../../transfer/speed-test.ts'
import { Fault } from '../../../wire/index.ts'
import type {
  ClientOffer,
  ClientState,
  ClientText,
  Picked,
  Staged,
  Target,
  TransferClient,
} from '../client.ts'
import type { SessionEngine, SessionMessage } from '../engine.ts'
import type { Sent } from '../worker/messages.ts'
import { SessionRecord, type ToSend } from './client-session.ts'
import { openDoor } from './doors.ts'
import { newRecords } from './history.ts'
import type { HostAccess } from './host-access.ts'
import { PastedSignals } from './pasted.ts'
import { CallSignals } from './signals.ts'

const keptTexts = 100
/** Transfers whose files can be sent again without choosing them anew. */
const keptPicked = 50

const noSession = () => new Fault('closed', 'The session is over.')

/** The transfers of this window: sessions in the worker, and the host's ways to somebody. */
export class WindowTransfers implements TransferClient {
  readonly #engine: SessionEngine
  readonly #host: HostAccess
  readonly #ownName: () => string
  readonly #watchers = new Set<() => void>()
  readonly #sessions = new Map<string, SessionRecord>()
  readonly #picked = new Map<string, readonly Picked[]>()
  #offers: readonly ClientOffer[] = []
  #texts: readonly ClientText[] = []
  #state: ClientState | undefined
  #settings: TransferSettings = transferSettingsSchema.parse({})
  #made = 0

  constructor(engine: SessionEngine, host: HostAccess, ownName: () => string) {
    this.#engine = engine
    this.#host = host
    this.#ownName = ownName
    void this.#followCalls()
  }

  state(): ClientState {
    this.#state ??= {
      sessions: [...this.#sessions.values()].map(({ view }) => view),
      offers: this.#offers,
      texts: this.#texts,
    }
    return this.#state
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  set(settings: TransferSettings): void {
    this.#settings = settings
    for (const { id } of this.#sessions.values())
      this.#engine.tell(id, { type: 'set', settings: this.#sessionSettings() })
  }

  async send(to: Target, picked: readonly Picked[], text = ''): Promise<string> {
    if (to.by === 'session') {
      const session = this.#find(to.id)
      if (session === undefined || session.isOver) throw noSession()
      if (session.isOpen) await this.#deliver(session, { picked, text })
      else this.#stage(session, { picked, text })
      return session.id
    }
    const session = this.#add(to.by, false)
    this.#stage(session, { picked, text })
    try {
      if (to.by === 'paste') await this.#makeOffer(session)
      else if (to.by === 'code') this.#use(session, await this.#host.now().openCode({ minutes: 60 }))
      else this.#use(session, await this.#host.now().callDevice({ id: to.id }))
    } catch (error) {
      this.#remove(session)
      throw error
    }
    return session.id
  }

  async join(code: string, at?: Endpoint): Promise<string> {
    const session = this.#add('code', true)
    try {
      this.#use(session, await this.#host.now().joinCode(at ? { code, at } : { code }))
    } catch (error) {
      this.#remove(session)
      throw error
    }
    return session.id
  }

  async pasteOffer(text: string): Promise<{ sessionId: string; answer: string }> {
    const session = this.#add('paste', true)
    try {
      const pasted = this.#pasted(session, text)
      pasted.begin()
      const answer = await pasted.text
      session.set({ stage: 'waiting', paste: answer })
      return { sessionId: session.id, answer }
    } catch (error) {
      this.#remove(session)
      throw error
    }
  }

  async pasteAnswer(sessionId: string, text: string): Promise<void> {
    const session = this.#find(sessionId)
    if (!session?.pasted || session.view.stage !== 'waiting') throw noSession()
    await session.pasted.answer(text)
    session.set({ stage: 'joined', paste: '' })
  }

  async accept(sessionId: string, offerId: string, folder?: string): Promise<void> {
    const session = this.#find(sessionId)
    const offer = this.#offers.find((one) => one.sessionId === sessionId && one.id === offerId)
    if (session === undefined || offer === undefined) throw noSession()
    if (isSpeedTest(offer.manifest)) {
      this.#forgetOffer(sessionId, offerId)
      await this.#engine.ask(sessionId, { type: 'accept', offer: offerId, door: { to: 'memory' } })
      return
    }
    const opened = await openDoor(this.#host.now(), folder)
    session.folders.set(offerId, opened.folder)
    const transfer = opened.door.to === 'port' ? [opened.door.port] : []
    await this.#engine.ask(sessionId, { type: 'accept', offer: offerId, door: opened.door }, transfer)
    this.#forgetOffer(sessionId, offerId)
  }

  decline(sessionId: string, offerId: string): void {
    this.#forgetOffer(sessionId, offerId)
    this.#engine.tell(sessionId, { type: 'decline', offer: offerId })
  }

  pause(sessionId: string, transfer: string, paused: boolean): void {
    this.#engine.tell(sessionId, { type: 'pause', transfer, paused })
  }

  cancel(sessionId: string, transfer: string): void {
    this.#engine.tell(sessionId, { type: 'cancel', transfer })
  }

  prefer(sessionId: string, transfer: string, file: number): void {
    this.#engine.tell(sessionId, { type: 'prefer', transfer, file })
  }

  async sendText(sessionId: string, text: string): Promise<void> {
    await this.#engine.ask(sessionId, { type: 'text', text })
    this.#addText(sessionId, 'sent', text)
  }

  async test(sessionId: string, bytes: number): Promise<void> {
    await this.#offer(sessionId, { from: 'memory', bytes }, speedTestName)
  }

  end(sessionId: string): void {
    const session = this.#find(sessionId)
    if (session === undefined || session.isOver) return
    if (session.isRunning) this.#engine.tell(sessionId, { type: 'close' })
    if (session.isOpen) return
    this.#hangUp(session)
    session.end('', '')
  }

  dismiss(sessionId: string): void {
    const session = this.#find(sessionId)
    if (session?.isOver) this.#remove(session)
  }

  networkChanged(): void {
    this.#engine.networkChanged()
  }

  manifest(sessionId: string, transferId: string): Manifest | undefined {
    return this.#find(sessionId)?.manifests.get(transferId)
  }

  picked(recordId: string): readonly Picked[] | undefined {
    return this.#picked.get(recordId)
  }

  #find(id: string): SessionRecord | undefined {
    return this.#sessions.get(id)
  }

  #changed(): void {
    this.#state = undefined
    for (const watcher of this.#watchers) watcher()
  }

  #add(by: 'code' | 'device' | 'paste', joinedThem: boolean): SessionRecord {
    const stage = 'preparing'
    const session = new SessionRecord({ by, joinedThem, stage, startedAt: Date.now() }, () => this.#changed())
    this.#sessions.set(session.id, session)
    this.#changed()
    return session
  }

  #remove(session: SessionRecord): void {
    this.#sessions.delete(session.id)
    this.#hangUp(session)
    if (session.isRunning) this.#engine.tell(session.id, { type: 'close' })
    this.#forgetOffer(session.id)
  }

  #stage(session: SessionRecord, toSend: ToSend): void {
    session.toSend.push(toSend)
    const { picked } = toSend
    if (picked.length > 0) session.set({ staged: [...session.view.staged, stagedOf(picked)] })
  }

  // Ways to somebody

  /** A call of the host is this session's way. */
  #use(session: SessionRecord, call: RendezvousCall): void {
    if (!this.#sessions.has(session.id) || session.isOver) {
      // It was taken back meanwhile.
      void this.#host
        .now()
        .endCall({ callId: call.id, reason: '' })
        .catch(() => {})
      return
    }
    session.callId = call.id
    this.#heardOf(session, call)
  }

  #heardOf(session: SessionRecord, call: RendezvousCall): void {
    if (session.isOver) return
    const { state, code, link, until, peer, wrongTries } = call
    if (state === 'ended') {
      if (session.isRunning) return
      session.end(call.faultCode as never, call.problem)
      return
    }
    if (state !== 'joined') {
      const stage = state === 'waiting' && !session.view.joinedThem ? 'waiting' : session.view.stage
      session.set({ stage: state === 'ringing' ? 'ringing' : stage, code, link, until, peer, wrongTries })
      return
    }
    if (session.isRunning) return
    session.set({ stage: 'joined', code: '', link: '', until: 0, peer })
    const secret = Uint8Array.from(atob(call.secret), (letter) => letter.charCodeAt(0))
    this.#open(session, call.role, secret, false)
    session.signals = new CallSignals(this.#host, this.#engine, session.id, call.id)
  }

  /** What the host knows of calls, as long as this window lives. */
  async #followCalls(): Promise<never> {
    const forever = new AbortController().signal
    for (;;) {
      try {
        await this.#host.again(async (host) => {
          for await (const { calls } of host.rendezvousCalls(undefined, forever)) this.#calls(calls)
          throw new Fault('closed', 'The list of calls has ended.')
        }, forever)
      } catch (error) {
        console.error('calls of the host:', error)
        await new Promise((resolve) => setTimeout(resolve, 5000))
      }
    }
  }

  #calls(calls: readonly RendezvousCall[]): void {
    for (const call of calls) {
      const session = [...this.#sessions.values()].find(({ callId }) => callId === call.id)
      if (session) this.#heardOf(session, call)
      else if (call.state === 'incoming') void this.#takeCall(call)
    }
  }

  /** A paired device calls. Of several windows one has it. */
  async #takeCall(call: RendezvousCall): Promise<void> {
    const { taken } = await this.#host
      .now()
      .takeCall({ callId: call.id })
      .catch(() => ({ taken: false }))
    if (!taken || [...this.#sessions.values()].some(({ callId }) => callId === call.id)) return
    const session = this.#add('device', true)
    session.set({ peer: call.peer })
    session.callId = call.id
  }

  async #makeOffer(session: SessionRecord): Promise<void> {
    const pasted = this.#pasted(session, undefined)
    session.set({ stage: 'waiting', paste: await pasted.text })
  }

  #pasted(session: SessionRecord, offer: string | undefined): PastedSignals {
    const { id } = session
    const pasted = new PastedSignals({
      ...(offer === undefined ? {} : { offer }),
      take: (text) => this.#engine.tell(id, { type: 'signal', text }),
      over: (text) => this.#engine.tell(id, { type: 'signallingOver', code: 'rtc-failed', text }),
    })
    session.pasted = pasted
    this.#open(session, offer === undefined ? 'initiator' : 'responder', new Uint8Array(0), true)
    return pasted
  }

  #hangUp(session: SessionRecord): void {
    session.pasted?.fail('It was taken back.')
    if (session.signals) session.signals.close()
    else if (session.callId !== '') {
      const { callId } = session
      void this.#host.whenThere().then((host) => host.endCall({ callId, reason: '' }).catch(() => {}))
    }
    session.callId = ''
  }

  // The session itself

  #sessionSettings() {
    const { gentle, maxLanes, mode } = this.#settings
    return { gentle, maxLanes, mode }
  }

  /** `isByHand`: a pasted text does not say of what kind its first lane is. */
  #open(
    session: SessionRecord,
    role: 'initiator' | 'responder',
    secret: Uint8Array<ArrayBuffer>,
    isByHand: boolean,
  ): void {
    session.isRunning = true
    const { iceServers, relayOnly, seal } = this.#settings
    const settings = this.#sessionSettings()
    this.#engine.open(
      session.id,
      {
        role,
        secret,
        name: this.#ownName(),
        iceServers: iceServers.map(({ url, username = '', credential = '' }) => ({
          url,
          username,
          credential,
        })),
        relayOnly,
        seal,
        settings: isByHand ? { ...settings, mode: 'reliable' } : settings,
      },
      (message) => this.#heard(session, message),
    )
  }

  #heard(session: SessionRecord, message: SessionMessage): void {
    switch (message.type) {
      case 'signal':
        session.signals?.send(message.text)
        session.pasted?.heard(message.text)
        return
      case 'opened':
        return this.#opened(session)
      case 'snapshot':
        if (session.view.stage !== 'joined') return
        session.set({ snapshot: message.snapshot })
        return this.#record(session)
      case 'entries':
        return session.addEntries(message.transfer, message.entries)
      case 'manifest': {
        const manifest = session.addManifest(message.transfer, message.manifest)
        if (message.isOffer) this.#offered(session, message.transfer, manifest)
        return
      }
      case 'text':
        return this.#addText(session.id, 'received', message.text)
      case 'event':
        return
      case 'ended':
        return this.#ended(session, message)
    }
  }

  #opened(session: SessionRecord): void {
    session.isOpen = true
    session.set({ stage: 'joined', paste: '', staged: [] })
    if (session.pasted) {
      this.#engine.tell(session.id, { type: 'set', settings: this.#sessionSettings() })
      // Nobody carries anything any more.
      this.#engine.tell(session.id, {
        type: 'signallingOver',
        code: 'closed',
        text: 'The connection is lost. It was made by pasted texts, so a new offer is needed.',
      })
    }
    for (const toSend of session.toSend.splice(0))
      void this.#deliver(session, toSend).catch((error) => console.error('not sent:', error))
  }

  #ended(session: SessionRecord, { code, text }: { code: string; text: string }): void {
    this.#hangUp(session)
    session.pasted?.fail(text)
    this.#record(session)
    this.#forgetOffer(session.id)
    const isWished = code === 'closed'
    session.end(isWished ? '' : (code as never), isWished && session.isOpen ? '' : text)
  }

  async #deliver(session: SessionRecord, { picked, text }: ToSend): Promise<void> {
    await Promise.all([
      picked.length > 0 ? this.#offer(session.id, { from: 'files', picked }, '') : undefined,
      text === '' ? undefined : this.sendText(session.id, text),
    ])
  }

  async #offer(sessionId: string, sent: Sent, name: string): Promise<void> {
    const transfer = await this.#engine.ask(sessionId, { type: 'offer', sent, name })
    if (sent.from === 'files') this.#find(sessionId)?.picked.set(transfer, sent.picked)
  }

  #offered(session: SessionRecord, id: string, manifest: Manifest): void {
    this.#offers = [...this.#offers, { sessionId: session.id, id, manifest }]
    const isPaired = session.view.peer !== null && session.view.peer.id !== ''
    if (isPaired && (isSpeedTest(manifest) || this.#settings.trustPaired))
      // Where it cannot be taken, somebody is asked after all.
      void this.accept(session.id, id).catch(() => this.#changed())
    else this.#changed()
  }

  #forgetOffer(sessionId: string, offerId?: string): void {
    this.#offers = this.#offers.filter(
      (offer) => offer.sessionId !== sessionId || (offerId !== undefined && offer.id !== offerId),
    )
    this.#changed()
  }

  #addText(sessionId: string, direction: ClientText['direction'], text: string): void {
    const added = { id: `text-${this.#made++}`, sessionId, at: Date.now(), direction, text }
    this.#texts = [...this.#texts, added].slice(-keptTexts)
    this.#changed()
  }

  #record(session: SessionRecord): void {
    const { transfers = [] } = session.view.snapshot ?? {}
    const isAsked = (id: string) => transfers.some((one) => one.id === id && one.state === 'asking')
    const gone = this.#offers.filter(({ sessionId, id }) => sessionId === session.id && !isAsked(id))
    // The other side has taken them back.
    for (const { id } of gone) if (transfers.some((one) => one.id === id)) this.#forgetOffer(session.id, id)
    for (const { record, transfer } of newRecords(session, Date.now())) {
      const picked = session.picked.get(transfer)
      session.picked.delete(transfer)
      if (picked) {
        this.#picked.set(record.id, picked)
        for (const id of this.#picked.keys()) {
          if (this.#picked.size <= keptPicked) break
          this.#picked.delete(id)
        }
      }
      void this.#host
        .whenThere()
        .then((host) => host.recordTransfer(record))
        .catch((error) => console.error('not recorded:', error))
    }
  }
}

function stagedOf(picked: readonly Picked[]): Staged {
  const files = picked.filter(({ file }) => file !== undefined)
  const [first = ''] = picked[0]?.path.split('/') ?? []
  const tops = new Set(picked.map(({ path }) => path.split('/', 1)[0]))
  const others = tops.size - 1
  return {
    name: others === 0 ? first : `${first} and ${others} ${others === 1 ? 'other' : 'others'}`,
    files: files.length,
    bytes: files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0),
  }
}
