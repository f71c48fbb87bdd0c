import {
  type Bond,
  type BondChange,
  type BondInput,
  type BondsSnapshot,
  bondInputSchema,
} from '../contract/bond.ts'
import { thisMachine } from '../host/addresses.ts'
import { bondList } from '../host/bond-list.ts'
import { newRuleId } from '../host/rule-list.ts'
import type { SettingsFile } from '../host/settings-file.ts'
import { Fault } from '../wire/fault.ts'
import { type HostClient, settingsOf, withSettings } from './settings-access.ts'

/** What can be done with the bonds, wherever they are. Everything throws the faults of the host's contract. */
export interface BondsAccess {
  list(): Promise<readonly Bond[]>
  add(bond: BondInput): Promise<Bond>
  change(id: string, change: BondChange): Promise<void>
  remove(ids: string[]): Promise<void>
  /** How they do; undefined where no Hawser runs. */
  snapshot(): Promise<BondsSnapshot | undefined>
}

/** Lets `action` have the bonds of a running Hawser, or of its settings file when none runs. */
export const withBonds = (userData: string, action: (bonds: BondsAccess) => Promise<void>): Promise<void> =>
  withSettings(userData, { ofHost: bondsOfHost, ofFile: bondsInFile }, action)

/** How long an engine that starts may take until it tells anything. */
const patienceMs = 5000

const bondsOfHost = (host: HostClient): BondsAccess => ({
  list: async () => (await settingsOf(host)).bonds,
  add: (bond) => host.addBond({ bond }),
  async change(id, change) {
    await host.changeBond({ id, change })
  },
  remove: (ids) => host.removeBonds({ ids }),
  async snapshot() {
    const limit = AbortSignal.timeout(patienceMs)
    try {
      for await (const { bond } of host.telemetry({ look: [] }, limit)) if (bond) return bond
    } catch (error) {
      if (!limit.aborted) throw error
    }
    throw new Fault('engine-unavailable', 'The bonding engine is not running at the moment.')
  },
})

/** Under the same checks as a host's. */
function bondsInFile(file: SettingsFile): BondsAccess {
  const machine = thisMachine()
  return {
    list: async () => file.latest.value.bonds,
    async add(input) {
      const bond = { ...bondInputSchema.parse(input), id: newRuleId() }
      await file.change((settings) => bondList.add(settings, bond, machine))
      return bond
    },
    async change(id, change) {
      await file.change((settings) => bondList.change(settings, id, change, machine))
    },
    async remove(ids) {
      await file.change((settings) => bondList.remove(settings, ids))
    },
    snapshot: async () => undefined,
  }
}
