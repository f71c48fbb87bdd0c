import { expect, test } from 'vitest'
import { rulesTable } from '../../../src/cli/rules-table.ts'
import { findNamed } from '../../../src/cli/settings-access.ts'
import { type Rule, ruleSchema } from '../../../src/contract/rule.ts'

const rule = (id: string, name: string, more = {}): Rule =>
  ruleSchema.parse({
    id,
    name,
    listen: { host: '::1', port: 8554 },
    target: { host: 'cam', port: 554 },
    ...more,
  })

const rules = [rule('a1', 'Left'), rule('b2', 'Right'), rule('c3', 'Right'), rule('d4', 'a1')]

test('rules are found by id or by name, each once', () => {
  expect(findNamed(rules, ['Left', 'b2', 'a1'], 'rule')).toEqual(['a1', 'b2'])
})
test('an id counts before a name that looks the same', () =>
  expect(findNamed(rules, ['a1'], 'rule')).toEqual(['a1']))
test('a name that several rules have is not guessed at', () => {
  expect(() => findNamed(rules, ['Right'], 'rule')).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining('b2, c3') }),
  )
})
test('an unknown name is told', () => {
  expect(() => findNamed(rules, ['Middle'], 'rule')).toThrow(
    expect.objectContaining({ code: 'rule-unknown' }),
  )
})
test('the table shows one rule a line, with ranges and protocol', () => {
  const lines = rulesTable([
    rule('a1', 'Left'),
    rule('b2', 'Stage', { portCount: 10, protocol: 'udp', enabled: false }),
  ]).split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^a1 +Left +yes +\[::1\]:8554 +cam:554$/)
  expect(lines[2]).toMatch(/^b2 +Stage +no +\[::1\]:8554 \+9 udp +cam:554$/)
  expect(rulesTable([])).toContain('rules add')
})
