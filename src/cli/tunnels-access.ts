import type { Peer } from '../contract/peers.ts'
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
import { allowList, wayList } from '../host/tunnels/tunnel-lists.ts'
import { Fault } from '../wire/fault.ts'
import { type HostClient, settingsOf, withSettings } from './settings-access.ts'

/** What is there to be seen and changed. */
export interface TunnelsState {
  ways: readonly Way[]
  allow: readonly Allow[]
  peers: readonly Peer[]
}

/** What can be done with tunnels, wherever they are. Everything throws the faults of the host's contract. */
export interface TunnelsAccess {
  state(): Promise<TunnelsState>
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
  close(ids: string[]): Promise<void>
  answer(requestId: string, allow: boolean): Promise<void>
}

/** Lets `action` have the tunnels of a running Hawser, or of its settings file when none runs. */
export const withTunnels = (
  userData: string,
  action: (tunnels: TunnelsAccess) => Promise<void>,
): Promise<void> => withSettings(userData, { ofHost: tunnelsOfHost, ofFile: tunnelsInFile }, action)

/** How long an engine that starts may take until it tells anything. */
const patienceMs = 5000

const tunnelsOfHost = (host: HostClient): TunnelsAccess => ({
  async state() {
    const { tunnel, peers } = await settingsOf(host)
    return { ...tunnel, peers }
  },
  addWay: (way) => host.addWay({ way }),
  async changeWay(id, change) {
    await host.changeWay({ id, change })
  },
  removeWays: (ids) => host.removeWays({ ids }),
  addAllow: (allow) => host.addAllow({ allow }),
  removeAllow: (ids) => host.removeAllow({ ids }),
  running: () => ({
    async snapshot() {
      const limit = AbortSignal.timeout(patienceMs)
      try {
        for await (const { tunnel } of host.telemetry({ look: [] }, limit)) if (tunnel) return tunnel
      } catch (error) {
        if (!limit.aborted) throw error
      }
      throw new Fault('engine-unavailable', 'The tunnel engine is not running at the moment.')
    },
    connect: (id) => host.connectTunnel({ id }),
    close: (ids) => host.closeTunnels({ ids }),
    answer: (id, allow) => host.answerTunnelRequest({ id, allow }),
  }),
})

/** Under the same checks as a host's. */
function tunnelsInFile(file: SettingsFile): TunnelsAccess {
  const machine = thisMachine()
  return {
    async state() {
      const { tunnel, peers } = file.latest.value
      return { ...tunnel, peers }
    },
    async addWay(input) {
      const way: Way = { ...wayInputSchema.parse(input), id: newRuleId() }
      await file.change((settings) => wayList.add(settings, way, machine))
      return way
    },
    async changeWay(id, change) {
      await file.change((settings) => wayList.change(settings, id, change, machine))
    },
    async removeWays(ids) {
      await file.change((settings) => wayList.remove(settings, ids))
    },
    async addAllow(input) {
      const allow: Allow = allowSchema.parse({ ...input, id: newRuleId() })
      await file.change((settings) => allowList.add(settings, allow, machine))
      return allow
    },
    async removeAllow(ids) {
      await file.change((settings) => allowList.remove(settings, ids))
    },
    running() {
      throw new Fault('host-not-running', 'No Hawser is running for this user.')
    },
  }
}
