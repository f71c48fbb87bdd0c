import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseListen, parseUplink } from '../../../src/cli/bond-options.ts'
import { failureOf } from '../../../src/cli/failure.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { parseBytes, parseInterval } from '../../../src/cli/quantities.ts'

describe('an uplink', () => {
  test('is an address or an interface, and the rest has defaults', () => {
    expect(parseUplink('10.0.0.2')).toEqual({
      uplink: '10.0.0.2',
      label: '',
      weight: 100,
      metered: false,
      dailyCap: 0,
      monthlyCap: 0,
    })
    expect(parseUplink('fe80::1%eth0').uplink).toBe('fe80::1%eth0')
  })

  test('may have weight, label, caps and be metered', () => {
    expect(parseUplink('wwan0, weight=50 ,metered,label=Modem = left,daily=2GB,monthly=50GB')).toEqual({
      uplink: 'wwan0',
      label: 'Modem = left',
      weight: 50,
      metered: true,
      dailyCap: 2e9,
      monthlyCap: 50e9,
    })
  })

  test.each([
    '',
    'a/b',
    'eth0,weight',
    'eth0,weight=101',
    'eth0,weight=-1',
    'eth0,metered=no',
    'eth0,colour=red',
    'eth0,',
  ])('"%s" is none', (text) => expect(() => parseUplink(text)).toThrow())

  test('never ends the program, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseUplink(text).uplink).not.toBe('')
        } catch (error) {
          expect(failureOf(error)?.code).toBe('usage')
        }
      }),
    )
  })
})

test('a port alone is on the address that the command says', () => {
  expect(parseListen('127.0.0.1')('6000')).toEqual({ host: '127.0.0.1', port: 6000 })
  expect(parseListen('::')('[fd00::1]:5000')).toEqual({ host: 'fd00::1', port: 5000 })
  expect(() => parseListen('::')('70000')).toThrow()
})

test.each([
  ['500', 500],
  ['500MB', 500_000_000],
  ['2.5gb', 2_500_000_000],
])('%s is %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes))

test('an interval is one that an engine can be asked at', () => {
  expect(parseInterval('250ms')).toBe(250)
  for (const text of ['99ms', '61s']) expect(() => parseInterval(text)).toThrow()
})

describe('what does not fit', () => {
  const parse = (...args: string[]) =>
    createProgram()
      .parseAsync(args, { from: 'user' })
      .then(() => undefined, failureOf)

  test.each([
    [['bond'], /--listen/],
    [['bond', '-l', '6000'], /--receiver/],
    [['bond', '-l', 'nowhere', '-r', 'a:1'], /nowhere/],
    [['bond', '-l', '6000', '-r', 'a:1', '-u', 'eth0', '--uplinks-file', 'x'], /exclude/],
    [['bond', '-l', '6000', '-r', 'a:1', '--mode', 'best'], /mode/],
    [['bond', '-l', '6000', '-r', 'a:1', '--conn-timeout', '1ms'], /--conn-timeout/],
    [['bond', '-l', '6000', '-r', 'a:1', '--interval', '1ms'], /interval/],
    [['bond', '-l', '6000', '-r', 'a:1', '-u', 'eth0', '-u', 'eth0'], /--uplink: An uplink is listed twice/],
    [['bond-receive', '-l', '5000'], /--target/],
    [['bond-receive', '-l', '5000', '-t', 'a:1', '--max-groups', '0'], /--max-groups/],
    [['bond-receive', '-l', '5000', '-t', 'a:1', '--allow', 'everybody'], /--allow/],
    [['srtla-send', '6000', 'a'], /port/],
    [['srtla-send', 'x', 'a', '5000', 'ips'], /whole number/],
    [['bonds', 'set', 'Van'], /nothing to change/],
    [['bonds', 'set', 'Van', '--priority', 'eth0'], /eth0/],
    [['bonds', 'set', 'Van', '--priority', 'eth0=101'], /0 to 100/],
    [['bonds', 'add', '-l', '6000'], /--receiver/],
  ])('%j is a fault of code usage that says so', async (args, text) => {
    const failure = await parse(...args)
    expect(failure?.code).toBe('usage')
    expect(failure?.message).toMatch(text)
  })

  test('a bond that would send to itself is refused', async () => {
    expect(await parse('bond', '-l', '6000', '-r', 'localhost:6000')).toMatchObject({ code: 'rule-loop' })
  })

  test('a file of uplinks that is not there is told at once', async () => {
    for (const args of [
      ['bond', '-l', '6000', '-r', '192.0.2.1:5000', '--uplinks-file', '/nowhere/ips'],
      ['srtla-send', '6000', '192.0.2.1', '5000', '/nowhere/ips'],
    ])
      expect(await parse(...args)).toMatchObject({
        code: 'uplinks-file-invalid',
        message: expect.stringContaining('/nowhere/ips'),
      })
  })
})
