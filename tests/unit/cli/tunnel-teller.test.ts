import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { CodeTube } from '../../../src/cli/code-tube.ts'
import { Output } from '../../../src/cli/output.ts'
import { TunnelTeller, tubeText } from '../../../src/cli/tunnel-teller.ts'
import { tunnelsStatus } from '../../../src/cli/tunnels-table.ts'
import {
  idleTube,
  type Tube,
  type TunnelSnapshot,
  tubeSchema,
  tunnelSnapshotSchema,
} from '../../../src/contract/tunnel.ts'
import { restingSnapshot } from '../../../src/host/tunnels/seen-tubes.ts'

const tube = (values: Partial<Tube> = {}): Tube =>
  tubeSchema.parse({
    ...idleTube,
    peerId: '',
    since: 0,
    id: 't1',
    state: 'open',
    by: 'code',
    peerName: 'Van',
    proven: true,
    stack: 'werift',
    path: 'host',
    rttMs: 12.4,
    rateIn: 400_000,
    rateOut: 12_500,
    connections: 2,
    ...values,
  })
const snapshot = (values: Partial<TunnelSnapshot> = {}): TunnelSnapshot =>
  tunnelSnapshotSchema.parse({
    ...restingSnapshot(0, { ways: [] }),
    tubes: [tube()],
    ...values,
  })

function teller(json: boolean, isTerminal = false) {
  const stream = new PassThrough()
  let said = ''
  stream.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const output = new Output(stream, () => {})
  const told = new TunnelTeller({ output, json, isTerminal, qr: false }, 'Type the code there:')
  return { told, said: () => said }
}

describe('a tube in one line', () => {
  test('has path, round trip, rates and connections', () => {
    expect(tubeText(tube())).toBe('open, directly, 12 ms, 3.2 Mbit/s in, 100 kbit/s out, 2 connections')
    expect(tubeText(tube({ rttMs: -1, path: 'unknown', connections: 1 }))).toBe(
      'open, 3.2 Mbit/s in, 100 kbit/s out, 1 connection',
    )
  })

  test('says instead what it waits for', () => {
    expect(tubeText(tube({ state: 'lost' }))).toBe('the path is gone; a new one is looked for')
  })
})

describe('progress', () => {
  test('names the other side where there are several, and leaves out what is over', () => {
    const { told, said } = teller(false)
    told.progress(snapshot({ tubes: [] }))
    told.progress(snapshot({ tubes: [tube(), tube({ id: 't2', state: 'ended' })] }))
    told.progress(snapshot({ tubes: [tube(), tube({ id: 't2', peerName: 'Studio', state: 'lost' })] }))
    expect(said().trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^open, /),
      expect.stringMatching(/^Van: open, .*; Studio: the path is gone/),
    ])
  })

  test('is said once while nothing changes, and replaced on a terminal', () => {
    const { told, said } = teller(false, true)
    told.progress(snapshot())
    told.progress(snapshot())
    told.progress(snapshot({ tubes: [tube({ connections: 3 })] }))
    expect(said().split('\n')).toHaveLength(3)
    expect(said()).toContain('\u001b[1A')
  })

  test('does not replace what was said in between', () => {
    const { told, said } = teller(false, true)
    told.progress(snapshot())
    told.line('something happened')
    told.progress(snapshot({ tubes: [tube({ connections: 3 })] }))
    expect(said()).not.toContain('\u001b[1A')
  })
})

describe('what happens', () => {
  const status = { id: 'w1', state: 'listening', listening: '127.0.0.1:8554', connections: 0 } as const
  const rest = { opened: 0, refused: 0, problem: '', faultCode: '' }
  const way = { name: 'a', kind: 'forward', listen: { host: '127.0.0.1', port: 0 } } as const

  test('is JSON for programs', () => {
    const { told, said } = teller(true)
    told.code({ code: 'c', link: 'l', until: 1, joined: new Promise(() => {}) })
    told.connected(tube({ words: 'one two' }))
    told.listening({ ...way, target: { host: '10.0.0.5', port: 554 } }, { ...status, ...rest })
    told.denied({
      id: 'r',
      at: 0,
      party: 't1',
      peerName: 'Van',
      what: 'connect',
      target: '10.0.0.9:80',
      times: 1,
    })
    told.ended({ id: 't1', peer: 'Van' } as CodeTube, { code: 'tube-lost', text: 'No path.' })
    const lines = said()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { event: 'code', code: 'c', link: 'l' },
      { event: 'connected', peer: 'Van', words: 'one two', proven: true },
      { event: 'listening', listen: '127.0.0.1:8554', target: { host: '10.0.0.5', port: 554 } },
      { event: 'denied', what: 'connect', target: '10.0.0.9:80' },
      { event: 'ended', code: 'tube-lost', text: 'No path.' },
    ])
  })

  test('is words for people, with what to type', () => {
    const { told, said } = teller(false)
    told.listening({ ...way, target: { host: '10.0.0.5', port: 554 } }, { ...status, ...rest })
    told.listening({ ...way, kind: 'socks', target: null }, { ...status, ...rest })
    told.denied({ id: 'r', at: 0, party: 't1', peerName: '', what: 'listen', target: '[::1]:80', times: 1 })
    expect(said()).toContain('Listening: 127.0.0.1:8554 → 10.0.0.5:554 over there.')
    expect(said()).toContain('A SOCKS5 server listens on 127.0.0.1:8554.')
    expect(said()).toMatch(/The other side would like to listen at \[::1\]:80.*type: allow-listen \[::1\]:80/)
  })
})

test('the status shows tubes, ways and what is asked for', () => {
  const text = tunnelsStatus(
    snapshot({
      ways: [
        {
          id: 'w1',
          state: 'failed',
          listening: '',
          connections: 1,
          opened: 4,
          refused: 2,
          problem: 'The port is taken.',
          faultCode: 'port-in-use',
        },
      ],
      requests: [
        { id: 'q1', at: 0, party: 'p', peerName: 'Van', what: 'connect', target: '10.0.0.9:80', times: 3 },
      ],
    }),
    [{ id: 'w1', name: 'Stage left' } as never],
  )
  expect(text).toMatch(/^t1 Van: open, directly/)
  expect(text).toMatch(/Stage left +failed +1 +4 +2 +The port is taken\./)
  expect(text).toMatch(/q1 +Van +reach +10\.0\.0\.9:80 +3/)
})
