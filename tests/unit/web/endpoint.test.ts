import { describe, expect, test } from 'vitest'
import { formatEndpoint, isLoopback, parseEndpoint } from '../../../src/web/endpoint.ts'

describe('an address and a port', () => {
  test.each([
    ['10.0.0.5:554', { host: '10.0.0.5', port: 554 }],
    ['camera.local:8554', { host: 'camera.local', port: 8554 }],
    ['[fd00::5]:554', { host: 'fd00::5', port: 554 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
  ])('%s is read, and written the same way', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint)
    expect(formatEndpoint(endpoint)).toBe(text)
  })

  test.each([
    '',
    'host',
    ':554',
    '10.0.0.5',
    '10.0.0.5:',
    '10.0.0.5:0',
    '10.0.0.5:65536',
    '10.0.0.5:99999999',
  ])('"%s" is refused as a mistake in the command line', (text) =>
    expect(() => parseEndpoint(text)).toThrow(expect.objectContaining({ code: 'usage' })),
  )

  test.each([
    'http://cam:554',
    '-x:554',
    'a b:554',
    '[10.0.0.5]:554',
    '[cam]:554',
    '../x:1',
    'user@host:554',
  ])('"%s" is refused as a host with odd characters', (text) =>
    expect(() => parseEndpoint(text)).toThrow(expect.objectContaining({ code: 'usage' })),
  )

  test('an IPv6 address without brackets is told how to write it', () => {
    expect(() => parseEndpoint('fd00::5:554')).toThrow(/brackets/)
    expect(() => parseEndpoint('::1')).toThrow(/brackets/)
  })
})

describe('loopback', () => {
  test.each(['127.0.0.1', '127.9.8.7', '::1', '0:0:0:0:0:0:0:1', 'localhost', 'LOCALHOST'])('%s is', (host) =>
    expect(isLoopback(host)).toBe(true),
  )
  test.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'fe80::1', 'localhost.example.com', 'myhost', ''])(
    '%s is not',
    (host) => expect(isLoopback(host)).toBe(false),
  )
})
