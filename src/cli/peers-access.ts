import type { Pairing, Peer, PeerChange, PeersState, Self } from '../contract/peers.ts'
import type { Endpoint } from '../contract/rule.ts'
import { systemClock } from '../host/clock.ts'
import { readLastSeen } from '../host/last-seen.ts'
import { Peers } from '../host/peers/peers.ts'
import { peerList } from '../host/peers/trust.ts'
import type { SettingsFile } from '../host/settings-file.ts'
import { version } from '../host/version.ts'
import { Fault } from '../wire/fault.ts'
import { type HostClient, settingsOf, withSettings } from './settings-access.ts'

/** What can be done with devices, with or without a running Hawser. Everything throws the faults of the host's contract. */
export interface PeersAccess {
  self(): Promise<Self>
  list(): Promise<readonly Peer[]>
  /** When each was connected last, and which are connected now. */
  seen(): Promise<{ last: PeersState['seen']; connected: readonly string[] }>
  change(id: string, change: PeerChange): Promise<void>
  revoke(ids: string[]): Promise<void>
  openPairing(minutes: number): Promise<Pairing>
  pair(code: string, at: Endpoint | undefined): Promise<Pairing>
  confirm(same: boolean): Promise<void>
  cancel(): Promise<void>
  /** The state as it is, then after each change, until the signal aborts. */
  states(signal: AbortSignal): AsyncIterable<PeersState>
}

type Action = (peers: PeersAccess) => Promise<void>

/** Lets `action` have the devices of a running Hawser, or of its settings file and key when none runs. */
export const withPeers = (userData: string, action: Action): Promise<void> =>
  withSettings(
    userData,
    {
      ofHost: (host) => (act: Action) => act(peersOfHost(host)),
      ofFile: (file) => async (act: Action) => {
        await using peers = new PeersInFile(userData, file)
        await act(peers)
      },
    },
    (run) => run(action),
  )

async function first<T>(values: AsyncIterable<T>): Promise<T> {
  for await (const value of values) return value
  throw new Fault('closed', 'Hawser has ended.')
}

const peersOfHost = (host: HostClient): PeersAccess => ({
  self: async () => (await first(host.peers(undefined))).self,
  list: async () => (await settingsOf(host)).peers,
  async seen() {
    const [state, now] = [await first(host.peers(undefined)), await first(host.telemetry({ look: [] }))]
    const connected = now.sync?.peers.filter((peer) => peer.state === 'connected') ?? []
    return { last: state.seen, connected: connected.map(({ id }) => id) }
  },
  async change(id, change) {
    await host.changePeer({ id, change })
  },
  revoke: (ids) => host.revokePeers({ ids }),
  openPairing: (minutes) => host.openPairing({ minutes }),
  pair: (code, at) => host.pair(at ? { code, at } : { code }),
  confirm: (same) => host.confirmPairing({ same }),
  cancel: () => host.cancelPairing(undefined),
  states: (signal) => host.peers(undefined, signal),
})

/** The key is read, and made if there is none, by what needs it alone. */
class PeersInFile implements PeersAccess, AsyncDisposable {
  readonly #userData: string
  readonly #file: SettingsFile
  #peers: Promise<Peers> | undefined

  constructor(userData: string, file: SettingsFile) {
    this.#userData = userData
    this.#file = file
  }

  self = async () => (await this.#open()).state.self
  list = async () => this.#file.latest.value.peers
  seen = async () => ({ last: readLastSeen(this.#userData), connected: [] })

  async change(id: string, change: PeerChange): Promise<void> {
    await this.#file.change((settings) => peerList.change(settings, id, change))
  }

  async revoke(ids: string[]): Promise<void> {
    await this.#file.change((settings) => peerList.revoke(settings, ids))
  }

  openPairing = async (minutes: number) => (await this.#open()).openPairing(minutes)
  pair = async (code: string, at: Endpoint | undefined) => (await this.#open()).pair(code, at)
  confirm = async (same: boolean) => (await this.#open()).confirmPairing(same)
  cancel = async () => (await this.#open()).cancelPairing()

  async *states(signal: AbortSignal): AsyncGenerator<PeersState> {
    yield* (await this.#open()).watch(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#peers)?.[Symbol.asyncDispose]()
  }

  #open(): Promise<Peers> {
    this.#peers ??= Peers.open({
      userData: this.#userData,
      settings: this.#file,
      version,
      clock: systemClock,
      notice: (_, notice) => notice && console.error(`hawser: ${notice.code}: ${notice.text}`),
      event: () => {},
      changed: async () => {},
      report: (error) => console.error(error),
    })
    return this.#peers
  }
}
