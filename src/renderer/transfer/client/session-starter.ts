import { type TransferSettings, transferSettingsSchema } from '../../../contract/transfer.ts'
import type { SessionEngine, SessionMessage } from '../engine.ts'
import type { SessionRecord } from './client-session.ts'
import { PastedSignals } from './pasted.ts'

type Heard = (session: SessionRecord, message: SessionMessage) => void

/** Sets sessions going in the worker, as the settings of the host say. */
export class SessionStarter {
  readonly #engine: SessionEngine
  readonly #ownName: () => string
  readonly #heard: Heard
  #settings: TransferSettings = transferSettingsSchema.parse({})

  constructor(engine: SessionEngine, ownName: () => string, heard: Heard) {
    this.#engine = engine
    this.#ownName = ownName
    this.#heard = heard
  }

  get settings(): TransferSettings {
    return this.#settings
  }

  /** What is open takes what it can. */
  set(settings: TransferSettings, sessions: readonly SessionRecord[]): void {
    this.#settings = settings
    for (const session of sessions) this.#tellSettings(session)
  }

  start(session: SessionRecord, role: 'initiator' | 'responder', secret: Uint8Array<ArrayBuffer>): void {
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
        // A pasted text does not say of what kind its first lane is.
        settings: session.pasted ? { ...settings, mode: 'reliable' } : settings,
      },
      (message) => this.#heard(session, message),
    )
  }

  /** With pasted texts: makes an offer, or answers that of the other side. */
  startByHand(session: SessionRecord, offer: string | undefined): PastedSignals {
    const { id } = session
    const pasted = new PastedSignals({
      ...(offer === undefined ? {} : { offer }),
      take: (text) => this.#engine.tell(id, { type: 'signal', text }),
      over: (text) => this.#engine.tell(id, { type: 'signallingOver', code: 'rtc-failed', text }),
    })
    session.pasted = pasted
    this.start(session, offer === undefined ? 'initiator' : 'responder', new Uint8Array(0))
    return pasted
  }

  /** The two ends of pasted texts have found each other: further lanes may be as the settings say. */
  openedByHand(session: SessionRecord): void {
    this.#tellSettings(session)
    // Nobody carries anything any more.
    this.#engine.tell(session.id, {
      type: 'signallingOver',
      code: 'closed',
      text: 'The connection is lost. It was made by pasted texts, so a new offer is needed.',
    })
  }

  #tellSettings({ id }: SessionRecord): void {
    this.#engine.tell(id, { type: 'set', settings: this.#sessionSettings() })
  }

  #sessionSettings() {
    const { gentle, maxLanes, mode } = this.#settings
    return { gentle, maxLanes, mode }
  }
}
