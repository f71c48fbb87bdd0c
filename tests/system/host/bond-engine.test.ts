import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Bond, Telemetry } from '../../../src/contract/index.ts'
import type { Host } from '../../../src/host/index.ts'
import { bond, receiver } from '../../support/bonds.ts'
import {
  eventsUntil,
  input,
  lastMinute,
  open,
  recentOf,
  running,
  signal,
  telemetryUntil,
  temporaryFolder,
} from './opened.ts'

const draft = (given: Parameters<typeof bond>[0] = {}) => {
  const { id: _, ...settings } = bond({ uplinks: 'listed', links: [{ uplink: 'eth0' }], ...given })
  return settings
}
const bonding = ({ engines, bond }: Telemetry) => engines[1]?.state === 'running' && bond !== undefined
const bondsOf = async (host: Host) => {
  for await (const { bonds } of host.server.settings(undefined, signal)) return bonds as Bond[]
  throw new Error('settings ended')
}
const dayBytes = ({ bond }: Telemetry) => bond?.bonds[0]?.links[0]?.dayBytes ?? 0

test('a bond that is added reaches its engine, and its numbers come back', async () => {
  const host = await open(await temporaryFolder())
  const added = await host.server.addBond({ bond: draft() }, signal)
  const { bond } = await telemetryUntil(host, ({ bond }) => bond?.bonds.length === 1)
  expect(bond?.bonds[0]).toMatchObject({ id: added.id, links: [{ id: 'eth0' }] })
  const changed = await host.server.changeBond({ id: added.id, change: { mode: 'classic' } }, signal)
  expect(changed).toEqual({ ...added, mode: 'classic' })
  expect(await bondsOf(host)).toEqual([changed])
  await host.server.removeBonds({ ids: [added.id] }, signal)
  await telemetryUntil(host, ({ bond }) => bond?.bonds.length === 0)
  await expect(
    host.server.changeBond({ id: added.id, change: { mode: 'classic' } }, signal),
  ).rejects.toMatchObject({ code: 'bond-unknown' })
})

test('bonds and receivers outlive the host', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  const one = await first.server.addBond({ bond: draft() }, signal)
  const { id: _, ...home } = receiver()
  const two = await first.server.addReceiver({ receiver: home }, signal)
  await first[Symbol.asyncDispose]()
  const second = await open(folder)
  for await (const { bonds, receivers } of second.server.settings(undefined, signal)) {
    expect({ bonds, receivers }).toEqual({ bonds: [one], receivers: [two] })
    break
  }
  await second.server.changeReceiver({ id: two.id, change: { name: 'Home' } }, signal)
  await second.server.removeReceivers({ ids: [two.id] }, signal)
})

test.each([
  ['crash', /stopped/],
  ['hang', /did not answer/],
])(
  'a bond engine that is made to %s is started again, and forwarding notices nothing',
  async (name, reason) => {
    const host = await open(await temporaryFolder())
    const rule = await host.server.addRule({ rule: input() }, signal)
    await telemetryUntil(host, (telemetry) => running(telemetry) && bonding(telemetry))
    const adding = host.server.addBond({ bond: draft({ name }) }, signal)
    let isFoundOut = false
    const crashed = eventsUntil(host, 'engine-crashed').finally(() => {
      isFoundOut = true
    })
    // While the other engine is in trouble, rules change: nobody waits for what hangs to be found out, which takes seconds.
    await host.server.changeRule({ id: rule.id, change: { name: 'still here' } }, signal)
    if (name === 'hang') expect(isFoundOut).toBe(false)
    const events = await crashed
    expect(events.at(-1)).toMatchObject({ source: 'bond', text: expect.stringMatching(reason) })
    const down = await telemetryUntil(host, ({ engines }) => engines[1]?.state === 'waiting')
    expect(down.bond).toBeUndefined()
    expect(down.forward?.ids).toEqual([rule.id])
    const { id } = await adding
    await host.server.changeBond({ id, change: { name: 'tame' } }, signal)
    const { engines } = await telemetryUntil(host, bonding)
    expect(engines.map(({ name, restarts }) => [name, restarts > 0])).toEqual([
      ['forward', false],
      ['bond', true],
      ['sync', false],
      ['tunnel', false],
      ['diagnose', false],
    ])
  },
)

test('a forward engine that crashes leaves bonds alone', async () => {
  const host = await open(await temporaryFolder())
  await host.server.addBond({ bond: draft() }, signal)
  await telemetryUntil(host, ({ bond }) => bond?.bonds.length === 1)
  await host.server.addRule({ rule: input({ name: 'crash' }) }, signal)
  const down = await telemetryUntil(host, ({ engines }) => engines[0]?.state === 'waiting')
  expect(down.forward).toBeUndefined()
  const later = await telemetryUntil(host, ({ at, bond }) => at > down.at && bond !== undefined)
  expect(later.engines[1]).toMatchObject({ state: 'running', restarts: 0 })
})

test('while the engine is down calls that need it say so, checks go on without it', async () => {
  const host = await open(await temporaryFolder())
  const added = await host.server.addBond({ bond: draft() }, signal)
  await telemetryUntil(host, bonding)
  expect((await host.server.uplinks(undefined, signal)).uplinks[0]?.interface).toBe('eth9')
  const killing = host.server.impair(
    { bondId: added.id, link: 'eth0', impairment: null, seconds: 666 },
    signal,
  )
  await expect(killing).rejects.toMatchObject({ code: 'engine-unavailable' })
  await expect(host.server.uplinks(undefined, signal)).rejects.toMatchObject({ code: 'engine-unavailable' })
  const listed = draft({ links: [] })
  expect(await host.server.checkBond({ bond: listed }, signal)).toMatchObject({
    problems: [{ code: 'no-uplinks' }],
  })
})

test('a check hears of a port from the engine, unless another bond is the reason', async () => {
  const host = await open(await temporaryFolder())
  const one = await host.server.addBond({ bond: draft() }, signal)
  await telemetryUntil(host, bonding)
  const codes = async (bond: ReturnType<typeof draft>, id?: string) =>
    (await host.server.checkBond(id ? { bond, id } : { bond }, signal)).problems.map(({ code }) => code)
  expect(await codes(draft())).toEqual(['port-in-use'])
  expect(await codes(draft({ listen: one.listen }))).toEqual(['rule-overlap'])
  expect(await codes(draft({ listen: one.listen }), one.id)).toEqual(['port-in-use'])
})

test('what links sent was counted once, over a crash of the engine and a restart of the host', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  const { id } = await first.server.addBond({ bond: draft() }, signal)
  const before = dayBytes(await telemetryUntil(first, (telemetry) => dayBytes(telemetry) > 0))
  const killing = first.server.impair({ bondId: id, link: 'eth0', impairment: null, seconds: 666 }, signal)
  await expect(killing).rejects.toMatchObject({ code: 'engine-unavailable' })
  await eventsUntil(first, 'engine-running')
  // The stand-in begins with a million: on top of what there was, and not of twice that.
  const after = dayBytes(await telemetryUntil(first, (telemetry) => dayBytes(telemetry) > 0))
  expect(after).toBeGreaterThanOrEqual(before + 1_000_000)
  expect(after).toBeLessThan(before + 1_900_000)
  await first[Symbol.asyncDispose]()

  const stored = () => {
    const database = new DatabaseSync(join(folder, 'hawser.db'), { readOnly: true })
    const rows = database.prepare('SELECT bond, link, bytes FROM usage').all()
    database.close()
    return rows
  }
  const [row] = stored()
  expect(row).toMatchObject({ bond: id, link: 'eth0' })
  const second = await open(folder)
  const again = dayBytes(await telemetryUntil(second, (telemetry) => dayBytes(telemetry) > 0))
  expect(again).toBeGreaterThanOrEqual(Number(row?.['bytes']) + 1_000_000)
  expect(again).toBeLessThan(Number(row?.['bytes']) + 1_900_000)
  await second[Symbol.asyncDispose]()
  expect(stored()).toHaveLength(1)
})

test('what was recent of each link is remembered on one time line', async () => {
  const host = await open(await temporaryFolder())
  const links = [{ uplink: 'eth0' }, { uplink: 'wwan 0' }]
  const { id } = await host.server.addBond({ bond: draft({ links }) }, signal)
  const series = await recentOf(host, 'bond', id, 5)
  expect(series.id).toBe(id)
  expect(series.parts.map((link) => link.id)).toEqual(['eth0', 'wwan 0'])
  for (const { columns } of series.parts) {
    expect(columns['bitrate']).toHaveLength(series.at.length)
    expect(columns['bitrate']?.at(-1)).toBe(10_000)
    // A thousand with each snapshot, of which a step may hold several.
    expect(columns['bytes']?.at(-1)).toBeGreaterThanOrEqual(1000)
    expect(columns['bytes']!.at(-1)! % 1000).toBe(0)
  }
  expect((await lastMinute(host, 'bond', 'nobody'))[0]?.parts).toEqual([])
})

test('events keep their bond and link on disk, also in a database of an older version', async () => {
  const folder = await temporaryFolder()
  const old = new DatabaseSync(join(folder, 'hawser.db'))
  old.exec(`CREATE TABLE events (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, level TEXT NOT NULL, source TEXT NOT NULL,
    code TEXT NOT NULL, text TEXT NOT NULL, rule TEXT
  );
  INSERT INTO events VALUES (7, 1, 'info', 'forward', 'old', 'An old event.', 'r1')`)
  old.close()
  const first = await open(folder)
  const told = await eventsUntil(first, 'link-down')
  expect(told.at(-1)).toMatchObject({ source: 'bond', bondId: 'b1', link: 'wwan1' })
  await first[Symbol.asyncDispose]()
  const second = await open(folder)
  const events = await eventsUntil(second, 'link-down')
  expect(events[0]).toEqual({
    seq: 7,
    at: 1,
    level: 'info',
    source: 'forward',
    code: 'old',
    text: 'An old event.',
    ruleId: 'r1',
  })
  expect(events.at(-1)).toEqual(told.at(-1))
  expect((await second.server.about(undefined, signal)).notices).toEqual([])
})

test('a file with two bonds of one id is refused with the place', async () => {
  const folder = await temporaryFolder()
  const first = await open(folder)
  await first.server.addBond({ bond: draft() }, signal)
  await first[Symbol.asyncDispose]()
  const path = join(folder, 'hawser.json')
  const settings = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...settings, bonds: [settings.bonds[0], settings.bonds[0]] }))
  const host = await open(folder)
  expect((await host.server.about(undefined, signal)).notices).toMatchObject([
    { code: 'settings-invalid', text: expect.stringContaining('bonds.1.id') },
  ])
})
