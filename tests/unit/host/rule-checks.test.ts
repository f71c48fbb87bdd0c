import { expect, test } from 'vitest'
import type { Rule, RuleInput } from '../../../src/contract/index.ts'
import type { Machine } from '../../../src/host/addresses.ts'
import { checkRule, findConflicts } from '../../../src/host/rule-checks.ts'
import { rule } from '../../support/rules.ts'

const machine: Machine = {
  names: new Set(['studio']),
  addresses: new Set(['10.0.0.2', 'fd00::2', '127.0.0.1', '::1']),
}

const at = (
  listen: string,
  listenPort: number,
  target: string,
  targetPort: number,
  more: Partial<RuleInput> = {},
) => rule({ listen: { host: listen, port: listenPort }, target: { host: target, port: targetPort }, ...more })
const on = (host: string, port: number, more: Partial<RuleInput> = {}) => at(host, port, 'cam', 554, more)
const found = (one: Rule, others: Rule[] = []) =>
  checkRule(one, others, machine).filter(({ code }) => code !== 'open-to-all')
const codes = (one: Rule, others: Rule[] = []) =>
  found(one, others).map(({ level, code }) => `${level} ${code}`)

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1', 'localhost'],
  ['127.0.0.1', '127.1'],
  ['::1', 'localhost'],
  ['::1', '0:0::1'],
  ['0.0.0.0', '127.0.0.1'],
  ['0.0.0.0', '10.0.0.2'],
  ['0.0.0.0', 'studio'],
  ['::', '10.0.0.2'],
  ['::', 'fd00::2'],
  ['10.0.0.2', '10.0.0.2'],
  ['10.0.0.2', '::ffff:10.0.0.2'],
  ['127.0.0.1', '0.0.0.0'],
  ['localhost', 'LOCALHOST.'],
])('a rule that listens on %s and forwards to %s, same port, is a loop', (listen, target) => {
  expect(found(at(listen, 8000, target, 8000))).toMatchObject([
    { code: 'rule-loop', level: 'error', path: 'target.port', message: 'This would forward to itself.' },
  ])
})

test.each([
  ['127.0.0.1', '10.0.0.2'],
  ['10.0.0.2', '127.0.0.1'],
  ['127.0.0.1', '127.0.0.2'],
  ['0.0.0.0', '::1'],
  ['0.0.0.0', '10.0.0.3'],
  ['::', 'cam'],
])('a rule that listens on %s and forwards to %s, same port, is none', (listen, target) => {
  expect(codes(at(listen, 8000, target, 8000))).toEqual([])
})

test('a cycle of rules is a loop, and names the rules that it goes through', () => {
  const others = [
    at('127.0.0.1', 8001, 'localhost', 8002, { name: 'B' }),
    at('0.0.0.0', 8002, '127.0.0.1', 8000, { name: 'C' }),
  ]
  const [problem] = found(at('127.0.0.1', 8000, '127.0.0.1', 8001), others)
  expect(problem).toMatchObject({
    code: 'rule-loop',
    message: 'This would forward to itself through "B", "C".',
  })
  expect(codes(at('127.0.0.1', 8000, '127.0.0.1', 8001), others.slice(0, 1))).toEqual([])
})

test('a rule that is off closes no loop', () => {
  const other = at('127.0.0.1', 8001, '127.0.0.1', 8000)
  expect(codes(at('127.0.0.1', 8000, '127.0.0.1', 8001), [{ ...other, enabled: false }])).toEqual([])
  expect(codes(at('127.0.0.1', 8000, '127.0.0.1', 8001, { enabled: false }), [other])).toEqual([
    'warning rule-loop',
  ])
})

test('ranges loop only where a port leads back to itself', () => {
  const wide = at('127.0.0.1', 8000, '127.0.0.1', 9000, { portCount: 10 })
  expect(codes(at('127.0.0.1', 9000, '127.0.0.1', 8001, { portCount: 9 }), [wide])).toEqual([])
  expect(codes(at('127.0.0.1', 9003, '127.0.0.1', 8003), [wide])).toEqual(['error rule-loop'])
  expect(codes(at('127.0.0.1', 8000, '127.0.0.1', 8001, { portCount: 20 }))).toEqual([])
})

test('a failover target can close a loop', () => {
  const one = on('127.0.0.1', 8000, {
    failover: [
      { host: 'other', port: 1 },
      { host: 'localhost', port: 8000 },
    ],
  })
  expect(found(one)).toMatchObject([{ code: 'rule-loop', path: 'failover.1.port' }])
})

test('a chain as long as there are ports is followed to its end', () => {
  const chain = Array.from({ length: 9999 }, (_, n) => at('127.0.0.1', 10_001 + n, '127.0.0.1', 10_002 + n))
  const open = at('127.0.0.1', 10_000, '127.0.0.1', 10_001)
  expect(codes(open, chain)).toEqual([])
  expect(codes(open, [...chain, at('127.0.0.1', 20_000, '127.0.0.1', 10_000)])).toEqual(['error rule-loop'])
})

test.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['0.0.0.0', '127.0.0.1', true],
  ['10.0.0.2', '0.0.0.0', true],
  ['::', '0.0.0.0', true],
  ['::', '10.0.0.2', true],
  ['::1', '0:0::1', true],
  ['localhost', '::1', true],
  ['studio', '10.0.0.2', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['0.0.0.0', '::1', false],
  ['10.0.0.2', '127.0.0.1', false],
])('listening on %s and on %s, same port, overlaps: %s', (one, other, overlap) => {
  for (const [a, b] of [
    [one, other],
    [other, one],
  ] as const)
    expect(codes(on(a, 8000), [on(b, 8000)])).toEqual(overlap ? ['error rule-overlap'] : [])
})

test('ranges overlap, TCP and UDP do not', () => {
  expect(codes(on('::1', 8005), [on('::1', 8000, { portCount: 10 })])).toEqual(['error rule-overlap'])
  expect(codes(on('::1', 8010), [on('::1', 8000, { portCount: 10 })])).toEqual([])
  expect(codes(on('::1', 8005), [on('::1', 8000, { portCount: 10, protocol: 'udp' })])).toEqual([])
})

test('an overlap suggests the next ports that no rule has', () => {
  const others = [on('::1', 8000), on('::1', 8002), on('127.0.0.1', 8003)]
  expect(found(on('::1', 8000), others)[0]?.suggestion).toBe(8001)
  expect(found(on('::1', 8000, { portCount: 2 }), others)[0]?.suggestion).toBe(8003)
  expect(found(on('0.0.0.0', 65_535), [on('127.0.0.1', 65_535)])[0]).not.toHaveProperty('suggestion')
})

test('an overlap with a rule that is off is a warning', () => {
  expect(codes(on('::1', 1), [on('::1', 1, { enabled: false })])).toEqual(['warning rule-overlap'])
})

test('what looks like an address and is none is refused', () => {
  expect(found(on('256.0.0.1', 8000))).toMatchObject([{ path: 'listen.host', level: 'error' }])
  expect(found(at('127.0.0.1', 1, '1:2', 1))).toMatchObject([{ path: 'target.host', level: 'error' }])
})

test('a name used twice and a listener open to all are warnings', () => {
  expect(codes(on('::1', 1, { name: 'Cam' }), [on('::1', 2, { name: 'cam' })])).toEqual(['warning name-used'])
  const open = on('0.0.0.0', 1)
  expect(checkRule(open, [], machine)).toMatchObject([{ level: 'warning', path: 'allowedSources' }])
  expect(checkRule({ ...open, allowedSources: ['10.0.0.0/8'] }, [], machine)).toEqual([])
})

test('among many rules every conflict is found once, and rules that are off have none', () => {
  const rules = [
    on('127.0.0.1', 8000, { name: 'A' }),
    on('0.0.0.0', 8000, { name: 'B' }),
    on('0.0.0.0', 8000, { name: 'off', enabled: false }),
    at('127.0.0.1', 9000, '127.0.0.1', 9001, { name: 'C' }),
    at('127.0.0.1', 9001, '127.0.0.1', 9000, { name: 'D' }),
  ]
  expect(findConflicts(rules, machine).map(({ rule, code }) => [rule.name, code])).toEqual([
    ['B', 'rule-overlap'],
    ['C', 'rule-loop'],
  ])
})

test.each([
  ['on ports of their own', (n: number) => ({ host: '127.0.0.1', port: 1024 + n })],
  ['on one port of many addresses', (n: number) => ({ host: `127.1.${n >> 8}.${n & 255}`, port: 8000 })],
])('ten thousand rules %s are checked in a moment', (_, listen) => {
  const rules = Array.from({ length: 10_000 }, (_, n) =>
    rule({ listen: listen(n), target: { host: '127.0.0.1', port: 40_000 + n } }),
  )
  const start = performance.now()
  expect(findConflicts(rules, machine)).toEqual([])
  expect(performance.now() - start).toBeLessThan(8000)
})

test('overlapping ranges are told once, however long', () => {
  const rules = [on('::1', 1000, { portCount: 1000 }), on('::1', 1500, { portCount: 1000 })]
  expect(findConflicts(rules, machine).length).toBe(1)
})
