import { describe, expect, test } from 'vitest'
import { waySchema } from '../../../src/contract/tunnel.ts'
import {
  duplicateWayDraft,
  newWayDraft,
  parseWayDraft,
  suggestedPort,
  toWayDraft,
  type WayDraft,
  wayFieldOf,
  wayNameFor,
  withKind,
} from '../../../src/renderer/pages/tunnel/way-draft.ts'

const party = 'VAN4'
const draft = (part: Partial<WayDraft> = {}): WayDraft => ({
  ...newWayDraft(party),
  targetHost: '10.0.0.5',
  targetPort: '554',
  ...part,
})
const problems = (part: Partial<WayDraft>, others: Parameters<typeof parseWayDraft>[1] = []) =>
  parseWayDraft(draft(part), others).problems.map(({ field, message }) => `${field}: ${message}`)
const listening = (port: number) => ({ listen: { host: '127.0.0.1', port } })

describe('a way as it is typed', () => {
  test('needs a device and a target, and gets a name and a port that tell what it leads to', () => {
    const { input } = parseWayDraft(draft(), [])
    expect(input).toMatchObject({
      name: '10.0.0.5:554',
      party,
      kind: 'forward',
      listen: { host: '127.0.0.1', port: 8554 },
      target: { host: '10.0.0.5', port: 554 },
      session: null,
    })
    expect(problems({ party: '' })).toEqual(['party: Choose who is at the other end.'])
    expect(problems({ targetHost: '' })).toEqual(['targetHost: Enter a host name or an IP address.'])
    expect(problems({ targetPort: '' })).toEqual(['targetPort: Enter a port.'])
  })
  test('as stored comes back as it was', () => {
    const way = waySchema.parse({
      id: 'w',
      name: 'Desktop',
      party,
      kind: 'guacd',
      listen: { host: '0.0.0.0', port: 4822 },
      target: { host: 'fd00::7', port: 4822 },
      maxConnections: 12,
      session: { protocol: 'rdp', parameters: { hostname: 'a=b', port: '3389' } },
    })
    const { id: _, ...settings } = way
    expect(parseWayDraft(toWayDraft(way), []).input).toEqual(settings)
  })
  test('of a SOCKS proxy has no target, and only such a one has a password', () => {
    const { input } = parseWayDraft(draft({ kind: 'socks', user: 'crew', password: 'x' }), [])
    expect(input).toMatchObject({
      name: 'SOCKS5 proxy',
      target: null,
      listen: { port: 1080 },
      user: 'crew',
      password: 'x',
    })
    expect(parseWayDraft(draft({ user: 'crew' }), []).input).toMatchObject({ user: '' })
  })
  test('tells what is wrong with a session of guacd', () => {
    const guacd = { kind: 'guacd', session: true } as const
    expect(problems({ ...guacd, parameters: 'hostname' })).toEqual([
      'parameters: "hostname": write name=value, such as hostname=10.0.0.60.',
    ])
    expect(problems({ ...guacd, protocol: ' ' })).toEqual([
      'protocol: Name a protocol such as vnc, rdp or ssh.',
    ])
    expect(parseWayDraft(draft({ ...guacd, parameters: ' hostname = cam \n\n' }), []).input?.session).toEqual(
      { protocol: 'vnc', parameters: { hostname: 'cam' } },
    )
  })
  test('takes addresses of IPv6 with and without brackets, and any free port by 0', () => {
    const { input } = parseWayDraft(draft({ targetHost: '[fd00::7]', listenPort: '0' }), [])
    expect(input).toMatchObject({ target: { host: 'fd00::7' }, listen: { port: 0 } })
  })
  test('says the limits in words', () => {
    expect(problems({ maxConnections: '0' })).toEqual(['maxConnections: At least 1.'])
    expect(problems({ maxConnections: 'many' })).toEqual(['maxConnections: Write a number.'])
    expect(problems({ listenPort: '8554-8556' })).toEqual(['listenPort: Write one port.'])
  })
})

test('a port is suggested that others do not have, and none while the target is not known', () => {
  const forward = (targetPort: string) => ({ kind: 'forward', targetPort }) as const
  expect(suggestedPort(forward('80'), [])).toBe(8080)
  expect(suggestedPort(forward('80'), [listening(8080), listening(8081)])).toBe(8082)
  expect(suggestedPort(forward('3389'), [])).toBe(3389)
  expect(suggestedPort(forward(''), [])).toBeUndefined()
  expect(suggestedPort(forward('nonsense'), [])).toBeUndefined()
  expect(suggestedPort({ kind: 'socks', targetPort: '' }, [listening(1080)])).toBe(1081)
})

test('guacd is looked for beside the far end, unless something else was typed', () => {
  const blank = newWayDraft(party)
  const guacd = { ...blank, ...withKind(blank, 'guacd') }
  expect(guacd).toMatchObject({ kind: 'guacd', targetHost: '127.0.0.1', targetPort: '4822' })
  expect(withKind(guacd, 'forward')).toEqual({ kind: 'forward', targetHost: '', targetPort: '' })
  expect(withKind(draft(), 'guacd')).toEqual({ kind: 'guacd' })
  expect(withKind(guacd, 'guacd')).toEqual({})
})

test('a copy has another name, and a port of its own', () => {
  const way = waySchema.parse({ ...parseWayDraft(draft({ name: 'Camera' }), []).input, id: 'w' })
  expect(duplicateWayDraft(way)).toMatchObject({ name: 'Camera copy', listenPort: '' })
  expect(wayNameFor(draft({ name: ' Pit ' }))).toBe('Pit')
})

test('each problem of the host has a field to be shown at', () => {
  expect(wayFieldOf('listen')).toBe('listenHost')
  expect(wayFieldOf('listen.port')).toBe('listenPort')
  expect(wayFieldOf('target')).toBe('targetHost')
  expect(wayFieldOf('session.parameters.hostname')).toBe('parameters')
  expect(wayFieldOf('maxConnections')).toBe('maxConnections')
  expect(wayFieldOf('something.else')).toBe('name')
})
