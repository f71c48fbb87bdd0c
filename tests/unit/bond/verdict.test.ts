import { describe, expect, test } from 'vitest'
import type { LinkSnapshot } from '../../../src/contract/bond.ts'
import { type BondFacts, judgeBond } from '../../../src/engines/bond/verdict.ts'

const link = (id: string, change: Partial<LinkSnapshot> = {}): LinkSnapshot => ({
  id,
  label: '',
  interface: id,
  kind: 'cellular',
  address: '10.0.0.2',
  gateway: '',
  state: 'live',
  since: 0,
  weight: 100,
  metered: false,
  share: 0.5,
  bitrate: 500_000,
  rttMs: 40,
  rttMinMs: 30,
  loss: 0,
  window: 20,
  inFlight: 3,
  quality: 1,
  packets: 0,
  bytes: 0,
  naks: 0,
  retransmits: 0,
  drops: 0,
  probes: 0,
  dayBytes: 0,
  monthBytes: 0,
  dailyCap: 0,
  monthlyCap: 0,
  routing: 'ok',
  impairment: null,
  far: null,
  ...change,
})

const judge = (change: Partial<BondFacts>) =>
  judgeBond({
    state: 'live',
    problem: '',
    caller: '127.0.0.1:4000',
    receiver: 'studio.example:5000',
    links: [link('wwan0'), link('wlan0')],
    now: 10_000,
    unacknowledgedMs: new Map(),
    loopDelayMs: 0,
    ...change,
  })

describe('the sentence of a bond', () => {
  test('names the links that carry the stream', () => {
    expect(judge({})).toMatchObject({ level: 'good', text: 'The stream flows over wwan0 and wlan0.' })
  })

  test('says which link stalls, for how long, and where its share went', () => {
    const links = [link('wwan1', { label: 'Modem 2', state: 'stalled' }), link('wlan0', { label: 'Wi-Fi' })]
    expect(judge({ state: 'degraded', links, unacknowledgedMs: new Map([['wwan1', 1400]]) })).toMatchObject({
      level: 'warning',
      text: 'Modem 2 is stalling: no acknowledgement for 1.4 s; its share moved to Wi-Fi.',
    })
  })

  test('a stalled link counts for more than one that is down, and the rest is counted', () => {
    const links = [link('a', { state: 'down', since: 8000 }), link('b', { state: 'stalled' }), link('c')]
    expect(judge({ state: 'degraded', links }).text).toMatch(/^b is stalling.*1 more in trouble\.$/)
  })

  test('loss is told in percent', () => {
    const links = [link('a', { state: 'degraded', loss: 0.123 }), link('b')]
    expect(judge({ state: 'degraded', links }).text).toBe(
      'a loses packets: 12 % in the last two seconds; its share moved to b.',
    )
  })

  test('packets that leave by another interface are told before mere silence', () => {
    const links = [link('a', { state: 'registering' }), link('b', { state: 'registering', routing: 'wrong' })]
    expect(judge({ state: 'ready', links }).text).toMatch(/^b cannot work yet: its packets leave by another/)
  })

  test('with every link lost it says whom it goes on trying', () => {
    expect(judge({ state: 'down', links: [link('a', { state: 'down' })] })).toMatchObject({
      level: 'bad',
      text: 'Every link is down. Hawser keeps trying studio.example:5000.',
    })
  })

  test('without a caller it says what to do next', () => {
    expect(judge({ state: 'ready', caller: '' }).text).toBe(
      'Ready: 2 links reach the receiver. Start the camera or encoder.',
    )
    expect(judge({ state: 'ready', caller: '', links: [link('a')] }).text).toBe(
      'Ready: 1 link reaches the receiver. Start the camera or encoder.',
    )
  })

  test('what keeps it from working is the sentence', () => {
    expect(judge({ state: 'failed', problem: 'Port 6000 is in use.' })).toEqual({
      level: 'bad',
      text: 'Port 6000 is in use.',
      evidence: [],
    })
  })

  test('a busy machine is told as such', () => {
    expect(judge({ loopDelayMs: 80 }).text).toMatch(/Hawser itself runs 80 ms late/)
  })

  test('evidence has a line for each link in use', () => {
    const { evidence } = judge({ links: [link('a'), link('b', { state: 'off' })] })
    expect(evidence).toEqual(['a: live, 4.0 Mbit/s, RTT 40 ms, loss 0 %, 3 in flight'])
  })
})
