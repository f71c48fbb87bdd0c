import { describe, expect, test } from 'vitest'
import { type Bond, bondSettingsSchema } from '../../../src/contract/bond.ts'
import type { RuleState } from '../../../src/contract/forward.ts'
import { type Rule, ruleSettingsSchema } from '../../../src/contract/rule.ts'
import { folderSettingsSchema } from '../../../src/contract/sync.ts'
import { arrange, between, countStates, matches } from '../../../src/renderer/pages/forwarding/list.ts'
import { commandsFor, searchCommands } from '../../../src/renderer/state/commands.ts'

const rule = (id: string, group: string, port: number): Rule => ({
  ...ruleSettingsSchema.parse({
    name: `Camera ${id}`,
    group,
    listen: { host: '127.0.0.1', port },
    target: { host: `10.0.0.${port % 200}`, port: 554 },
  }),
  id,
})
const rules = [rule('a', '', 8001), rule('b', 'Stage', 8002), rule('c', '', 8003), rule('d', 'Stage', 8004)]
const states: Record<string, RuleState> = { a: 'active', b: 'failed', c: 'off', d: 'ready' }
const everything = { query: '', filter: 'all', collapsed: new Set<string>() } as const
const shape = (items: ReturnType<typeof arrange>) =>
  items.map((item) => (item.kind === 'rule' ? item.rule.id : `[${item.name}]`))

describe('the list', () => {
  test('puts rules under their groups, those without one last', () =>
    expect(shape(arrange(rules, states, everything))).toEqual(['[Stage]', 'b', 'd', '[]', 'a', 'c']))
  test('shows no heading when there are no groups', () =>
    expect(shape(arrange([rules[0]!, rules[2]!], states, everything))).toEqual(['a', 'c']))
  test('hides the rules of a collapsed group but keeps their worst state', () => {
    const [stage] = arrange(rules, states, { ...everything, collapsed: new Set(['Stage']) })
    expect(stage).toMatchObject({
      kind: 'group',
      name: 'Stage',
      collapsed: true,
      worst: 'failed',
      ids: ['b', 'd'],
    })
  })
  test('filters by state and words', () => {
    expect(shape(arrange(rules, states, { ...everything, filter: 'attention' }))).toEqual(['[Stage]', 'b'])
    expect(shape(arrange(rules, states, { ...everything, query: 'stage 8004' }))).toEqual(['[Stage]', 'd'])
    expect(arrange(rules, states, { ...everything, query: 'nothing' })).toEqual([])
  })
  test('counts what each filter would show', () =>
    expect(countStates(rules, states)).toEqual({ all: 4, attention: 1, active: 1, off: 1 }))
  test('finds every word anywhere in a rule', () => {
    expect(matches(rules[1]!, 'CAMERA 127.0.0.1:8002')).toBe(true)
    expect(matches(rules[1]!, 'camera 8003')).toBe(false)
  })
  test('a range runs over groups in either direction', () =>
    expect(between(arrange(rules, states, everything), 'a', 'd')).toEqual(['d', 'a']))
})

describe('the palette', () => {
  const none = { bonds: [], receivers: [], folders: [], peers: [], ways: [] }
  const commands = commandsFor({ rules, ...none }, { page: 'overview' })
  test('finds rules by name and address', () => {
    expect(searchCommands(commands, 'camera b')[0]).toMatchObject({ subject: 'b' })
    expect(searchCommands(commands, '8003')[0]).toMatchObject({ subject: 'c' })
  })
  test('puts what begins with the query first', () =>
    expect(searchCommands(commands, 'add')[0]).toMatchObject({ id: 'add' }))
  test('offers what can be done with the rule that is open', () =>
    expect(commandsFor({ rules, ...none }, { page: 'rule', ruleId: 'a' })[0]).toMatchObject({
      label: 'Edit Camera a',
    }))
  const bond: Bond = {
    ...bondSettingsSchema.parse({
      name: 'Camera truck',
      listen: { host: '127.0.0.1', port: 6000 },
      receiver: { host: 'rx.example.net', port: 5000 },
    }),
    id: 'truck',
  }
  const things = { rules, ...none, bonds: [bond] }
  test('finds bonds by name and receiver', () => {
    const all = commandsFor(things, { page: 'overview' })
    expect(searchCommands(all, 'truck')[0]).toMatchObject({ subject: 'truck' })
    expect(searchCommands(all, 'rx.example')[0]).toMatchObject({ subject: 'truck' })
  })
  test('finds folders by name and place, and does with the one that is open what its page does', () => {
    const folder = {
      ...folderSettingsSchema.parse({ name: 'Rushes', path: '/media/raid/day-12' }),
      id: 'rushes',
    }
    const all = commandsFor({ ...things, folders: [folder] }, { page: 'folder', folderId: 'rushes' })
    expect(searchCommands(all, 'day-12')[0]).toMatchObject({ subject: 'rushes' })
    const labels = all.map(({ label }) => label)
    expect(labels).toContain('Pause Rushes')
    expect(labels).toContain('Verify Rushes')
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })
  test('starts and stops the bond that is open', () => {
    const labels = (enabled: boolean) =>
      commandsFor({ ...things, bonds: [{ ...bond, enabled }] }, { page: 'bond', bondId: 'truck' }).map(
        ({ label }) => label,
      )
    expect(labels(true)).toContain('Stop Camera truck')
    expect(labels(false)).toContain('Start Camera truck')
  })
})
