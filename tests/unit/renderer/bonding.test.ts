import { describe, expect, test } from 'vitest'
import {
  type Impairment,
  impairmentSchema,
  linkSettingsSchema,
  maxLinks,
  type ReceiverSnapshot,
} from '../../../src/contract/bond.ts'
import { tightestCap, withLink } from '../../../src/renderer/pages/bonding/links.ts'
import { impairmentOf } from '../../../src/renderer/pages/bonding/rehearse-dialog.tsx'
import {
  callerUrl,
  countdown,
  impairmentText,
  receiverVerdict,
} from '../../../src/renderer/pages/bonding/sentences.ts'
import { inTrouble, type LinkView, nextRecord, same } from '../../../src/renderer/state/bond-view.ts'

/** Numbers and units are kept together by spaces that do not break. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const link = (uplink: string, part = {}) => linkSettingsSchema.parse({ uplink, ...part })

describe('changing one link of a bond', () => {
  const bond = { uplinks: 'automatic' as const, links: [link('a', { label: 'A' }), link('b')] }
  test('leaves the others as they are', () =>
    expect(withLink(bond, 'a', { weight: 40 })).toEqual([link('a', { label: 'A', weight: 40 }), link('b')]))
  test('lists one that was not listed', () =>
    expect(withLink(bond, 'c', { metered: true }).at(-1)).toEqual(link('c', { metered: true })))
  test('makes room in a full list by what is set of nothing', () => {
    const full = Array.from({ length: maxLinks }, (_, n) => link(`m${n}`, n === 3 ? {} : { weight: 50 }))
    const next = withLink({ uplinks: 'automatic', links: full }, 'new', { weight: 0 })
    expect(next).toHaveLength(maxLinks)
    expect(next.map(({ uplink }) => uplink)).not.toContain('m3')
  })
})

describe('a data cap', () => {
  const used = { dayBytes: 4e9, monthBytes: 30e9 }
  test('that is reached first is told', () => {
    expect(tightestCap({ ...used, dailyCap: 5e9, monthlyCap: 100e9 })).toMatchObject({
      per: 'day',
      part: 0.8,
    })
    expect(tightestCap({ ...used, dailyCap: 50e9, monthlyCap: 40e9 })).toMatchObject({ per: 'month' })
  })
  test('that is none is not', () =>
    expect(tightestCap({ ...used, dailyCap: 0, monthlyCap: 0 })).toBeUndefined())
})

describe('words for a test', () => {
  const none: Impairment = { cut: false, loss: 0, delayMs: 0, rate: 0 }
  test('say all that it does', () => {
    expect(impairmentText({ ...none, cut: true, loss: 0.5 })).toBe('cut: nothing passes')
    expect(plain(impairmentText({ ...none, loss: 0.2, delayMs: 300, rate: 62_500 }))).toBe(
      '20 % loss, 300 ms more each way, at most 500 kbit/s',
    )
    expect(impairmentText(none)).toBe('nothing is changed')
  })
  test('become what the contract takes', () => {
    const made = [
      impairmentOf('cut', 0),
      impairmentOf('loss', 12.5),
      impairmentOf('delay', 300),
      impairmentOf('rate', 0.5),
    ]
    expect(made).toEqual([
      { ...none, cut: true },
      { ...none, loss: 0.125 },
      { ...none, delayMs: 300 },
      { ...none, rate: 62_500 },
    ])
    for (const impairment of made) expect(impairmentSchema.safeParse(impairment).success).toBe(true)
  })
  test('count down and stop at zero', () =>
    expect([125_000, 8_200, 0, -400].map(countdown)).toEqual(['2:05', '0:09', '0:00', '0:00']))
})

test('a camera is told where to send to', () => {
  expect(callerUrl({ host: '127.0.0.1', port: 6000 })).toBe('srt://127.0.0.1:6000')
  expect(callerUrl({ host: 'fd00::2', port: 6001 })).toBe('srt://[fd00::2]:6001')
  expect(callerUrl({ host: '0.0.0.0', port: 6000 })).toBe('srt://THIS-MACHINE:6000')
})

describe('the sentence of a receiver', () => {
  const receiver = {
    enabled: true,
    listen: { host: '0.0.0.0', port: 5000 },
    target: { host: '127.0.0.1', port: 4001 },
  }
  const groupLink = (address: string, silentMs = 0) => ({
    address,
    silentMs,
    share: 0.5,
    bitrate: 1000,
    packets: 1,
    bytes: 1,
    jitterMs: 1,
    rttMs: 0,
    window: 0,
    inFlight: 0,
    naks: 0,
  })
  const snapshot = (links: ReturnType<typeof groupLink>[], part: Partial<ReceiverSnapshot> = {}) => ({
    id: 'r',
    state: 'live' as const,
    problem: '',
    datagrams: 'dgram' as const,
    bitrate: 250_000,
    refusedLimit: 0,
    refusedFlood: 0,
    refusedSource: 0,
    refusedPackets: 0,
    drops: 0,
    groupsTotal: links.length > 0 ? 1 : 0,
    groups:
      links.length > 0
        ? [{ id: 'abc', since: 0, bitrate: 1, packets: 1, bytes: 1, duplicates: 0, missing: 0, links }]
        : [],
    ...part,
  })
  const say = (now: ReceiverSnapshot | undefined, enabled = true) =>
    receiverVerdict({ ...receiver, enabled }, now)

  test('says that all is well', () => {
    const verdict = say(snapshot([groupLink('a:1'), groupLink('b:2')]))
    expect(verdict).toMatchObject({ level: 'good', text: '1 stream arrives by 2 links.' })
    expect(verdict.evidence.map(plain)).toEqual(['1 sender, 2 links, 2.00 Mbit/s to 127.0.0.1:4001'])
  })
  test('names the link from which nothing comes', () => {
    const verdict = say(snapshot([groupLink('a:1', 4000), groupLink('b:2', 12_000)]))
    expect(verdict.level).toBe('warning')
    expect(plain(verdict.text)).toBe('Nothing came by b:2 (sender abc) for 12 s. 1 more are silent.')
  })
  test('says why it fails, that nobody is there, and what was refused', () => {
    expect(say(snapshot([], { state: 'failed', problem: 'Port 5000 is taken.' }))).toMatchObject({
      level: 'bad',
      text: 'Port 5000 is taken.',
    })
    expect(say(snapshot([], { state: 'ready', refusedFlood: 2 }))).toMatchObject({
      level: 'good',
      text: 'Listening on 0.0.0.0:5000. No sender is there at the moment.',
      evidence: ['2 registrations refused since the engine started'],
    })
  })
  test('knows the difference between off and not known', () => {
    expect(say(undefined).text).toBe('Waiting for the bonding engine.')
    expect(say(undefined, false).text).toBe('This receiver is switched off.')
  })
})

describe('what the page keeps of snapshots', () => {
  test('is the same object while nothing changed', () => {
    const known = { a: { state: 'live', links: [{ id: 1 }] }, b: { state: 'off', links: [] } }
    expect(nextRecord(known, structuredClone(known))).toBe(known)
    const next = nextRecord(known, { ...structuredClone(known), b: { state: 'live', links: [] } })
    expect(next).not.toBe(known)
    expect(next['a']).toBe(known.a)
  })
  test('notices what came and what went', () => {
    expect(nextRecord({ a: 1 }, { a: 1, b: 2 })).toEqual({ a: 1, b: 2 })
    expect(nextRecord({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 })
    expect(nextRecord({ a: 1 }, { b: 1 })).toEqual({ b: 1 })
  })
  test('compares by value', () => {
    expect(same({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true)
    expect(same({ a: undefined }, { b: undefined })).toBe(false)
    expect(same([1], [1, 2])).toBe(false)
    expect(same(null, {})).toBe(false)
  })
  test('tells which links need somebody', () => {
    const view = (id: string, state: string, routing = 'ok') => ({ id, state, routing }) as LinkView
    const links = [
      view('a', 'live'),
      view('b', 'stalled'),
      view('c', 'live', 'wrong'),
      view('d', 'off', 'wrong'),
      view('e', 'capped'),
    ]
    expect(inTrouble(links).map(({ id }) => id)).toEqual(['b', 'c', 'e'])
  })
})
