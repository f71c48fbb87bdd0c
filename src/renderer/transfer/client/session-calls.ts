import type { RendezvousCall } from '../../../contract/transfer.ts'
import { Fault } from '../../../wire/index.ts'
import type { SessionEngine } from '../engine.ts'
import type { SessionRecord } from './client-session.ts'
import type { HostAccess } from './host-access.ts'
import type { SessionList } from './session-list.ts'
import type { SessionStarter } from './session-starter.ts'
import { CallSignals } from './signals.ts'

/** The ways to somebody that the host has: calls by code and between paired devices. */
export class SessionCalls {
  readonly #engine: SessionEngine
  readonly #host: HostAccess
  readonly #sessions: SessionList
  readonly #starter: SessionStarter

  constructor(engine: SessionEngine, host: HostAccess, sessions: SessionList, starter: SessionStarter) {
    this.#engine = engine
    this.#host = host
    this.#sessions = sessions
    this.#starter = starter
  }

  /** A call of the host is this session's way. */
  use(session: SessionRecord, call: RendezvousCall): void {
    if (this.#sessions.find(session.id) === undefined || session.isOver) {
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

  hangUp(session: SessionRecord): void {
    if (session.signals) session.signals.close()
    else if (session.callId !== '') {
      const { callId } = session
      void this.#host.whenThere().then((host) => host.endCall({ callId, reason: '' }).catch(() => {}))
    }
    session.callId = ''
  }

  /** What the host knows of calls, as long as this window lives. */
  async follow(): Promise<never> {
    const forever = new AbortController().signal
    for (;;) {
      try {
        await this.#host.again(async (host) => {
          for await (const { calls } of host.rendezvousCalls(undefined, forever))
            for (const call of calls) this.#heard(call)
          throw new Fault('closed', 'The list of calls has ended.')
        }, forever)
      } catch (error) {
        console.error('calls of the host:', error)
        await new Promise((resolve) => setTimeout(resolve, 5000))
      }
    }
  }

  #heard(call: RendezvousCall): void {
    const session = this.#sessions.byCall(call.id)
    if (session) this.#heardOf(session, call)
    else if (call.state === 'incoming') void this.#take(call)
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
    this.#starter.start(session, call.role, secret)
    session.signals = new CallSignals(this.#host, this.#engine, session.id, call.id)
  }

  /** A paired device calls. Of several windows one has it. */
  async #take(call: RendezvousCall): Promise<void> {
    const { taken } = await this.#host
      .now()
      .takeCall({ callId: call.id })
      .catch(() => ({ taken: false }))
    if (!taken || this.#sessions.byCall(call.id)) return
    const session = this.#sessions.add('device', true)
    session.set({ peer: call.peer })
    session.callId = call.id
  }
}
