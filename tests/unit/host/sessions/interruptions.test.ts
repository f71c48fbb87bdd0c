import { expect, test } from 'vitest'
import { Interruptions } from '../../../../src/host/sessions/interruptions.ts'
import { at, event, minute, subject } from './made-up.ts'

const crane = (minutes = [] as Parameters<typeof subject>[0]) => subject(minutes)
const of = (events: Parameters<typeof event>[], from = 0, to = 60) =>
  new Interruptions(
    events.map((given) => event(...given)),
    at(from),
    at(to),
  )
const rule = { ruleId: 'crane' }

test('an interruption lasts from the event that tells of it to the one that tells its end', () => {
  const found = of([
    [5, 'target-refused', rule],
    [6, 'target-timeout', rule],
    [7, 'target-back', rule],
    [20, 'target-lost', rule],
    [20.5, 'target-back', rule],
  ])
  expect(found.of(crane())).toEqual([
    { from: at(5), to: at(7) },
    { from: at(20), to: at(20.5) },
  ])
})

test('one that nobody told the end of lasts until the end, and one from before begins with the session', () => {
  expect(
    of(
      [
        [-5, 'target-lost', rule],
        [3, 'target-back', rule],
        [50, 'target-lost', rule],
      ],
      0,
      60,
    ).of(crane()),
  ).toEqual([
    { from: at(0), to: at(3) },
    { from: at(50), to: at(60) },
  ])
  expect(
    of([
      [-5, 'target-lost', rule],
      [-4, 'target-back', rule],
    ]).of(crane()),
  ).toEqual([])
})

test('where data flowed for a whole minute it was interrupted no more', () => {
  const found = of([[5.5, 'target-lost', rule]])
  const flowing = [minute(4, { bytesDown: 6e7 }), minute(8, { bytesDown: 6e7 })]
  expect(found.of(crane(flowing))).toEqual([{ from: at(5.5), to: at(8) }])
  expect(found.of(crane([minute(8, { bytesDown: 200 })]))).toEqual([{ from: at(5.5), to: at(60) }])
})

test('a link is interrupted without its bond, and the bond when all of them are', () => {
  const bond = { source: 'bond' as const, bondId: 'truck' }
  const found = of([
    [1, 'link-down', { ...bond, link: 'wwan0' }],
    [2, 'link-down', { ...bond, link: 'wwan1' }],
    [2, 'all-links-down', bond],
    [3, 'link-up', { ...bond, link: 'wwan1' }],
    [4, 'link-up', { ...bond, link: 'wwan0' }],
  ])
  const link = (id: string) => subject([], { kind: 'link', id, of: 'truck' })
  expect(found.of(link('wwan0'))).toEqual([{ from: at(1), to: at(4) }])
  expect(found.of(link('wwan1'))).toEqual([{ from: at(2), to: at(3) }])
  expect(found.of(subject([], { kind: 'bond', id: 'truck' }))).toEqual([{ from: at(2), to: at(3) }])
})

test('an engine that crashes interrupts all that runs in it, once for what was interrupted already', () => {
  const found = of([
    [1, 'engine-crashed', { source: 'forward' }],
    [1.5, 'target-lost', rule],
    [2, 'engine-running', { source: 'forward' }],
    [3, 'target-back', rule],
  ])
  expect(found.of(crane())).toEqual([{ from: at(1), to: at(3) }])
  expect(found.of(subject([], { id: 'other' }))).toEqual([{ from: at(1), to: at(2) }])
  expect(found.of(subject([], { kind: 'folder', id: 'rushes' }))).toEqual([])
})

test('tubes go by their device, or by themselves where a code made them', () => {
  const found = of([
    [1, 'tube-lost', { source: 'tunnel', tubeId: 't1', peerId: 'EDIT' }],
    [2, 'tube-back', { source: 'tunnel', tubeId: 't1', peerId: 'EDIT' }],
    [5, 'tube-lost', { source: 'tunnel', tubeId: 't2' }],
    [6, 'tube-open', { source: 'tunnel', tubeId: 't2' }],
  ])
  expect(found.of(subject([], { kind: 'tube', id: 'EDIT' }))).toEqual([{ from: at(1), to: at(2) }])
  expect(found.of(subject([], { kind: 'tube', id: 't2' }))).toEqual([{ from: at(5), to: at(6) }])
})
