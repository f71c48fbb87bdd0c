import { expect, test } from 'vitest'
import type { EngineName, Telemetry } from '../../../src/contract/index.ts'
import type { Host } from '../../../src/host/index.ts'
import { bond } from '../../support/bonds.ts'
import { open, signal, telemetryUntil, temporaryFolder } from './opened.ts'

const stateOf = (name: EngineName, { engines }: Telemetry) =>
  engines.find((each) => each.name === name)?.state
const first = (host: Host) => telemetryUntil(host, () => true)

test('an engine with nothing to do leaves the start to others, and comes by itself', async () => {
  const host = await open(await temporaryFolder())
  const begun = await first(host)
  expect(stateOf('forward', begun)).toBe('starting')
  for (const name of ['bond', 'sync'] as const) {
    expect(stateOf(name, begun)).toBe('idle')
    await telemetryUntil(host, (telemetry) => stateOf(name, telemetry) === 'running')
  }
})

test('who asks an engine that has not been started gets its answer', async () => {
  const host = await open(await temporaryFolder())
  expect(stateOf('bond', await first(host))).toBe('idle')
  expect((await host.server.uplinks(undefined, signal)).uplinks).toHaveLength(1)
})

test('an engine with something to do starts with the host', async () => {
  const folder = await temporaryFolder()
  const before = await open(folder)
  await before.server.addBond({ bond: bond() }, signal)
  await before[Symbol.asyncDispose]()
  const begun = await first(await open(folder))
  expect(stateOf('bond', begun)).toBe('starting')
  expect(stateOf('sync', begun)).toBe('idle')
})
