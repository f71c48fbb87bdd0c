import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { EngineEvent } from '../../src/contract/events.ts'
import type { Pairing, PeersState } from '../../src/contract/peers.ts'
import { type Clock, systemClock } from '../../src/host/clock.ts'
import type { Notice } from '../../src/host/notices.ts'
import type { MulticastEvents, OpenMulticast, Service } from '../../src/host/peers/discovery.ts'
import { Peers, type PeersOptions } from '../../src/host/peers/peers.ts'
import { SettingsFile } from '../../src/host/settings-file.ts'

/** A network for multicast DNS within this process: whoever announces is told to everybody else. */
export class FakeNetwork {
  readonly #members = new Map<MulticastEvents, Service | undefined>()
  refreshes = 0

  /** `address` is where what a member announces seems to come from. */
  open(address = '127.0.0.1'): OpenMulticast {
    return (events) => {
      this.#members.set(events, undefined)
      const shown = (service: Service) => ({ ...service, referer: { address }, addresses: [] })
      return {
        announce: (service) => {
          this.#members.set(events, service)
          if (service)
            for (const other of this.#members.keys()) if (other !== events) other.seen(shown(service))
        },
        refresh: () => {
          this.refreshes++
          for (const [other, service] of this.#members)
            if (service && other !== events) events.seen(shown(service))
        },
        follow: () => {},
        close: async () => {
          this.#members.delete(events)
        },
      }
    }
  }

  get announced(): Service[] {
    return [...this.#members.values()].filter((service) => service !== undefined)
  }

  /** Something from outside, to everybody. */
  inject(service: unknown): void {
    for (const member of this.#members.keys()) member.seen(service)
  }

  leave(service: unknown): void {
    for (const member of this.#members.keys()) member.left(service)
  }

  fail(reason: string | undefined): void {
    for (const member of this.#members.keys()) member.failed(reason)
  }
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-peers-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export interface Device {
  peers: Peers
  settings: SettingsFile
  userData: string
  notices: Map<string, Notice>
  events: EngineEvent[]
  /** How often engines were told whom to trust. */
  changes: () => number
  close(): Promise<void>
}

/** A device with its own user-data folder, listening on loopback alone. */
export async function openDevice(
  given: Partial<PeersOptions> & { name?: string; network?: FakeNetwork } = {},
): Promise<Device> {
  const { name, network = new FakeNetwork(), clock = systemClock, ...rest } = given
  const userData = given.userData ?? (await newFolder())
  const settings = await SettingsFile.open(userData, {
    notice: () => {},
    edited: () => {},
    report: (error) => {
      throw error
    },
  })
  await settings.change((old) => ({
    ...old,
    ...(name === undefined ? {} : { deviceName: name }),
    sync: { ...old.sync, listen: { host: '127.0.0.1', port: 8741 } },
  }))
  const notices = new Map<string, Notice>()
  const events: EngineEvent[] = []
  let changes = 0
  const peers = await Peers.open({
    userData,
    settings,
    version: '0.0.0',
    clock: clock as Clock,
    notice: (topic, notice) => void (notice ? notices.set(topic, notice) : notices.delete(topic)),
    event: (event) => void events.push(event),
    changed: async () => void changes++,
    report: (error) => {
      throw error
    },
    multicast: network.open(),
    ...rest,
  })
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await peers[Symbol.asyncDispose]()
    await settings.close()
  }
  onTestFinished(close)
  return { peers, settings, userData, notices, events, changes: () => changes, close }
}

/** The first state of a device for which `fits` holds. */
export async function stateUntil(
  { peers }: Pick<Device, 'peers'>,
  fits: (state: PeersState) => boolean,
): Promise<PeersState> {
  const stop = new AbortController()
  for await (const state of peers.watch(stop.signal)) if (fits(state)) return state
  throw new Error('the states ended')
}

export const pairingUntil = async (
  device: Pick<Device, 'peers'>,
  ...states: Pairing['state'][]
): Promise<Pairing> => (await stateUntil(device, ({ pairing }) => states.includes(pairing.state))).pairing

/** Pairs two devices by code. */
export async function pairByCode(left: Device, right: Device): Promise<void> {
  const { code, link } = await left.peers.openPairing(5)
  const at = placeOf(link)
  right.peers.pair(code, at)
  const ends = await Promise.all([
    pairingUntil(left, 'done', 'failed'),
    pairingUntil(right, 'done', 'failed'),
  ])
  const failed = ends.find(({ state }) => state === 'failed')
  if (failed) throw new Error(failed.problem)
}

/** The first address of a link. */
export function placeOf(link: string): { host: string; port: number } {
  const [, host = '', port = ''] = /&a=([^&:]+):(\d+)/.exec(link) ?? []
  return { host, port: Number(port) }
}
