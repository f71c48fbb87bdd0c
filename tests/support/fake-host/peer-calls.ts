import type { hostContract } from '../../../src/contract/host.ts'
import type { FoundDevice, Pairing, PeersState, Self } from '../../../src/contract/peers.ts'
import { peerSchema } from '../../../src/contract/peers.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import { Fault } from '../../../src/wire/index.ts'
import { deviceIdOf, type FakePeer } from './devices.ts'
import type { Pace, Step } from './pace.ts'
import type { SyncWorld, TellSync } from './sync-calls.ts'

type PeerCalls = Pick<
  Server<typeof hostContract>,
  | 'renameSelf'
  | 'openPairing'
  | 'cancelPairing'
  | 'pair'
  | 'pairFound'
  | 'confirmPairing'
  | 'changePeer'
  | 'revokePeers'
>

const idle: Pairing = {
  state: 'idle',
  code: '',
  link: '',
  until: 0,
  words: '',
  device: null,
  problem: '',
  faultCode: '',
}
/** The code that the made-up device on the other side shows. */
export const knownCode = '4-harbor-violin-1937'
/** Somebody types the code in after so long; each step of a pairing takes so long. */
const answerMs = 6000
const stepMs = 1200

/** Devices and pairing of a host without any. The person at the other machine says yes. */
export class FakeDevices {
  readonly calls: PeerCalls
  readonly #world: SyncWorld
  readonly #changed: () => void
  readonly #forget: (ids: string[]) => void
  readonly #tell: TellSync
  #found: FoundDevice[]
  #self: Self
  #pairing: Pairing = idle
  readonly #pace: Pace
  /** Counts the states of pairing: what was to follow an earlier one does not. */
  #turn = 0

  constructor(
    start: { self: Self; found: FoundDevice[]; asked: boolean },
    world: SyncWorld,
    on: { changed: () => void; forget: (ids: string[]) => void; tell: TellSync },
    pace: Pace,
  ) {
    this.#pace = pace
    this.#self = start.self
    this.#found = start.found
    this.#world = world
    this.#changed = on.changed
    this.#forget = on.forget
    this.#tell = on.tell
    if (start.asked) this.#confirm(this.#stranger('ingest', 'Ingest 2'))
    this.calls = this.#implement()
  }

  get state(): PeersState {
    const seen = this.#world.peers.flatMap(({ peer, state, seenAt }) =>
      state === 'connected' || seenAt === undefined ? [] : [[peer.id, seenAt] as const],
    )
    return { self: this.#self, found: this.#found, pairing: this.#pairing, seen: Object.fromEntries(seen) }
  }

  #set(pairing: Partial<Pairing>, next?: { step: Step; afterMs: number; run: () => void }): Pairing {
    const turn = ++this.#turn
    this.#pairing = { ...idle, ...pairing }
    if (next) void this.#pace.take(next.step, next.afterMs).then(() => turn === this.#turn && next.run())
    this.#changed()
    return this.#pairing
  }

  #stranger = (word: string, name: string) => ({ id: deviceIdOf(word), name })
  #confirm(device: { id: string; name: string }): void {
    this.#set({ state: 'confirm', device, words: 'copper lagoon tiger' })
  }

  #pair(device: { id: string; name: string }): void {
    const fake: FakePeer = {
      peer: peerSchema.parse({ ...device, certificate: this.#self.certificate, pairedAt: Date.now() }),
      state: 'connected',
      text: 'Connected by the local network.',
      faultCode: '',
      address: '10.0.0.31:8741',
      profile: 'lan',
      rttMs: 0.5,
      loss: 0,
      packetBytes: 1472,
      failures: 0,
      sinceMs: 0,
    }
    this.#world.peers = [...this.#world.peers.filter(({ peer }) => peer.id !== device.id), fake]
    this.#found = this.#found.map((one) => (one.id === device.id ? { ...one, paired: true } : one))
    this.#tell({ level: 'info', code: 'paired', text: `${device.name} is paired.`, peerId: device.id })
    this.#set({ state: 'done', device })
  }

  #fail(faultCode: string, problem: string): void {
    this.#set({ state: 'failed', faultCode, problem })
  }

  #implement(): PeerCalls {
    return {
      renameSelf: ({ name }) => {
        this.#self = { ...this.#self, name }
        this.#changed()
      },
      openPairing: ({ minutes }) => {
        const code = '7-otter-lamp-4217'
        return this.#set(
          {
            state: 'open',
            code,
            link: `hawser://pair?id=${this.#self.id}&s=Zm9ydHkgdHdvIHdvcmRzIQ&a=10.0.0.12:8742`,
            until: Date.now() + minutes * 60_000,
          },
          { step: 'answer', afterMs: answerMs, run: () => this.#pair(this.#stranger('ingest', 'Ingest 2')) },
        )
      },
      cancelPairing: () => {
        this.#set(idle)
      },
      pair: ({ code, at }) => {
        const typed = code.trim().toLowerCase()
        if (!/^(hawser:|\d-[a-z]+-[a-z]+-\d{4}$)/.test(typed))
          throw new Fault('invalid', 'A code looks like 7-otter-lamp-4217.')
        return this.#set(
          { state: 'connecting' },
          {
            step: 'handshake',
            afterMs: stepMs,
            run: () => {
              if (typed === knownCode && at === undefined)
                return this.#fail(
                  'peer-unreachable',
                  'No device on this network waits for this code. Enter the address that it shows.',
                )
              if (typed !== knownCode && !typed.startsWith('hawser://'))
                return this.#fail(
                  'pairing-refused',
                  'The code is wrong. Look at it again; a new one is shown now.',
                )
              this.#pair(this.#stranger('studio', 'Studio ingest'))
            },
          },
        )
      },
      pairFound: ({ id }) => {
        const device = this.#found.find((one) => one.id === id)
        if (!device) throw new Fault('peer-unknown', 'This device is no longer on the network.')
        return this.#set(
          { state: 'connecting', device },
          { step: 'handshake', afterMs: stepMs, run: () => this.#confirm(device) },
        )
      },
      confirmPairing: ({ same }) => {
        const { device } = this.#pairing
        if (this.#pairing.state !== 'confirm' || !device)
          throw new Fault('pairing-expired', 'Nobody waits for this confirmation any more.')
        if (!same) return this.#fail('pairing-refused', 'The words differed, so nothing was paired.')
        this.#pair(device)
      },
      changePeer: ({ id, change }) => {
        const fake = this.#world.peers.find(({ peer }) => peer.id === id)
        if (!fake) throw new Fault('peer-unknown', 'This device is not paired any more.')
        fake.peer = peerSchema.parse({ ...fake.peer, ...change })
        this.#changed()
        return fake.peer
      },
      revokePeers: ({ ids }) => {
        this.#forget(ids)
        for (const peerId of ids)
          this.#tell({
            level: 'warning',
            code: 'peer-revoked',
            text: 'A device is no longer trusted.',
            peerId,
          })
        this.#changed()
      },
    }
  }
}
