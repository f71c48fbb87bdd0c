import { expect, test } from 'vitest'
import type { Series, SeriesQuestion } from '../../../../src/contract/history.ts'
import { settingsSchema } from '../../../../src/contract/settings.ts'
import { readMinutes } from '../../../../src/host/sessions/minutes.ts'
import { rule } from '../../../support/rules.ts'
import { at, event, start } from './made-up.ts'

const crane = { ...rule({ name: 'Crane' }), id: 'crane' }
const settings = settingsSchema.parse({ version: 1, rules: [crane] })
const second = 1000
const span = (from: number, to: number, now = to + 60) => ({ from: at(from), to: at(to), now: at(now) })

const asked = (answer: (question: SeriesQuestion, id: string) => Omit<Series, 'id'> | undefined) => {
  const questions: SeriesQuestion[] = []
  const ask = (question: SeriesQuestion): Series[] => {
    questions.push(question)
    return question.ids.map((id) => ({
      id,
      ...(answer(question, id) ?? { stepMs: 60_000, at: [], parts: [] }),
    }))
  }
  return { ask, questions }
}
const onlyCrane =
  (series: Omit<Series, 'id'>) =>
  ({ kind }: SeriesQuestion, id: string) =>
    kind === 'rule' && id === 'crane' ? series : undefined

test('minutes from the disk are whole ones', async () => {
  const { ask } = asked(
    onlyCrane({
      stepMs: 60_000,
      at: [at(0), at(1), at(2)],
      parts: [{ id: '', columns: { bytesDown: [60, null, 0], frames: [1500, null, 0] } }],
    }),
  )
  const [found, ...others] = await readMinutes(ask, settings, [], span(0.5, 3))
  expect(others).toEqual([])
  expect(found).toMatchObject({ kind: 'rule', id: 'crane', name: 'Crane' })
  expect(found?.minutes).toMatchObject([{ at: at(0), ms: 60_000, bytesDown: 60, frames: 1500 }])
})

test('the minute that runs is as long as it has run', async () => {
  const { ask } = asked(
    onlyCrane({ stepMs: 60_000, at: [at(0), at(1)], parts: [{ id: '', columns: { bytesDown: [60, 20] } }] }),
  )
  const [found] = await readMinutes(ask, settings, [], span(0, 1.5, 1.5))
  expect(found?.minutes.map(({ ms }) => ms)).toEqual([60_000, 30_000])
})

test('finer steps are put together, and tell how much of a minute they cover', async () => {
  const times = Array.from({ length: 60 }, (_, n) => start + 30 * second + n * second)
  const { ask } = asked(
    onlyCrane({
      stepMs: second,
      at: times,
      parts: [{ id: '', columns: { bytesDown: times.map(() => 10) } }],
    }),
  )
  const [found] = await readMinutes(ask, settings, [], span(0, 2))
  expect(found?.minutes).toMatchObject([
    { at: at(0), ms: 30_000, bytesDown: 300 },
    { at: at(1), ms: 30_000, bytesDown: 300 },
  ])
})

test('what was removed since is found by what the events tell, under a name for such things', async () => {
  const { ask } = asked(({ kind }, id) =>
    kind === 'tube' && id === 'GONE'
      ? { stepMs: 60_000, at: [at(0)], parts: [{ id: '', columns: { bytesIn: [5], rttMs: [40] } }] }
      : undefined,
  )
  const told = event(0, 'tube-lost', { source: 'tunnel', tubeId: 't', peerId: 'GONE' })
  const found = await readMinutes(ask, settings, [told], span(0, 1))
  expect(found).toMatchObject([{ kind: 'tube', name: 'A tube made by a code', minutes: [{ rttMs: 40 }] }])
})

test('a bond comes with its links', async () => {
  const bond = event(0, 'link-up', { source: 'bond', bondId: 'truck', link: 'wwan0' })
  const part = (id: string, bytes: number) => ({
    id,
    columns: { bytes: [bytes], packets: [10], naks: [1], rttMs: [50] },
  })
  const { ask } = asked(({ kind }) =>
    kind === 'bond'
      ? { stepMs: 60_000, at: [at(0)], parts: [part('wwan0', 5), part('wwan1', 7)] }
      : undefined,
  )
  const found = await readMinutes(ask, settings, [bond], span(0, 1))
  expect(found.map(({ kind, id, minutes }) => [kind, id, minutes[0]?.bytesUp])).toEqual([
    ['bond', 'truck', 12],
    ['link', 'wwan0', 5],
    ['link', 'wwan1', 7],
  ])
})

test('a week is asked for in pieces that come by the minute', async () => {
  const { ask, questions } = asked(() => undefined)
  await readMinutes(ask, settings, [], span(0.5, 7 * 24 * 60))
  const ofRules = questions.filter(({ kind }) => kind === 'rule')
  expect(ofRules).toHaveLength(3)
  for (const { from, to, points } of ofRules) expect((to - from) / 60_000).toBeLessThan(points)
  const minutesOf = ({ from, to }: SeriesQuestion) => [from, to].map((time) => Math.floor(time / 60_000))
  for (const [n, question] of ofRules.slice(1).entries())
    expect(minutesOf(question)[0]).toBe(minutesOf(ofRules[n]!)[1]! + 1)
})
