import type { Endpoint } from '../../../contract/rule.ts'
import type { TransferSettings } from '../../../contract/transfer.ts'
import type { Manifest } from '../../../transfer/files.ts'
import { isSpeedTest, speedTestName } from '../../../transfer/speed-test.ts'
import { Fault } from '../../../wire/index.ts'
import type { ClientSession, ClientState, Picked, Target, TransferClient } from '../client.ts'
import type { SessionEngine, SessionMessage } from '../engine.ts'
import type { Sent } from '../worker/messages.ts'
import type { SessionRecord, ToSend } from './client-session.ts'
import { openDoor } from './doors.ts'
import { newRecords } from './history.ts'
import type { HostAccess } from './host-access.ts'
import { OfferList } from './offer-list.ts'
import { SentFiles, stagedOf } from './sent-files.ts'
import { SessionCalls } from './session-calls.ts'
import { SessionList } from './session-list.ts'
import { SessionStarter } from './session-starter.ts'
import { TextList } from './text-list.ts'

const noSession = () => new Fault('closed', 'The session is over.')

/** The transfers of this window: sessions in the worker, and the host's ways to somebody. */
export class WindowTransfers implements TransferClient {
  readonly #engine: SessionEngine
  readonly #host: HostAccess
  readonly #watchers = new Set<() => void>()
  readonly #changed = () => {
    this.#state = undefined
    for (const watcher of this.#watchers) watcher()
  }
  readonly #sessions = new SessionList(this.#changed)
  readonly #offers = new OfferList(this.#changed)
  readonly #texts = new TextList(this.#changed)
  readonly #sent = new SentFiles()
  readonly #starter: SessionStarter
  readonly #calls: SessionCalls
  #state: ClientState | undefined

  constructor(engine: SessionEngine, host: HostAccess, ownName: () => string) {
    this.#engine = engine
    this.#host = host
    this.#starter = new SessionStarter(engine, ownName, (session, message) => this.#heard(session, message))
    this.#calls = new SessionCalls(engine, host, this.#sessions, this.#starter)
    void this.#calls.follow()
  }

  state(): ClientState {
    this.#state ??= {
      sessions: this.#sessions.all.map(({ view }) => view),
      offers: this.#offers.all,
      texts: this.#texts.all,
    }
    return this.#state
  }

  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  set(settings: TransferSettings): void {
    this.#starter.set(settings, this.#sessions.all)
  }

  async send(to: Target, picked: readonly Picked[], text = ''): Promise<string> {
    const toSend = { picked, text }
    if (to.by === 'session') {
      const session = this.#sessions.find(to.id)
      if (session === undefined || session.isOver) throw noSession()
      if (session.isOpen) await this.#deliver(session, toSend)
      else stage(session, toSend)
      return session.id
    }
    return this.#begin(to.by, false, async (session) => {
      stage(session, toSend)
      if (to.by === 'paste') {
        const { text: paste } = this.#starter.startByHand(session, undefined)
        session.set({ stage: 'waiting', paste: await paste })
      } else if (to.by === 'code') this.#calls.use(session, await this.#host.now().openCode({ minutes: 60 }))
      else this.#calls.use(session, await this.#host.now().callDevice({ id: to.id }))
      return session.id
    })
  }

  join(code: string, at?: Endpoint): Promise<string> {
    return this.#begin('code', true, async (session) => {
      this.#calls.use(session, await this.#host.now().joinCode(at ? { code, at } : { code }))
      return session.id
    })
  }

  pasteOffer(text: string): Promise<{ sessionId: string; answer: string }> {
    return this.#begin('paste', true, async (session) => {
      const pasted = this.#starter.startByHand(session, text)
      pasted.begin()
      const answer = await pasted.text
      session.set({ stage: 'waiting', paste: answer })
      return { sessionId: session.id, answer }
    })
  }

  async pasteAnswer(sessionId: string, text: string): Promise<void> {
    const session = this.#sessions.find(sessionId)
    if (!session?.pasted || session.view.stage !== 'waiting') throw noSession()
    await session.pasted.answer(text)
    session.set({ stage: 'joined', paste: '' })
  }

  async accept(sessionId: string, offerId: string, folder?: string): Promise<void> {
    const session = this.#sessions.find(sessionId)
    const offer = this.#offers.find(sessionId, offerId)
    if (session === undefined || offer === undefined) throw noSession()
    if (isSpeedTest(offer.manifest)) {
      this.#offers.forget(sessionId, offerId)
      await this.#engine.ask(sessionId, { type: 'accept', offer: offerId, door: { to: 'memory' } })
      return
    }
    const opened = await openDoor(this.#host.now(), folder)
    session.folders.set(offerId, opened.folder)
    const transfer = opened.door.to === 'port' ? [opened.door.port] : []
    await this.#engine.ask(sessionId, { type: 'accept', offer: offerId, door: opened.door }, transfer)
    this.#offers.forget(sessionId, offerId)
  }

  decline(sessionId: string, offerId: string): void {
    this.#offers.forget(sessionId, offerId)
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
    this.#texts.add(sessionId, 'sent', text)
  }

  async test(sessionId: string, bytes: number): Promise<void> {
    await this.#offer(sessionId, { from: 'memory', bytes }, speedTestName)
  }

  end(sessionId: string): void {
    const session = this.#sessions.find(sessionId)
    if (session === undefined || session.isOver) return
    if (session.isRunning) this.#engine.tell(sessionId, { type: 'close' })
    if (session.isOpen) return
    this.#hangUp(session)
    session.end('', '')
  }

  dismiss(sessionId: string): void {
    const session = this.#sessions.find(sessionId)
    if (session?.isOver) this.#remove(session)
  }

  networkChanged(): void {
    this.#engine.networkChanged()
  }

  manifest(sessionId: string, transferId: string): Manifest | undefined {
    return this.#sessions.find(sessionId)?.manifests.get(transferId)
  }

  picked(recordId: string): readonly Picked[] | undefined {
    return this.#sent.of(recordId)
  }

  /** A session that is there only once the first step to somebody has been made. */
  async #begin<Result>(
    by: ClientSession['by'],
    joinedThem: boolean,
    firstStep: (session: SessionRecord) => Promise<Result>,
  ): Promise<Result> {
    const session = this.#sessions.add(by, joinedThem)
    try {
      return await firstStep(session)
    } catch (error) {
      this.#remove(session)
      throw error
    }
  }

  #remove(session: SessionRecord): void {
    this.#sessions.remove(session)
    this.#hangUp(session)
    if (session.isRunning) this.#engine.tell(session.id, { type: 'close' })
    this.#offers.forget(session.id)
  }

  #hangUp(session: SessionRecord): void {
    session.pasted?.fail('It was taken back.')
    this.#calls.hangUp(session)
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
        return this.#texts.add(session.id, 'received', message.text)
      case 'event':
        return
      case 'ended':
        return this.#ended(session, message)
    }
  }

  #opened(session: SessionRecord): void {
    session.isOpen = true
    session.set({ stage: 'joined', paste: '', staged: [] })
    if (session.pasted) this.#starter.openedByHand(session)
    for (const toSend of session.toSend.splice(0))
      void this.#deliver(session, toSend).catch((error) => console.error('not sent:', error))
  }

  #ended(session: SessionRecord, { code, text }: { code: string; text: string }): void {
    this.#hangUp(session)
    session.pasted?.fail(text)
    this.#record(session)
    this.#offers.forget(session.id)
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
    if (sent.from === 'files') this.#sessions.find(sessionId)?.picked.set(transfer, sent.picked)
  }

  #offered(session: SessionRecord, id: string, manifest: Manifest): void {
    this.#offers.add(session.id, id, manifest)
    const isPaired = session.view.peer !== null && session.view.peer.id !== ''
    if (isPaired && (isSpeedTest(manifest) || this.#starter.settings.trustPaired))
      // Where it cannot be taken, somebody is asked after all.
      void this.accept(session.id, id).catch(() => this.#changed())
    else this.#changed()
  }

  #record(session: SessionRecord): void {
    this.#offers.settle(session.id, session.view.snapshot?.transfers ?? [])
    for (const { record, transfer } of newRecords(session, Date.now())) {
      const picked = session.picked.get(transfer)
      session.picked.delete(transfer)
      if (picked) this.#sent.keep(record.id, picked)
      void this.#host
        .whenThere()
        .then((host) => host.recordTransfer(record))
        .catch((error) => console.error('not recorded:', error))
    }
  }
}

function stage(session: SessionRecord, toSend: ToSend): void {
  session.toSend.push(toSend)
  const { picked } = toSend
  if (picked.length > 0) session.set({ staged: [...session.view.staged, stagedOf(picked)] })
}
