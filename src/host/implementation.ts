import type { About, EngineName, hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Bonds } from './bond.ts'
import type { Clock } from './clock.ts'
import type { Doctor } from './diagnose/doctor.ts'
import type { EventLog } from './events.ts'
import type { Forward } from './forward.ts'
import type { History } from './history.ts'
import { implementBonds } from './implement-bonds.ts'
import { implementDiagnose } from './implement-diagnose.ts'
import { implementExchange } from './implement-exchange.ts'
import { implementHistory } from './implement-history.ts'
import { implementObserve } from './implement-observe.ts'
import { implementPeers } from './implement-peers.ts'
import { implementRules } from './implement-rules.ts'
import { implementSessions } from './implement-sessions.ts'
import { implementSync } from './implement-sync.ts'
import { implementTransfer } from './implement-transfer.ts'
import { implementTunnel } from './implement-tunnel.ts'
import type { Watching } from './observe/watching.ts'
import type { Past } from './past.ts'
import type { Peers } from './peers/peers.ts'
import type { Rendezvous } from './rendezvous/rendezvous.ts'
import type { OpenSessions } from './sessions/open-sessions.ts'
import type { SettingsExchange } from './settings/exchange.ts'
import type { SettingsFile } from './settings-file.ts'
import type { Syncs } from './sync.ts'
import type { TelemetryHub } from './telemetry.ts'
import type { Transfers } from './transfers/transfers.ts'
import type { Tunnels } from './tunnels/tunnels.ts'

export interface HostParts {
  about(): About
  settings: SettingsFile
  /** Gives the engines the settings as they are now; waits for the one named, so that another that hangs is no matter. */
  applySettings(awaited: EngineName): Promise<void>
  forward: Forward
  bonds: Bonds
  syncs: Syncs
  tunnels: Tunnels
  doctor: Doctor
  peers: Peers
  transfers: Transfers
  rendezvous: Rendezvous
  telemetry: TelemetryHub
  watching: Watching
  exchange: SettingsExchange
  kept: OpenSessions
  clock: Clock
  events: EventLog
  past: Past
  history: History
}

/** The host's side of the contract: each call is checked by its schema before it gets here. */
export function implementHost(parts: HostParts): Server<typeof hostContract> {
  const { settings, forward, bonds, syncs, tunnels, telemetry, events } = parts
  return {
    about: parts.about,

    settings: (_, signal) => tunnels.settings.watch(signal),
    async setPreferences(change) {
      const { preferences } = await settings.change((old) => ({
        ...old,
        preferences: { ...old.preferences, ...change },
      }))
      return preferences
    },

    ...implementRules(parts),
    ...implementBonds(parts),
    ...implementPeers(parts),
    ...implementSync(parts),
    ...implementTransfer(parts),
    ...implementTunnel(parts),
    ...implementDiagnose(parts),
    ...implementObserve(parts),
    ...implementHistory(parts),
    ...implementExchange(parts),
    ...implementSessions(parts),

    async probe() {
      // Each engine looks, whatever the other says.
      const asked = [
        forward.engine.ask((client) => client.probe(undefined)),
        bonds.engine.ask((client) => client.probe(undefined)),
        syncs.engine.ask((client) => client.probe(undefined)),
        tunnels.probe(),
      ]
      await Promise.allSettled(asked)
      await Promise.all(asked)
    },

    telemetry: ({ look }, signal) => telemetry.watch(look, signal),
    events: ({ after }, signal) => events.watch(after, signal),
  }
}
