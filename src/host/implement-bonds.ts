import type { Bond, Receiver } from '../contract/bond.ts'
import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Settings } from '../contract/settings.ts'
import { thisMachine } from './addresses.ts'
import { checkBond, checkReceiver } from './bond-checks.ts'
import { bondList, receiverList } from './bond-list.ts'
import { checkWith } from './engine-checks.ts'
import type { HostParts } from './implementation.ts'
import type { Draft } from './listeners.ts'
import { newRuleId } from './rule-list.ts'

type Calls =
  | 'addBond'
  | 'changeBond'
  | 'removeBonds'
  | 'addReceiver'
  | 'changeReceiver'
  | 'removeReceivers'
  | 'checkBond'
  | 'checkReceiver'
  | 'uplinks'
  | 'checkRouting'
  | 'impair'

/** The part of the contract that is about bonds and receivers. */
export function implementBonds(parts: HostParts): Pick<Server<typeof hostContract>, Calls> {
  const { settings, applySettings, bonds } = parts

  async function change(next: (old: Settings) => Settings): Promise<Settings> {
    const changed = await settings.change(next)
    await applySettings('bond')
    return changed
  }
  const named = <T extends { id: string }>(entries: readonly T[], id: string): T =>
    entries.find((entry) => entry.id === id)!
  /** As it is checked: what is not stored yet has no id. */
  const draft = <T extends object>(input: T, id: string | undefined) =>
    id === undefined ? input : { ...input, id }

  return {
    async addBond({ bond: input }) {
      const bond: Bond = { ...input, id: newRuleId() }
      await change((old) => bondList.add(old, bond, thisMachine()))
      return bond
    },
    async changeBond({ id, change: fields }) {
      const { bonds } = await change((old) => bondList.change(old, id, fields, thisMachine()))
      return named(bonds, id)
    },
    async removeBonds({ ids }) {
      await change((old) => bondList.remove(old, ids))
    },
    async addReceiver({ receiver: input }) {
      const receiver: Receiver = { ...input, id: newRuleId() }
      await change((old) => receiverList.add(old, receiver, thisMachine()))
      return receiver
    },
    async changeReceiver({ id, change: fields }) {
      const { receivers } = await change((old) => receiverList.change(old, id, fields, thisMachine()))
      return named(receivers, id)
    },
    async removeReceivers({ ids }) {
      await change((old) => receiverList.remove(old, ids))
    },

    checkBond({ bond, id }) {
      const problems = checkBond(draft(bond, id) as Draft<Bond>, settings.latest.value, thisMachine())
      return checkWith(problems, () =>
        bonds.engine.ask((client) => client.checkBond(id ? { bond, id } : { bond })),
      )
    },
    checkReceiver({ receiver, id }) {
      const asked = draft(receiver, id) as Draft<Receiver>
      const problems = checkReceiver(asked, settings.latest.value, thisMachine())
      return checkWith(problems, () =>
        bonds.engine.ask((client) => client.checkReceiver(id ? { receiver, id } : { receiver })),
      )
    },

    uplinks: () => bonds.engine.ask((client) => client.uplinks(undefined)),
    checkRouting: (input) => bonds.engine.ask((client) => client.checkRouting(input)),
    impair: (input) => bonds.engine.ask((client) => client.impair(input)),
  }
}
