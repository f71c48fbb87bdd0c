import { beforeEach, describe, expect, test } from 'vitest'
import { tubeStates, type Way, waySchema } from '../../../src/contract/tunnel.ts'
import { tubeLook } from '../../../src/renderer/components/tunnel-looks.ts'
import {
  newAllowDraft,
  opensAll,
  parseAllowDraft,
  targetProblem,
} from '../../../src/renderer/pages/tunnel/allow-draft.ts'
import { newCodeDraft, parseCodeDraft } from '../../../src/renderer/pages/tunnel/code-draft.ts'
import {
  addressOf,
  allowText,
  partyName,
  partyTitle,
  requestText,
  tubeSentence,
  wayRoute,
} from '../../../src/renderer/pages/tunnel/sentences.ts'
import { LiveTunnel, outSpark } from '../../../src/renderer/state/live-tunnel.ts'
import { noneFlows, setSlow, slow } from '../../../src/renderer/state/store.ts'
import { tubeRow } from '../../../src/renderer/state/tube-series.ts'
import { partiesOf, type TubeView, tubeInTrouble, tubeView } from '../../../src/renderer/state/tunnel-view.ts'
import { FakeTubes } from '../../support/fake-host/tunnel-traffic.ts'
import { venueTunnel } from '../../support/fake-host/tunnel-worlds.ts'

const at = 1_700_000_000_000
const world = venueTunnel(at)
const engine = new FakeTubes(world.wayProblems)
const snapshotAt = (time: number) => {
  const { tubes, connections } = engine.snapshot(world.tubes, time, new Set())
  return {
    at: time,
    tubes,
    connections,
    connectionsTotal: connections.length,
    ways: world.ways.map((way) => engine.way(way, tubes, connections)),
    requests: world.requests,
    stack: world.stack,
    stackWhy: world.stackWhy,
    loopDelayMs: 1,
  }
}
const van = tubeView(snapshotAt(at).tubes[0]!)
const tube = (part: Partial<TubeView>): TubeView => ({ ...van, ...part })
const way = (part: Partial<Way> = {}): Way =>
  waySchema.parse({
    id: 'w',
    name: 'Camera',
    party: van.peerId,
    listen: { host: '127.0.0.1', port: 8554 },
    target: { host: '10.0.0.5', port: 554 },
    ...part,
  })

describe('who is at the other end', () => {
  test('is a device with its tube and ways together, whoever is waited for with a code first', () => {
    const waiting = tube({
      id: 'code',
      by: 'code',
      peerId: '',
      peerName: '',
      code: '4821-otter',
      state: 'calling',
    })
    const parties = partiesOf([van, waiting], [way(), way({ id: 'x', party: 'OTHER' })], () => undefined)
    expect(parties.map(({ id, ways }) => [id, ways.length])).toEqual([
      ['code', 0],
      [van.peerId, 1],
      ['OTHER', 1],
    ])
    expect(parties.map(partyTitle)).toEqual([
      'Whoever types the code',
      'OB van',
      'A device that is not paired any more',
    ])
  })
  test('is called by the name that it has here, not by the one that it gives itself', () => {
    expect(partiesOf([van], [], () => 'Van of Jo')[0]?.name).toBe('Van of Jo')
  })
  test('is nobody where a code was given up before anybody came with it', () => {
    const over = tube({ by: 'code', peerId: '', peerName: '', state: 'ended', faultCode: '' })
    expect(partiesOf([over], [], () => undefined)).toEqual([])
    expect(partiesOf([{ ...over, faultCode: 'code-unknown' }], [], () => undefined)).toHaveLength(1)
  })
  test('has one tube: the one that goes on, else the youngest', () => {
    const over = tube({ id: 'old', state: 'ended', since: van.since + 5 })
    const best = (...tubes: TubeView[]) => partiesOf(tubes, [], () => '')[0]?.tube?.id
    expect(best(over, van)).toBe(van.id)
    expect(best(van, over)).toBe(van.id)
    expect(best(tube({ id: 'older', since: 1 }), van)).toBe(van.id)
  })
})

describe('the sentence about a tube', () => {
  const said = (part: Partial<TubeView>) => tubeSentence({ name: 'OB van', tube: tube(part), ways: [] })
  test('tells in every state what goes on, except where a code says it all', () => {
    for (const state of tubeStates) expect(said({ state, problem: '', faultCode: '' }).text).not.toBe('')
    expect(said({ state: 'calling', by: 'code', code: '4821-otter' }).text).toBe('')
  })
  test('tells the path in words, or else the sort of path', () => {
    expect(said({ pair: '[fd00::2]:49015 → [fd00::7]:51091 (udp, host)', path: 'host' }).text).toBe(
      'Straight from machine to machine, within one network, from [fd00::2]:49015 to [fd00::7]:51091 by UDP.',
    )
    expect(said({ pair: '', path: 'relay' }).text).toContain('Through a TURN server, because')
    expect(said({ pair: 'something else', path: 'unknown' }).text).toBe('Open.')
  })
  test('warns where nobody has proven who is there', () => {
    expect(said({ proven: false, words: 'otter lamp' })).toMatchObject({ level: 'warning' })
    expect(said({ proven: false, words: 'otter lamp' }).text).toContain('otter lamp')
  })
  test('tells why it ended, as bad as that is', () => {
    expect(said({ state: 'ended', faultCode: 'rtc-failed', problem: 'No path was found.' })).toEqual({
      level: 'bad',
      text: 'No path was found.',
    })
    expect(said({ state: 'ended', faultCode: '', problem: '' })).toEqual({ level: 'quiet', text: 'Closed.' })
    expect(tubeLook({ state: 'ended', faultCode: 'rtc-failed' }).word).toBe('Failed')
    expect(tubeInTrouble(tube({ state: 'ended', faultCode: '' }))).toBe(false)
  })
  test('tells of ways without a tube', () => {
    expect(tubeSentence({ name: 'X', tube: undefined, ways: [way()] }).text).toContain('No tube leads there')
    expect(tubeSentence({ name: 'X', tube: undefined, ways: [way({ enabled: false })] }).text).toContain(
      'none of its ways is on',
    )
  })
})

describe('what is said of ways and rules', () => {
  test('a way leads from where it really listens', () => {
    expect(wayRoute(way())).toEqual({ from: '127.0.0.1:8554', to: '10.0.0.5:554' })
    const any = way({ listen: { host: '127.0.0.1', port: 0 } })
    expect(wayRoute(any).from).toBe('127.0.0.1, any free port')
    expect(wayRoute(any, { listening: '127.0.0.1:49152' }).from).toBe('127.0.0.1:49152')
    expect(wayRoute(way({ kind: 'socks', target: null })).to).toBe('whatever is asked for')
  })
  test('only what listens here has an address to copy', () => {
    const view = { state: 'listening', listening: '127.0.0.1:8554' } as const
    expect(addressOf(way(), view)).toBe('127.0.0.1:8554')
    expect(addressOf(way({ kind: 'reverse' }), view)).toBe('')
    expect(addressOf(way(), { ...view, state: 'waiting' })).toBe('')
  })
  test('a rule and a request read as sentences', () => {
    expect(allowText({ what: 'connect', target: '10.0.0.0/24:554' })).toBe('reach 10.0.0.0/24:554 from here')
    expect(requestText({ what: 'listen', target: '0.0.0.0:80' })).toBe(
      'wants to take connections here, at 0.0.0.0:80',
    )
    expect(partyName('*', [], {})).toBe('Every paired device')
    expect(partyName('tube', [], { tube: { peerName: 'Mira\u202e' } })).toBe('Mira\ufffd')
    expect(partyName('gone', [], {})).toBe('A device that is not paired any more')
  })
})

describe('a rule of what is allowed, as it is typed', () => {
  test('says what a host without ports lacks, and what is odd besides', () => {
    expect(targetProblem('10.0.0.5')).toBe(
      'Ports are missing: 10.0.0.5:80 allows one, 10.0.0.5:* all of them.',
    )
    expect(targetProblem('')).toContain('Write hosts and ports')
    expect(targetProblem('http://cam/')).toContain('Write hosts and ports')
    for (const good of ['10.0.0.0/24:554,80', '*.cameras.lan:8000-8100', '[fd00::/8]:*', ' cam:80 '])
      expect(targetProblem(good)).toBeUndefined()
  })
  test('is warned of where it opens everything, and accepted all the same', () => {
    const { input, problems } = parseAllowDraft({ ...newAllowDraft('*'), target: '*:80' })
    expect(problems.map(({ level }) => level)).toEqual(['warning'])
    expect(input).toMatchObject({ party: '*', what: 'connect', target: '*:80' })
    expect(opensAll({ what: 'listen', target: '*:80' })).toBe(false)
    expect(parseAllowDraft(newAllowDraft('')).problems.map(({ field }) => field)).toEqual(['party', 'target'])
  })
  test('of a code stands one a line, with commas between ports', () => {
    const draft = { ...newCodeDraft(), reach: '10.0.0.12:80,443\n\n cam.lan:554 ', listen: '127.0.0.1:9000' }
    expect(parseCodeDraft(draft).input).toEqual({
      minutes: 60,
      allow: [
        { what: 'connect', target: '10.0.0.12:80,443' },
        { what: 'connect', target: 'cam.lan:554' },
        { what: 'listen', target: '127.0.0.1:9000' },
      ],
    })
    expect(parseCodeDraft({ ...draft, listen: 'here' }).problems).toMatchObject([{ field: 'listen' }])
  })
})

describe('what the page keeps of tubes', () => {
  beforeEach(() =>
    setSlow({ flowing: noneFlows, tubeViews: {}, wayViews: {}, tunnelRequests: [], tunnelView: undefined }),
  )
  test('leaves React alone while only numbers move', () => {
    const live = new LiveTunnel()
    live.take(snapshotAt(at))
    const before = slow()
    expect(Object.keys(before.tubeViews)).toHaveLength(world.tubes.length)
    expect(before.flowing.tunnel).toBe(true)
    live.take(snapshotAt(at + 100))
    expect(slow()).toBe(before)
    expect(live.tube('tube-van')?.rateIn).toBeGreaterThan(0)
    expect(live.sparks.mean('tube-van')).toBeGreaterThan(live.sparks.mean(outSpark('tube-van')))
  })
  test('knows the connections of each tube', () => {
    const live = new LiveTunnel()
    live.take(snapshotAt(at))
    expect(live.connections('tube-van')).toHaveLength(9)
    expect(live.connections('nobody')).toEqual([])
  })
  test('is given up when the engine goes away', () => {
    const live = new LiveTunnel()
    live.take(snapshotAt(at))
    live.take(undefined)
    expect(slow()).toMatchObject({
      tubeViews: {},
      wayViews: {},
      tunnelRequests: [],
      flowing: { tunnel: false },
    })
    expect(live.tube('tube-van')).toBeUndefined()
  })
  test('counts within each step, and has no round trip while none is measured', () => {
    const live = new LiveTunnel()
    const series = live.watch('tube-van')
    live.take(snapshotAt(at))
    live.take(snapshotAt(at + 1000))
    const [, bytes] = series.fine.read(0, ['bytesIn'])
    expect(bytes?.[0]).toBe(0)
    expect(bytes?.[1]).toBeGreaterThan(0)
    expect(tubeRow({ ...snapshotAt(at).tubes[0]!, rttMs: -1 }).rttMs).toBeNaN()
  })
})
