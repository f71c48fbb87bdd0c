import { X509Certificate } from 'node:crypto'
import type { Peer } from '../../../src/contract/peers.ts'
import type { Endpoint as Address } from '../../../src/contract/rule.ts'
import type { PoolIdentity } from '../../../src/engines/sync/pool/pool.ts'
import { deviceIdOf } from '../../../src/host/peers/device-id.ts'
import { makeTransportIdentity } from '../transport/identity.ts'

export async function makeDevice(name: string): Promise<PoolIdentity> {
  const identity = await makeTransportIdentity()
  return { id: deviceIdOf(new X509Certificate(identity.certificate).raw), name, ...identity }
}

/** Devices in rising order of id, named by their place: `a`, `b` … */
export async function makeDevices(count: number): Promise<PoolIdentity[]> {
  const made = await Promise.all(Array.from({ length: count }, () => makeDevice('')))
  made.sort((a, b) => (a.id < b.id ? -1 : 1))
  return made.map((device, place) => ({ ...device, name: String.fromCharCode(97 + (place % 26)) }))
}

export const asPeer = ({ id, name, certificate }: PoolIdentity, addresses: Address[] = []): Peer => ({
  id,
  name,
  certificate,
  addresses,
  pairedAt: 0,
})
