import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { allowedNames, hostName, refusal } from '../../../src/web/guard.ts'

const guard = { scheme: 'http' as const, names: allowedNames(undefined, []) }
const get = (headers: Record<string, string>) => refusal(guard, 'GET', headers, false)?.status
const change = (headers: Record<string, string>) => refusal(guard, 'POST', headers, true)?.status
const host = '127.0.0.1:8740'
const origin = `http://${host}`

describe('the Host header', () => {
  test.each([
    '127.0.0.1:8740',
    'localhost:8740',
    '[::1]:8740',
    'LOCALHOST',
    '127.0.0.1:22000',
    'localhost.:1',
  ])('%s is this machine, whichever port was forwarded', (name) =>
    expect(get({ host: name })).toBeUndefined(),
  )
  test.each([
    'evil.example',
    '127.0.0.1.evil.example:8740',
    'localhost@evil',
    '10.0.0.1:8740',
    '',
    '[::1',
    '::1',
  ])('"%s" is refused', (name) => expect(get({ host: name })).toBe(421))
  test('none at all is refused', () => expect(get({})).toBe(421))

  test('is read without port, brackets and final dot', () => {
    expect(hostName('[FD00::5]:80')).toBe('fd00::5')
    expect(hostName('Box.Local.:80')).toBe('box.local')
    expect(hostName('a/b')).toBeUndefined()
  })

  test('beyond loopback, may also be the machine, the listening address or a name that was given', () => {
    const names = allowedNames({ host: '10.1.2.3', port: 1 }, ['Venue.example'])
    expect(names).toContain('10.1.2.3')
    expect(names).toContain('venue.example')
    expect(names).toContain(hostname().toLowerCase())
    expect(allowedNames(undefined, [])).not.toContain(hostname().toLowerCase())
  })
})

describe('the Origin header', () => {
  test('may be missing where something is only read', () => expect(get({ host })).toBeUndefined())
  test('must be there where something changes', () => {
    expect(change({ host })).toBe(403)
    expect(change({ host, origin })).toBeUndefined()
  })
  test.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:8740',
    'http://127.0.0.1:9999',
    'http://localhost:8740',
    '',
  ])('"%s" is foreign to http://127.0.0.1:8740', (foreign) => {
    expect(change({ host, origin: foreign })).toBe(403)
    expect(get({ host, origin: foreign })).toBe(403)
  })
})

describe('Sec-Fetch-Site', () => {
  test.each(['cross-site', 'same-site'])('%s is refused for what a page loads or sends', (site) => {
    expect(
      get({ host, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }),
    ).toBe(403)
    expect(change({ host, origin, 'sec-fetch-site': site })).toBe(403)
  })
  test('a link on another page may be followed, but not shown in a frame', () => {
    const followed = { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect(get({ ...followed, 'sec-fetch-dest': 'document' })).toBeUndefined()
    expect(get({ ...followed, 'sec-fetch-dest': 'iframe' })).toBe(403)
  })
  test.each(['same-origin', 'none'])('%s is let in', (site) =>
    expect(get({ host, 'sec-fetch-site': site })).toBeUndefined(),
  )
})
