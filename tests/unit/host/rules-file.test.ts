import { expect, test } from 'vitest'
import { type Rule, ruleInputSchema } from '../../../src/contract/index.ts'
import { ruleList } from '../../../src/host/rule-list.ts'
import { formatRulesFile, importRules, readRulesFile } from '../../../src/host/rules-file.ts'
import { rule } from '../../support/rules.ts'

const machine = { names: new Set<string>(), addresses: new Set(['127.0.0.1']) }
const file = (rules: unknown[]) => JSON.stringify({ hawserRules: 1, rules })
const failure = (text: string) => {
  try {
    readRulesFile(text)
  } catch (error) {
    return error
  }
  return undefined
}
const bare = ({ id: _, ...settings }: Rule) => settings

test('what is exported is imported as unchanged', () => {
  const rules = [rule(), rule()]
  const text = formatRulesFile(rules)
  for (const mode of ['merge', 'replace'] as const) {
    const { rules: next, counts } = ruleList.import(rules, text, mode, machine)
    expect(next).toEqual(rules)
    expect(counts).toEqual({ added: 0, changed: 0, unchanged: 2 })
  }
})

test('merging changes rules by id, knows equal ones without id, adds the rest and keeps the others', () => {
  const [a, b, c] = [rule(), rule(), rule()]
  const fresh = { name: 'new', listen: { host: '127.0.0.1', port: 7000 }, target: { host: 'cam', port: 1 } }
  const imported = readRulesFile(file([{ ...a, name: 'renamed' }, bare(b), fresh]))
  const result = importRules([a, b, c], imported, 'merge', () => 'made-up')
  expect(result).toMatchObject({ added: 1, changed: 1, unchanged: 1 })
  expect(result.rules.map(({ id, name }) => [id, name])).toEqual([
    [a.id, 'renamed'],
    [b.id, b.name],
    [c.id, c.name],
    ['made-up', 'new'],
  ])
})

test('replacing drops what the file does not name', () => {
  const [a, b] = [rule(), rule()]
  expect(importRules([a, b], readRulesFile(file([b])), 'replace', () => 'x').rules).toEqual([b])
})

test.each([
  ['not json', '{"hawserRules":1,\n"rules":[}', 'line 2'],
  ['something else', '{"rules":[]}', 'hawserRules'],
  ['a rule that does not fit', file([{ name: 'x', listen: { host: 'http://cam', port: 1 } }]), 'rules.0'],
  ['an id twice', file([rule({ id: 'same' }), rule({ id: 'same' })]), 'twice'],
])('%s is refused with the place', (_, text, place) => {
  expect(failure(text)).toMatchObject({ code: 'rules-file-invalid', message: expect.stringContaining(place) })
})

test('an import that would overlap or loop is refused as a whole', () => {
  const present = rule({ listen: { host: '127.0.0.1', port: 8000 } })
  const clash = bare(rule({ name: 'clash', listen: { host: '0.0.0.0', port: 8000 } }))
  const loop = bare(rule({ listen: { host: '127.0.0.1', port: 1 }, target: { host: 'localhost', port: 1 } }))
  const importing = (rules: unknown[]) => () => ruleList.import([present], file(rules), 'merge', machine)
  expect(importing([bare(rule()), clash])).toThrow(expect.objectContaining({ code: 'rule-overlap' }))
  expect(importing([loop])).toThrow(expect.objectContaining({ code: 'rule-loop' }))
})

test('a rule can be switched off whatever is wrong with it, and not on again', () => {
  const one = rule({ listen: { host: '127.0.0.1', port: 8000 } })
  const two = rule({ listen: { host: '127.0.0.1', port: 8000 } })
  const off = ruleList.change([one, two], two.id, { enabled: false }, machine)
  expect(off[1]?.enabled).toBe(false)
  expect(() => ruleList.enable(off, [two.id], true, machine)).toThrow(
    expect.objectContaining({ code: 'rule-overlap' }),
  )
  expect(() => ruleList.change(off, two.id, { enabled: true }, machine)).toThrow(
    expect.objectContaining({ code: 'rule-overlap' }),
  )
})

test('a change whose ports no longer fit is refused', () => {
  const one = rule({ listen: { host: '127.0.0.1', port: 65_000 } })
  expect(() => ruleList.change([one], one.id, { portCount: 900 }, machine)).toThrow(
    expect.objectContaining({ code: 'invalid' }),
  )
})

test('ids that nobody has are told', () => {
  for (const act of [
    () => ruleList.change([], 'x', {}, machine),
    () => ruleList.remove([], ['x']),
    () => ruleList.enable([], ['x'], true, machine),
    () => ruleList.choose([], ['x']),
  ])
    expect(act).toThrow(expect.objectContaining({ code: 'rule-unknown' }))
})

test('hosts with odd characters are refused, long ones at once', () => {
  const given = (host: string) => ({ name: 'x', listen: { host, port: 1 }, target: { host: 'cam', port: 1 } })
  for (const host of [
    '',
    ' ',
    '-rf',
    'a b',
    'http://cam',
    'cam:554',
    'cam/1',
    'ca\u0000m',
    '[::1]',
    '$(id)',
    'a..b',
    '..',
  ])
    expect(ruleInputSchema.safeParse(given(host)).success, host).toBe(false)
  const start = performance.now()
  const long = `${':'.repeat(2_000_000)}x`
  expect(ruleInputSchema.safeParse(given(long)).success).toBe(false)
  expect(ruleInputSchema.safeParse({ ...given('cam'), allowedSources: [long] }).success).toBe(false)
  expect(performance.now() - start).toBeLessThan(2000)
})
