import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Rule, ruleSettingsSchema } from '../../../src/contract/rule.ts'
import { parsePorts, splitAddress } from '../../../src/renderer/forms/ports.ts'
import {
  duplicateDraft,
  fieldOf,
  fromDraft,
  fromRuleProblems,
  newDraft,
  type RuleDraft,
  toDraft,
} from '../../../src/renderer/pages/forwarding/draft.ts'

const rule = (part: Partial<Rule> = {}): Rule => ({
  ...ruleSettingsSchema.parse({
    name: 'Crane',
    listen: { host: '127.0.0.1', port: 8554 },
    target: { host: '10.0.0.5', port: 554 },
  }),
  id: 'crane',
  ...part,
})
const draft = (part: Partial<RuleDraft> = {}) => ({ ...toDraft(rule()), ...part })
const problemOf = (part: Partial<RuleDraft>) => fromDraft(draft(part)).problems[0]

describe('ports', () => {
  test('are one, or a range with its ends included', () => {
    expect(parsePorts('8554')).toEqual({ first: 8554, count: 1 })
    expect(parsePorts(' 8554 - 8560 ')).toEqual({ first: 8554, count: 7 })
    expect(parsePorts('8554–8560')).toEqual({ first: 8554, count: 7 })
  })
  test.each(['', 'rtsp', '0', '65536', '8560-8554', '8554-', '80,81', '-1'])(
    '"%s" is refused in words',
    (text) => expect(parsePorts(text)).toBeTypeOf('string'),
  )
})

describe('pasted addresses', () => {
  test.each([
    ['10.0.0.5:8554', { host: '10.0.0.5', port: 8554 }],
    ['[fd00::7]:554', { host: 'fd00::7', port: 554 }],
    ['rtsp://admin:secret@cam-1/stream?x=1', { host: 'cam-1', port: 554 }],
    ['rtsp://10.0.0.5:8554/live', { host: '10.0.0.5', port: 8554 }],
    ['http://[fd00::7]/video', { host: 'fd00::7', port: 80 }],
  ])('%s is taken apart', (text, parts) => expect(splitAddress(text)).toEqual(parts))
  test.each(['10.0.0.5', 'fd00::7', 'cam', 'a b:80'])('%s is left as it is', (text) =>
    expect(splitAddress(text)).toBeUndefined(),
  )
})

describe('a form', () => {
  test('filled from a rule gives the same rule back', () => {
    const original = rule({
      portCount: 7,
      failover: [{ host: 'fd00::9', port: 554 }],
      allowedSources: ['10.0.0.0/24', 'fd00::/8'],
      holdMs: 2500,
      rateLimit: 1_250_000,
      slowViewer: 'drop-to-keyframe',
    })
    const { id: _, ...settings } = original
    expect(fromDraft(toDraft(original)).rule).toEqual(settings)
  })
  test('gives back whatever numbers a rule has', () => {
    fc.assert(
      fc.property(
        fc.record({
          stallLimitMs: fc.integer({ min: 250, max: 600_000 }),
          holdMs: fc.integer({ min: 0, max: 600_000 }),
          rateLimit: fc.integer({ min: 0, max: 100_000_000_000 }),
          maxConnections: fc.integer({ min: 1, max: 20_000 }),
        }),
        (part) => {
          expect(fromDraft(toDraft(rule(part))).rule).toMatchObject(part)
        },
      ),
    )
  })
  test('without a name takes the name of the target', () =>
    expect(fromDraft(draft({ name: ' ', targetHost: 'cam-1' })).rule?.name).toBe('cam-1'))
  test('without a target says so once, at the target', () =>
    expect(fromDraft(draft({ name: '', targetHost: '' })).problems).toEqual([
      { field: 'targetHost', level: 'error', message: 'Enter a host name or an IP address.' },
    ]))
  test('lets a single target port begin a range', () =>
    expect(fromDraft(draft({ listenPorts: '8554-8556', targetPorts: '554' })).rule).toMatchObject({
      portCount: 3,
    }))
  test('refuses ranges of different length', () =>
    expect(problemOf({ listenPorts: '8554-8556', targetPorts: '554-555' })).toMatchObject({
      field: 'targetPorts',
    }))
  test('refuses a range that runs past the last port', () =>
    expect(problemOf({ listenPorts: '8554-8556', targetPorts: '65534' })).toMatchObject({
      field: 'listenPorts',
    }))
  test.each([
    [{ targetHost: 'http://cam' }, 'targetHost'],
    [{ targetHost: '-rf' }, 'targetHost'],
    [{ listenPorts: '99999' }, 'listenPorts'],
    [{ failover: '10.0.0.6' }, 'failover'],
    [{ allowedSources: 'everybody' }, 'allowedSources'],
    [{ hold: 'long' }, 'hold'],
    [{ maxConnections: '0' }, 'maxConnections'],
  ] as const)('puts what is wrong with %o at its field', (part, field) =>
    expect(problemOf(part)?.field).toBe(field),
  )
  test('speaks of limits in the unit of the field', () =>
    expect(problemOf({ stallLimit: '0.1' })?.message).toBe('At least 0.25.'))
  test('understands a decimal comma', () =>
    expect(fromDraft(draft({ stallLimit: '2,5' })).rule).toMatchObject({ stallLimitMs: 2500 }))
})

test('a new rule listens on a port that no other has', () =>
  expect(
    newDraft([rule(), rule({ listen: { host: '127.0.0.1', port: 8555 }, portCount: 3 })]).listenPorts,
  ).toBe('8558'))

test('a duplicate listens behind what is taken', () => {
  const ranged = rule({ portCount: 3 })
  const next = rule({ id: 'next', listen: { host: '127.0.0.1', port: 8557 } })
  expect(duplicateDraft(ranged, [ranged, next])).toMatchObject({
    name: 'Crane copy',
    listenPorts: '8558-8560',
  })
})

test('problems of the host come to the field of their path, suggestions as ranges', () => {
  expect(fieldOf('target.host')).toBe('targetHost')
  expect(fieldOf('failover.2.host')).toBe('failover')
  const problem = {
    path: 'listen.port',
    level: 'error',
    code: 'port-in-use',
    message: 'In use.',
    suggestion: 8600,
  } as const
  expect(fromRuleProblems([problem], 3)).toEqual([
    { field: 'listenPorts', level: 'error', message: 'In use.', suggestion: '8600-8602' },
  ])
})
