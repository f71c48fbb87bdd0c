import { Command } from 'commander'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandOf, readTunnelCommand } from '../../../src/cli/tunnel-input.ts'
import {
  allowsFromOptions,
  parseAllowTarget,
  parsePair,
  parseWayListen,
  type WayOptions,
  waysFromOptions,
  withAllowOptions,
  withWayOptions,
} from '../../../src/cli/tunnel-options.ts'
import { formatEndpoint } from '../../../src/web/endpoint.ts'
import { Fault } from '../../../src/wire/fault.ts'

const optionsOf = (add: (command: Command) => Command, ...args: string[]) =>
  add(new Command().exitOverride().configureOutput({ writeErr: () => {} }))
    .parse(args, { from: 'user' })
    .opts()
const ways = (...args: string[]) => waysFromOptions(optionsOf(withWayOptions, ...args) as WayOptions)

describe('where a way listens', () => {
  test.each([
    ['8554', { host: '127.0.0.1', port: 8554 }],
    ['0.0.0.0:8554', { host: '0.0.0.0', port: 8554 }],
    ['[::1]:1080', { host: '::1', port: 1080 }],
    ['0', { host: '127.0.0.1', port: 0 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:0', { host: '::1', port: 0 }],
  ])('%s', (text, endpoint) => {
    expect(parseWayListen(text)).toEqual(endpoint)
  })

  test.each(['', 'localhost', '70000', '::1:0', 'a b:0', ':0', '127.0.0.1:70000', '[1.2.3.4]:0'])(
    'is not %j',
    (text) => {
      expect(() => parseWayListen(text)).toThrow()
    },
  )
})

describe('two ends', () => {
  test('are divided by the first sign of equality', () => {
    expect(parsePair('127.0.0.1:8554=10.0.0.5:554')).toEqual({
      listen: { host: '127.0.0.1', port: 8554 },
      target: { host: '10.0.0.5', port: 554 },
    })
    expect(parsePair('[::1]:0=[fd00::5]:80')).toEqual({
      listen: { host: '::1', port: 0 },
      target: { host: 'fd00::5', port: 80 },
    })
  })

  test.each(['8554', '=10.0.0.5:554', '8554=', '8554=10.0.0.5', '8554=10.0.0.5:0'])(
    'are not in %j',
    (text) => {
      expect(() => parsePair(text)).toThrow(Fault)
    },
  )

  test('whatever is typed is read or refused in words', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'[]:=.0198afx/-% '), maxLength: 40 }), (text) => {
        try {
          const { listen, target } = parsePair(text)
          expect(parsePair(`${formatEndpoint(listen)}=${formatEndpoint(target)}`)).toEqual({ listen, target })
        } catch (error) {
          expect((error as Error).message.length).toBeGreaterThan(10)
          if (!(error instanceof Fault)) expect((error as { code?: string }).code).toMatch(/^commander\./)
        }
      }),
    )
  })
})

describe('ways', () => {
  test('come in the order of their kinds, each with a name', () => {
    const made = ways('-s', '1080', '-f', '8554=a:554', '-r', '8000=b:80', '-g', '4822=c:4822', '-f', '0=d:1')
    expect(made.map(({ kind, name }) => [kind, name])).toEqual([
      ['forward', 'forward 127.0.0.1:8554 → a:554'],
      ['forward', 'forward 127.0.0.1:0 → d:1'],
      ['reverse', 'reverse 127.0.0.1:8000 → b:80'],
      ['socks', 'socks 127.0.0.1:1080'],
      ['guacd', 'guacd 127.0.0.1:4822 → c:4822'],
    ])
    expect(made.every((way) => !('party' in way))).toBe(true)
  })

  test('a login is of the SOCKS5 server alone', () => {
    const made = ways('-s', '1080', '-f', '1=a:1', '--user', 'anna', '--password', 'p=w')
    expect(made.map(({ user, password }) => [user, password])).toEqual([
      ['', ''],
      ['anna', 'p=w'],
    ])
    expect(() => ways('-f', '1=a:1', '--user', 'anna')).toThrow(/--socks/)
  })

  test('a session has parameters, with any sign in their values', () => {
    const [way] = ways(
      '-g',
      '1=a:1',
      '--session',
      'vnc',
      '--parameter',
      'hostname=b',
      '--parameter',
      'password=a=b,c',
    )
    expect(way?.session).toEqual({ protocol: 'vnc', parameters: { hostname: 'b', password: 'a=b,c' } })
    expect(() => ways('-f', '1=a:1', '--session', 'vnc')).toThrow(/--guacd/)
    expect(() => ways('-g', '1=a:1', '--parameter', 'a=b')).toThrow(/--session/)
  })

  test('limits that do not fit are refused by the option’s name', () => {
    expect(() => ways('-f', '1=a:1', '--max-connections', '0')).toThrow(/--max-connections/)
  })

  test('a long host still gives a name', () => {
    const host = `${'a'.repeat(60)}.${'b'.repeat(60)}`
    expect(ways('-f', `1=${host}:1`)[0]?.name).toHaveLength(80)
  })
})

describe('what is allowed', () => {
  test('is connecting and listening, apart', () => {
    const options = optionsOf(
      withAllowOptions,
      '-a',
      '10.0.0.0/24:554,80',
      '--allow-listen',
      '127.0.0.1:8000-8100',
    )
    expect(allowsFromOptions(options)).toEqual([
      { what: 'connect', target: '10.0.0.0/24:554,80' },
      { what: 'listen', target: '127.0.0.1:8000-8100' },
    ])
    expect(allowsFromOptions({})).toEqual([])
  })

  test('must have ports', () => {
    expect(() => parseAllowTarget('10.0.0.5')).toThrow(/10\.0\.0\.0\/24:554,80/)
  })

  test('may be typed while it runs, and is read as it is told', () => {
    for (const allow of [
      { what: 'connect', target: '10.0.0.9:80' },
      { what: 'listen', target: '[::1]:*' },
    ] as const)
      expect(readTunnelCommand(` ${commandOf(allow)} `)).toEqual(allow)
  })

  test.each(['allow', 'forbid 10.0.0.9:80', 'allow 10.0.0.9', 'allow 10.0.0.9:80 10.0.0.8:80', '{}'])(
    '%j is not understood, in words',
    (line) => {
      expect(() => readTunnelCommand(line)).toThrow(Fault)
    },
  )
})
