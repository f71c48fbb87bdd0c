import type {
  ClientOffer,
  ClientSession,
  ClientState,
  ClientText,
  Picked,
  Target,
  TransferClient,
} from '../../../src/renderer/transfer/client.ts'
import type { Manifest } from '../../../src/transfer/files.ts'
import type { SessionSnapshot, TransferSnapshot } from '../../../src/transfer/snapshot.ts'
import { baseSession, type FakeSession, lan, type SceneName, scenes, wan } from './transfer-scenes.ts'
import {
  advance,
  emptySnapshot,
  fakeTransfer,
  lanesNow,
  manifestOf,
  qualityNow,
  rateNow,
} from './transfer-traffic.ts'

const stepMs = 100
const offerText =
  'hawser-offer:AeF3kq0b2ZxV9mPpX7u4TqYd1sJ0hWc8LrN5oKiGfEaCzBvMwQyUtRsPnHjDlOkIgFbXeAcVuZmTnYrWqLpKsJh'
const code = '4821-otter-lamp-river-maple-stone-comet'

/** Transfers without WebRTC, for pictures and specs of the page: files move as time passes, and nothing is read or written. */
export class FakeTransferClient implements TransferClient {
  readonly #watchers = new Set<() => void>()
  readonly #picked = new Map<string, readonly Picked[]>()
  #fakes: FakeSession[]
  #offers: ClientOffer[] = []
  #texts: ClientText[] = []
  #state: ClientState = { sessions: [], offers: [], texts: [] }
  #at = Date.now()
  #made = 0
  readonly #pace: number
  /** Whether those who are called answer by themselves. */
  answers = true

  /** `pace`: 1 when the others take their usual time, less when they are quicker. */
  constructor(scene: SceneName, pace = 1) {
    this.#pace = pace
    this.#fakes = scenes[scene]()
    for (const { session, asking, transfers, texts } of this.#fakes) {
      for (const { snapshot, manifest } of transfers)
        if (asking.includes(snapshot.id))
          this.#offers.push({ sessionId: session.id, id: snapshot.id, manifest })
      for (const { direction, text } of texts) this.#addText(session.id, direction, text)
    }
    this.#step()
    setInterval(() => this.#step(), stepMs)
  }

  state(): ClientState {
    return this.#state
  }
  subscribe(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }
  set(): void {}

  async send(to: Target, files: readonly Picked[], text?: string): Promise<string> {
    const manifest = files.length > 0 ? manifestOfPicked(files) : undefined
    const staged = manifest ? [{ name: manifest.name, files: manifest.files, bytes: manifest.bytes }] : []
    if (to.by === 'session') {
      this.#deliver(to.id, manifest, files, text)
      return to.id
    }
    const id = `s-${this.#made++}`
    const session: ClientSession = {
      ...baseSession,
      id,
      by: to.by,
      stage: to.by === 'device' ? 'ringing' : 'waiting',
      peer: to.by === 'device' ? { id: to.id, name: 'Edit suite' } : null,
      staged,
      startedAt: Date.now(),
      ...(to.by === 'code' && { code, link: `hawser://receive?code=${code}`, until: Date.now() + 3_600_000 }),
      ...(to.by === 'paste' && { paste: offerText }),
    }
    this.#add(session)
    this.#waiting.set(id, () => this.#deliver(id, manifest, files, text))
    if (to.by === 'device') this.#after(1200, () => this.answers && this.comes('Edit suite'))
    return id
  }
  readonly #waiting = new Map<string, () => void>()

  /** Somebody types the code, answers the call or the offer of every session that waits. */
  comes(name = 'Edit suite'): void {
    for (const [id, deliver] of this.#waiting) {
      this.#waiting.delete(id)
      this.#openSession(id, name, deliver)
    }
  }

  async join(typed: string): Promise<string> {
    const [number, ...words] = typed.toLowerCase().split(/[^a-z0-9]+/)
    if (!/^\d{4,6}$/.test(number ?? '')) throw new Error('This is no code. It begins with a number.')
    if (words.length < 5) throw new Error('Some of its words are missing: there are six.')
    const id = `s-${this.#made++}`
    this.#add({ ...baseSession, id, joinedThem: true, stage: 'preparing', startedAt: Date.now() })
    this.#after(600, () => {
      if (words.includes('wrong'))
        return this.#change(id, {
          stage: 'ended',
          problem: 'The code is not the one of the other side. Ask for a new one: each can be tried once.',
          faultCode: 'transfer-unproven',
        })
      this.#openSession(id, 'Grading, Hamburg', () => {
        const entries = [1, 2, 3].map((n) => ({
          path: `Reel/Shot ${n}.mov`,
          kind: 'file' as const,
          size: 60e9,
          mtime: 1,
        }))
        this.#ask(id, manifestOf('Reel', entries))
      })
    })
    return id
  }

  async pasteOffer(text: string): Promise<{ sessionId: string; answer: string }> {
    if (!text.startsWith('hawser-offer:')) throw new Error('This is no offer. It begins with hawser-offer:')
    const sessionId = `s-${this.#made++}`
    const answer = offerText.replace('offer', 'answer')
    this.#add({
      ...baseSession,
      id: sessionId,
      by: 'paste',
      joinedThem: true,
      stage: 'waiting',
      paste: answer,
    })
    this.#waiting.set(sessionId, () => {})
    return { sessionId, answer }
  }
  async pasteAnswer(id: string, text: string): Promise<void> {
    if (!text.startsWith('hawser-answer:'))
      throw new Error('This is no answer. It begins with hawser-answer:')
    const deliver = this.#waiting.get(id) ?? (() => {})
    this.#waiting.delete(id)
    this.#openSession(id, 'Remote producer', deliver, false)
  }

  async accept(sessionId: string, offerId: string): Promise<void> {
    this.#answer(sessionId, offerId, { state: 'moving', startedAt: Date.now() })
  }
  decline(sessionId: string, offerId: string): void {
    this.#answer(sessionId, offerId, { state: 'declined' })
  }
  pause(sessionId: string, id: string, paused: boolean): void {
    this.#changeTransfer(sessionId, id, {
      state: paused ? 'paused' : 'moving',
      pausedBy: paused ? 'us' : 'nobody',
    })
  }
  cancel(sessionId: string, id: string): void {
    this.#changeTransfer(sessionId, id, { state: 'cancelled' })
  }
  readonly preferred: string[] = []
  prefer(sessionId: string, id: string, file: number): void {
    this.preferred.push(`${sessionId} ${id} ${file}`)
  }
  async sendText(sessionId: string, text: string): Promise<void> {
    this.#addText(sessionId, 'sent', text)
    this.#step()
  }
  /** The other side sends a text. */
  says(sessionId: string, text: string): void {
    this.#addText(sessionId, 'received', text)
    this.#step()
  }
  async test(sessionId: string, bytes: number): Promise<void> {
    const entries = [{ path: 'Speed test', kind: 'file' as const, size: bytes, mtime: 1 }]
    this.#deliver(sessionId, manifestOf('Speed test', entries), [], undefined)
  }
  end(id: string): void {
    this.#waiting.delete(id)
    const fake = this.#find(id)
    if (fake?.session.stage === 'joined' && fake.transfers.length > 0)
      return this.#change(id, { stage: 'ended' })
    this.dismiss(id)
  }
  dismiss(id: string): void {
    this.#fakes = this.#fakes.filter(({ session }) => session.id !== id)
    this.#offers = this.#offers.filter(({ sessionId }) => sessionId !== id)
    this.#step()
  }
  networkChanged(): void {}
  manifest(sessionId: string, id: string): Manifest | undefined {
    return this.#find(sessionId)?.transfers.find(({ snapshot }) => snapshot.id === id)?.manifest
  }
  picked(recordId: string): readonly Picked[] | undefined {
    if (recordId === 'r-1')
      return [
        { path: 'Card B', file: undefined! },
        { path: 'Call sheet.pdf', file: new File(['x'.repeat(2000)], 'Call sheet.pdf') },
      ].map(({ path, file }) => (file ? { path, file } : { path }))
    return this.#picked.get(recordId)
  }

  #find(id: string): FakeSession | undefined {
    return this.#fakes.find(({ session }) => session.id === id)
  }
  #add(session: ClientSession): void {
    const path = session.by === 'device' ? lan : wan
    this.#fakes = [...this.#fakes, { session, path, transfers: [], asking: [], texts: [] }]
    this.#step()
  }
  #change(id: string, part: Partial<ClientSession>): void {
    const fake = this.#find(id)
    if (fake) fake.session = { ...fake.session, ...part }
    this.#step()
  }
  #changeTransfer(sessionId: string, id: string, part: Partial<TransferSnapshot>): void {
    const transfer = this.#find(sessionId)?.transfers.find(({ snapshot }) => snapshot.id === id)
    if (transfer) transfer.snapshot = { ...transfer.snapshot, ...part }
    this.#step()
  }
  #answer(sessionId: string, offerId: string, part: Partial<TransferSnapshot>): void {
    this.#offers = this.#offers.filter(({ id }) => id !== offerId)
    this.#changeTransfer(sessionId, offerId, part)
  }
  #ask(sessionId: string, manifest: Manifest): void {
    const id = `t${this.#made++}`
    this.#find(sessionId)?.transfers.push(fakeTransfer(id, 'receiving', manifest, { state: 'asking' }))
    this.#offers = [...this.#offers, { sessionId, id, manifest }]
    this.#step()
  }
  #addText(sessionId: string, direction: ClientText['direction'], text: string): void {
    this.#texts = [
      ...this.#texts,
      { id: `x${this.#texts.length}`, sessionId, at: Date.now(), direction, text },
    ]
  }

  #openSession(id: string, name: string, then: () => void, proven = true): void {
    const snapshot = emptySnapshot(name)
    this.#change(id, { stage: 'joined', snapshot })
    this.#after(300, () => this.#change(id, { snapshot: { ...snapshot, state: 'proving' } }))
    this.#after(600, () => {
      const words = 'harbour lantern velvet comet'
      this.#change(id, { snapshot: { ...snapshot, state: 'open', words, proven }, staged: [] })
      then()
    })
  }

  #after(usualMs: number, run: () => void): void {
    setTimeout(run, usualMs * this.#pace)
  }

  /** Offers, is accepted a little later, and moves. */
  #deliver(
    id: string,
    manifest: Manifest | undefined,
    files: readonly Picked[],
    text: string | undefined,
  ): void {
    if (text) this.#addText(id, 'sent', text)
    if (manifest) {
      const transferId = `t${this.#made++}`
      this.#picked.set(transferId, files)
      this.#find(id)?.transfers.push(fakeTransfer(transferId, 'sending', manifest, { state: 'offered' }))
      this.#after(800, () => this.#changeTransfer(id, transferId, { state: 'moving' }))
    }
    this.#step()
  }

  #step(): void {
    const at = Date.now()
    const seconds = Math.min(0.5, (at - this.#at) / 1000)
    this.#at = at
    for (const fake of this.#fakes) {
      const { session, path, transfers } = fake
      if (session.stage !== 'joined' || session.snapshot === null) continue
      fake.session = { ...session, snapshot: this.#snapshot(session.snapshot, path, transfers, at, seconds) }
    }
    this.#state = {
      sessions: this.#fakes.map(({ session }) => session),
      offers: this.#offers,
      texts: this.#texts,
    }
    for (const watcher of this.#watchers) watcher()
  }

  #snapshot(
    old: SessionSnapshot,
    path: FakeSession['path'],
    transfers: FakeSession['transfers'],
    at: number,
    seconds: number,
  ): SessionSnapshot {
    const moving = transfers.filter(({ snapshot }) => snapshot.state === 'moving')
    const isOpen = old.state === 'open'
    const rate = isOpen && moving.length > 0 ? rateNow(path, at) : 0
    for (const transfer of moving)
      transfer.snapshot = advance(transfer, (rate * seconds) / moving.length, seconds)
    const isSending = moving[0]?.snapshot.direction === 'sending'
    return {
      ...old,
      at,
      lanes: isOpen ? lanesNow(path, at, rate, isSending) : [],
      lanesWanted: path.lanes,
      memory: Math.round(rate * 0.12),
      quality: qualityNow(path, at, rate > 0),
      transfers: transfers.map(({ snapshot }) => snapshot),
    }
  }
}

function manifestOfPicked(picked: readonly Picked[]): Manifest {
  const entries = picked.map(({ path, file }) => ({
    path,
    kind: file ? ('file' as const) : ('directory' as const),
    size: file?.size ?? 0,
    mtime: file?.lastModified ?? 0,
  }))
  const first = entries[0]!.path.split('/')[0]!
  const others = new Set(entries.map(({ path }) => path.split('/')[0])).size - 1
  return manifestOf(others > 0 ? `${first} and ${others} others` : first, entries)
}
