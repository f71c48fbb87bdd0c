import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failureOf } from '../../../src/cli/failure.ts'
import { changedBond, readRuntimeCommand, runtimeHelp } from '../../../src/cli/runtime-commands.ts'
import { bond } from '../../support/bonds.ts'

describe('a line', () => {
  test.each([
    ['mode classic', { command: 'mode', value: 'classic' }],
    ['  mode   enhanced  ', { command: 'mode', value: 'enhanced' }],
    ['quality off', { command: 'quality', value: false }],
    ['exploration on', { command: 'exploration', value: true }],
    ['stall-guard on', { command: 'stall-guard', value: true }],
    ['priority 10.0.1.2 50', { command: 'priority', uplink: '10.0.1.2', weight: 50 }],
    ['priority Wi-Fi 2 0', { command: 'priority', uplink: 'Wi-Fi 2', weight: 0 }],
    ['status', { command: 'status' }],
    ['help', { command: 'help' }],
    ['{"command":"mode","value":"classic"}', { command: 'mode', value: 'classic' }],
    ['{"command":"quality","value":false}', { command: 'quality', value: false }],
    ['{"command":"stall-guard","value":"off"}', { command: 'stall-guard', value: false }],
    [
      '{"command":"priority","uplink":"wwan0","weight":7}',
      { command: 'priority', uplink: 'wwan0', weight: 7 },
    ],
  ])('%s is understood', (line, command) => expect(readRuntimeCommand(line)).toEqual(command))

  test.each([
    '',
    'bogus',
    '{"command":"explode"}',
    '{',
    '[]',
    'null',
    '"mode"',
    '{"__proto__":{"command":"help"}}',
  ])('%s is answered with what there is', (line) => {
    expect(() => readRuntimeCommand(line)).toThrow(
      expect.objectContaining({ code: 'usage', message: `There are: ${runtimeHelp}.` }),
    )
  })

  test.each([
    ['mode', /^value: /],
    ['mode best', /^value: /],
    ['quality maybe', /^value: /],
    ['priority eth0 101', /^weight: /],
    ['priority eth0 high', /^weight: /],
    ['{"command":"mode"}', /^value: /],
  ])('%s is answered with what is wrong', (line, message) => {
    expect(() => readRuntimeCommand(line)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) }),
    )
  })

  test('of whatever content is a command or a fault of code usage', () => {
    const almost = fc.tuple(
      fc.constantFrom('mode', 'quality', 'priority', 'status', '{"command":', '{'),
      fc.string(),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          almost.map((parts) => parts.join(' ')),
        ),
        (line) => {
          try {
            expect(readRuntimeCommand(line).command).toMatch(/^[a-z-]+$/)
          } catch (error) {
            expect(failureOf(error)?.code).toBe('usage')
          }
        },
      ),
    )
  })

  test('that is far too long is not looked into', () => {
    expect(() => readRuntimeCommand(`{"command":"help","x":"${'y'.repeat(10_000)}"}`)).toThrow(/There are/)
  })
})

describe('a command', () => {
  const links = [
    { id: 'wwan0', address: '10.0.1.2', label: 'Modem' },
    { id: 'eth0', address: '10.0.0.2', label: '' },
  ]
  const one = bond({ links: [{ uplink: 'eth0', metered: true }] })

  test('changes one setting and nothing else', () => {
    expect(changedBond(one, readRuntimeCommand('mode classic') as never, [])).toEqual({
      ...one,
      mode: 'classic',
    })
    expect(changedBond(one, readRuntimeCommand('quality off') as never, [])).toEqual({
      ...one,
      qualityScoring: false,
    })
    expect(changedBond(one, readRuntimeCommand('stall-guard off') as never, []).stallGuard).toBe(false)
  })

  test.each(['10.0.1.2', 'wwan0', 'Modem'])('gives the link that is called %s its priority', (name) => {
    const next = changedBond(one, { command: 'priority', uplink: name, weight: 30 }, links)
    expect(next.links.map(({ uplink, weight }) => [uplink, weight])).toEqual([
      ['eth0', 100],
      ['wwan0', 30],
    ])
  })

  test('keeps what else was set of the link', () => {
    const next = changedBond(one, { command: 'priority', uplink: '10.0.0.2', weight: 0 }, links)
    expect(next.links).toEqual([{ ...one.links[0], weight: 0 }])
  })

  test('for a link that is not there is refused', () => {
    expect(() => changedBond(one, { command: 'priority', uplink: 'eth7', weight: 1 }, links)).toThrow(
      expect.objectContaining({ code: 'link-unknown' }),
    )
  })
})
