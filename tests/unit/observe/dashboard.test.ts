import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogue } from '../../../src/host/observe/catalogue.ts'

interface Target {
  expr?: string
}
interface Panel {
  id: number
  type: string
  title: string
  gridPos: { x: number; y: number; w: number; h: number }
  targets?: Target[]
}
const root = join(import.meta.dirname, '../../..')
const dashboard = JSON.parse(readFileSync(join(root, 'resources/grafana/hawser.json'), 'utf8')) as {
  panels: Panel[]
  templating: { list: { query: unknown; definition?: string }[] }
  annotations: { list: { expr: string }[] }
}
const queries = [
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr = '' }) => expr)),
  ...dashboard.annotations.list.map(({ expr }) => expr),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
]
/** As Prometheus has them. */
const known = new Set(
  catalogue.map(({ name, kind }) => name.replaceAll('.', '_') + (kind === 'counter' ? '_total' : '')),
)
const namesIn = (query: string) => query.match(/\b(?:hawser|process|nodejs)_[a-z0-9_]+(?=\{|,| *\))/g) ?? []
const labelsIn = (query: string) => [
  ...[...query.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) => inside.match(/[a-z_]+(?=[=!])/g) ?? []),
]

test('each panel of the dashboard asks for metrics that exist', () => {
  for (const query of queries) {
    const names = namesIn(query).filter((name) => !labels.has(name))
    expect(names.length, query).toBeGreaterThan(0)
    for (const name of names) expect(known, query).toContain(name)
  }
})

const labels = new Set([
  'instance',
  'network_io_direction',
  'hawser_rule_id',
  'hawser_bond_id',
  'hawser_bond_link',
  'hawser_receiver_id',
  'hawser_folder_id',
  'hawser_peer_id',
  'hawser_engine',
  'hawser_state',
  'hawser_scope',
  'hawser_period',
  'hawser_buffer',
  'hawser_result',
  'hawser_frame_fault',
  'hawser_event_level',
])

test('it asks by labels that exist, and by host', () => {
  for (const query of queries) {
    for (const label of labelsIn(query)) expect(labels, query).toContain(label)
    if (!query.startsWith('label_values')) expect(query).toContain('instance=~"$instance"')
  }
})

test('panels have ids of their own, and none lies over another', () => {
  const { panels } = dashboard
  expect(panels.length).toBeGreaterThan(25)
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const cells = new Set<string>()
  for (const {
    gridPos: { x, y, w, h },
    title,
  } of panels) {
    expect(x + w, title).toBeLessThanOrEqual(24)
    for (let row = y; row < y + h; row++)
      for (let column = x; column < x + w; column++) {
        const cell = `${row}:${column}`
        expect(cells.has(cell), `${title} at ${cell}`).toBe(false)
        cells.add(cell)
      }
  }
})

test('the documentation names every metric, with its unit', () => {
  const text = readFileSync(join(root, 'docs/observability.md'), 'utf8')
  for (const { name, unit } of catalogue)
    expect(text).toContain(`| \`${name}\` | ${unit.replace('|', '\\|')} |`)
})
