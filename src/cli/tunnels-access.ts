import type { Peer } from '../contract/peers.ts'
import type { Endpoint } from '../contract/rule.ts'
import {
  type Allow,
  type AllowInput,
  allowSchema,
  type Tube,
  type TunnelSnapshot,
  type Way,
  type WayChange,
  type WayInput,
  wayInputSchema,
} from '../contract/tunnel.ts'
import { thisMachine } from '../host/addresses.ts'
import { newRuleId } from '../host/rule-list.ts'
import type { SettingsFile } from '../host/settings-file.ts'
import { tunnelLists } from '../host/tunnels/tunnel-lists.ts'
import { Fault } from '../wire/fault.ts'
import { findNamed, type HostClient, settingsOf, withSettings } from './settings-access.ts'
import type { AllowDraft } from './tunnel-options.ts'

/** What is there to be seen and changed. */
export interface TunnelsState {
  ways: readonly Way[]
  allow: readonly Allow[]
  peers: readonly Peer[]
}

/** What can be done with tunnels, wherever they are. Everything throws the faults of the host's contract. */
export interface TunnelsAccess {
  state(): Promise<TunnelsState>
  /** Those that there are; none without a running Hawser. */
  tubes(): Promise<readonly Tube[]>
  addWay(way: WayInput): Promise<Way>
  changeWay(id: string, change: WayChange): Promise<void>
  removeWays(ids: string[]): Promise<void>
  addAllow(allow: AllowInput): Promise<Allow>
  removeAllow(ids: string[]): Promise<void>
  /** What only a running Hawser can do; throws `host-not-running` without one. */
  running(): RunningTunnels
}

export interface RunningTunnels {
  snapshot(): Promise<TunnelSnapshot>
  connect(deviceId: string): Promise<Tube>
  /** Shows a code, and waits for who comes with it. */
  open(minutes: number, allow: AllowDraft[]): Promise<Tube>
  join(code: string, at: Endpoint | undefined): Promise<Tube>
  close(ids: string[]): Promise<void>
  answer(requestId: string, allow: boolean): Promise<void>
}

/** The party that is meant by the id or name of a paired device, or of a tube that there is. Throws `peer-unknown`. */
export async function partyNamed(tunnels: TunnelsAccess, name: string): Promise<string> {
  const { peers } = await tunnels.state()
  try {
    return findNamed(peers, [name], 'peer')[0]!
  } catch (unknown) {
    // While the engine is being started there are none.
    const tubes = await tunnels.tubes().catch(() => [])
    const tube = tubes.find(
      ({ id, peerName, state }) => id === name || (peerName === name && state !== 'ended'),
    )
    if (tube?.by !== 'code') throw unknown
    return tube.id
  }
}

/** Lets `action` have the tunnels of a running Hawser, or of its settings file when none runs. */
export const withTunnels = (
  userData: string,
  action: (tunnels: TunnelsAccess) => Promise<void>,
): Promise<void> => withSettings(userData, { ofHost: tunnelsOfHost, ofFile: tunnelsInFile }, action)

/** How long an engine that starts may take until it tells anything. */
const patienceMs = 5000

async function snapshotOf(host: HostClient): Promise<TunnelSnapshot> {
  const limit = AbortSignal.timeout(patienceMs)
  try {
    for await (const { tunnel } of host.telemetry({ look: [] }, limit)) if (tunnel) return tunnel
  } catch (error) {
    if (!limit.aborted) throw error
  }
  throw new Fault('engine-unavailable', 'The tunnel engine is not running at the moment.')
}

const tunnelsOfHost = (host: HostClient): TunnelsAccess => ({
  async state() {
    const { tunnel, peers } = await settingsOf(host)
    return { ...tunnel, peers }
  },
  tubes: async () => (await snapshotOf(host)).tubes,
  addWay: (way) => host.addWay({ way }),
  async changeWay(id, change) {
    await host.changeWay({ id, change })
  },
  removeWays: (ids) => host.removeWays({ ids }),
  addAllow: (allow) => host.addAllow({ allow }),
  removeAllow: (ids) => host.removeAllow({ ids }),
  running: () => ({
    snapshot: () => snapshotOf(host),
    connect: (id) => host.connectTunnel({ id }),
    open: (minutes, allow) => host.openTunnelCode({ minutes, allow }),
    join: (code, at) => host.joinTunnelCode(at ? { code, at } : { code }),
    close: (ids) => host.closeTunnels({ ids }),
    answer: (id, allow) => host.answerTunnelRequest({ id, allow }),
  }),
})

/** Under the same checks as a host's. */
function tunnelsInFile(file: SettingsFile): TunnelsAccess {
  const machine = thisMachine()
  // Without a Hawser there are no tubes that codes have made.
  const lists = tunnelLists(() => false)
  return {
    async state() {
      const { tunnel, peers } = file.latest.value
      return { ...tunnel, peers }
    },
    tubes: async () => [],
    async addWay(input) {
      const way: Way = { ...wayInputSchema.parse(input), id: newRuleId() }
      await file.change((settings) => lists.ways.add(settings, way, machine))
      return way
    },
    async changeWay(id, change) {
      await file.change((settings) => lists.ways.change(settings, id, change, machine))
    },
    async removeWays(ids) {
      await file.change((settings) => lists.ways.remove(settings, ids))
    },
    async addAllow(input) {
      const allow: Allow = allowSchema.parse({ ...input, id: newRuleId() })
      await file.change((settings) => lists.allow.add(settings, allow, machine))
      return allow
    },
    async removeAllow(ids) {
      await file.change((settings) => lists.allow.remove(settings, ids))
    },
    running() {
      throw new Fault('host-not-running', 'No Hawser is running for this user.')
    },
  }
}
