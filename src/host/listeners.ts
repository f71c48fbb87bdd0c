import type { Bond, Receiver } from '../contract/bond.ts'
import type { Settings } from '../contract/settings.ts'
import type { Checked } from './rule-graph.ts'

/** What is being written and not stored yet has no id. */
export type Draft<T extends { id: string }> = Omit<T, 'id'> & { id?: string }

/** Bonds and receivers listen on one UDP port and send to another, which is all that loops and overlaps are about. */
const asListener = (
  kind: 'bond' | 'receiver',
  { id, name, enabled, listen }: Pick<Draft<Bond>, 'id' | 'name' | 'enabled' | 'listen'>,
  target: Checked['target'],
): Checked => ({
  kind,
  name,
  enabled,
  protocol: 'udp',
  listen,
  target,
  failover: [],
  portCount: 1,
  ...(id !== undefined && { id }),
})

export const bondAsListener = (bond: Draft<Bond>): Checked => asListener('bond', bond, bond.receiver)

export const receiverAsListener = (receiver: Draft<Receiver>): Checked =>
  asListener('receiver', receiver, receiver.target)

/** Bonds and receivers, for checks of anything else that listens. */
export const bondsAsListeners = ({ bonds, receivers }: Pick<Settings, 'bonds' | 'receivers'>): Checked[] => [
  ...bonds.map(bondAsListener),
  ...receivers.map(receiverAsListener),
]

/** Everything that listens: rules, bonds and receivers. */
export const listenersOf = (settings: Pick<Settings, 'rules' | 'bonds' | 'receivers'>): Checked[] => [
  ...settings.rules,
  ...bondsAsListeners(settings),
]
