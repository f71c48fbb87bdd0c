import { expect, test } from 'vitest'
import { ruleCounters, ruleGauges } from '../../../src/contract/forward.ts'
import type { Telemetry } from '../../../src/contract/host.ts'
import { settingsSchema } from '../../../src/contract/settings.ts'
import { catalogue } from '../../../src/host/observe/catalogue.ts'
import { Figures } from '../../../src/host/observe/figures.ts'
import { seriesPerMetric } from '../../../src/host/observe/readings.ts'
import { expose, figuresOf, madeUpWorld, readSamples, takeAll } from '../../support/observed.ts'

let at = 1_700_000_000_000
const now = () => at

test('every figure of every engine is told', async () => {
  const { settings, telemetry } = await madeUpWorld()
  const figures = figuresOf(telemetry, now)
  figures.event({ seq: 1, at, level: 'error', source: 'bond', code: 'link-down', text: '' })
  figures.transferEnded({
    id: 't',
    at,
    direction: 'sent',
    peer: 'Somebody',
    peerId: '',
    name: 'A001.mov',
    files: 2,
    bytes: 3000,
    ms: 1500,
    result: 'done',
    problem: '',
    folder: '',
  })
  const text = await expose(figures, () => settings, now).text()
  const names = new Set(readSamples(text).map(({ name }) => name.replace(/_total$/, '')))
  // These are told when there is something to tell, or by others than the figures themselves.
  const elsewhere = [
    /^nodejs\.eventloop\.delay/,
    /^hawser\.log\./,
    /^hawser\.web\./,
    /^hawser\.observe\.turned_away$/,
    /^hawser\.bond\.link\.cap$/,
    /^hawser\.sync\.folder\.damaged$/,
  ]
  const missing = catalogue
    .map(({ name }) => name)
    .filter((name) => !elsewhere.some((shape) => shape.test(name)))
    .filter((name) => !names.has(name.replaceAll('.', '_')))
  expect(missing).toEqual([])
})

test('figures are those of the telemetry, in the units of the semantic conventions', async () => {
  const { settings, telemetry } = await madeUpWorld()
  const text = await expose(figuresOf(telemetry, now), () => settings, now).text()
  const samples = readSamples(text)
  const { forward, bond } = telemetry
  const id = forward!.ids[0]!
  const of = (name: string, labels: Record<string, string>) =>
    samples.find(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )?.value
  expect(of('hawser_forward_io_total', { hawser_rule_id: id, network_io_direction: 'transmit' })).toBe(
    forward!.columns.bytesDown[0],
  )
  expect(of('hawser_forward_frame_interval', { hawser_rule_id: id })).toBeCloseTo(
    forward!.columns.frameIntervalMs[0]! / 1000,
    6,
  )
  const busy = bond!.bonds.find(({ links }) => links.some(({ rttMs }) => rttMs > 0))!
  const link = busy.links.find(({ rttMs }) => rttMs > 0)!
  expect(of('hawser_bond_link_rtt', { hawser_bond_id: busy.id, hawser_bond_link: link.id })).toBeCloseTo(
    link.rttMs / 1000,
    6,
  )
  expect(of('hawser_bond_link_state', { hawser_bond_link: link.id, hawser_state: link.state })).toBe(1)
})

test('names and units are those that the conventions allow, and no two metrics have one name', () => {
  const units = /^(?:1|s|By|By\/s|\{[a-z]+\}(?:\/s)?)$/
  for (const { name, unit, description, kind } of catalogue) {
    expect(name).toMatch(/^(?:hawser|process|nodejs)(?:\.[a-z][a-z0-9_]*)+$/)
    expect(unit, name).toMatch(units)
    expect(description, name).toMatch(/\.$/)
    expect(kind === 'counter' && /\.total$/.test(name)).toBe(false)
  }
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length)
})

test('names of what is forwarded, bonded and synced are told only when that is wished', async () => {
  const { settings, telemetry } = await madeUpWorld()
  const figures = figuresOf(telemetry, now)
  let wished = settings
  const exposition = expose(figures, () => wished, now)
  const name = settings.rules[0]!.name
  expect(await exposition.text()).not.toContain(`_name="${name}`)
  wished = { ...settings, observe: { ...settings.observe, names: true } }
  const samples = readSamples(await exposition.text())
  expect(samples.some(({ labels }) => labels['hawser_rule_name'] === name)).toBe(true)
})

test('counters outlive the engine; what it was doing is told no more', async () => {
  const { settings, telemetry } = await madeUpWorld()
  const figures = figuresOf(telemetry, now)
  const exposition = expose(figures, () => settings, now)
  const read = async (name: string) =>
    readSamples(await exposition.text()).filter((sample) => sample.name === name)
  const before = await read('hawser_forward_io_total')
  figures.status({ name: 'forward', state: 'waiting', restarts: 0, retryAt: at })
  expect(await read('hawser_forward_io_total')).toEqual(before)
  expect(await read('hawser_forward_connections')).toEqual([])
  expect(
    (await read('hawser_engine_state')).find(({ labels }) => labels['hawser_engine'] === 'forward')?.labels,
  ).toMatchObject({ hawser_state: 'waiting' })
  figures.status({ name: 'forward', state: 'running', restarts: 1, retryAt: 0 })
  takeAll(figures, telemetry)
  const after = await read('hawser_forward_io_total')
  expect(after.map(({ value }) => value)).toEqual(before.map(({ value }) => value * 2))
  expect(await read('hawser_engine_restarts_total')).toContainEqual({
    name: 'hawser_engine_restarts_total',
    labels: { hawser_engine: 'forward' },
    value: telemetry.engines.find(({ name }) => name === 'forward')!.restarts,
  })
})

test('what an engine did in its last moment counts, though snapshots between are not added up', () => {
  const figures = new Figures(now)
  const snapshot = forwardOf(['a'], 100)
  figures.status({ name: 'forward', state: 'running', restarts: 0, retryAt: 0 })
  figures.snapshot('forward', snapshot)
  at += 100
  figures.snapshot('forward', forwardOf(['a'], 250))
  figures.status({ name: 'forward', state: 'waiting', restarts: 0, retryAt: 0 })
  const found: number[] = []
  figures.tell(
    ({ name }, { value, attributes }) => {
      if (name === 'hawser.forward.io' && attributes['network.io.direction'] === 'transmit') found.push(value)
    },
    settingsWith(['a']),
  )
  expect(found).toEqual([250])
})

test('a rule that is removed is told no more', async () => {
  const { settings, telemetry } = await madeUpWorld()
  const figures = figuresOf(telemetry, now)
  const [gone, ...rules] = settings.rules
  const text = await expose(figures, () => ({ ...settings, rules }), now).text()
  const samples = readSamples(text).filter(({ name }) => name === 'hawser_forward_io_total')
  expect(samples.length).toBeGreaterThan(0)
  expect(samples.some(({ labels }) => labels['hawser_rule_id'] === gone!.id)).toBe(false)
})

test('thousands of rules are told within bounds; what is left out is counted, and is in the overflow of counters', async () => {
  const ids = Array.from({ length: 3000 }, (_, n) => `rule-${n}`)
  const figures = new Figures(now)
  figures.status({ name: 'forward', state: 'running', restarts: 0, retryAt: 0 })
  figures.snapshot('forward', forwardOf(ids, 5))
  const samples = readSamples(await expose(figures, () => settingsWith(ids), now).text())
  const io = samples.filter(({ name }) => name === 'hawser_forward_io_total')
  expect(io.length).toBe(seriesPerMetric + 1)
  expect(io.find(({ labels }) => labels['otel_metric_overflow'] === 'true')!.value).toBe(2 * 5 * 1000)
  const leftOut = samples.find(({ name }) => name === 'hawser_observe_series_left_out')!
  // A thousand rules, and of the others what has more than one series each.
  expect(leftOut.value).toBeGreaterThan(3000)
})

test('events of codes that nobody knew of do not become endless series', () => {
  const figures = new Figures(now)
  for (let n = 0; n < 5000; n++)
    figures.event({ seq: n, at, level: 'info', source: 'host', code: `code-${n}`, text: '' })
  let told = 0
  figures.tell(({ name }) => {
    if (name === 'hawser.events') told++
  }, settingsWith([]))
  expect(told).toBe(500)
  expect(figures.leftOut).toBe(4500)
})

function settingsWith(ids: string[]) {
  const rule = (id: string) => ({
    id,
    name: id,
    listen: { host: '127.0.0.1', port: 5000 },
    target: { host: '10.0.0.5', port: 554 },
  })
  return settingsSchema.parse({ version: 1, rules: ids.map(rule) })
}

/** Each rule has counted `count` of everything. */
function forwardOf(ids: string[], count: number): NonNullable<Telemetry['forward']> {
  const columns = Object.fromEntries(
    [...ruleGauges, ...ruleCounters].map((name) => [name, ids.map(() => count)]),
  )
  return {
    at,
    ids,
    states: ids.map(() => 'active' as const),
    columns: columns as NonNullable<Telemetry['forward']>['columns'],
    details: [],
    loopDelayMs: 1,
    unsentCap: 'on',
    tapsFailed: 0,
  }
}
