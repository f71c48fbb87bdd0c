import { afterEach, expect, test } from 'vitest'
import { chooseLanguage } from '../../../src/language/languages.ts'
import { language, onLanguage, setLanguage } from '../../../src/language/speech.ts'
import { t } from '../../../src/language/t.ts'
import { translated } from '../../../src/language/table.ts'
import { formatBytes, formatDay, formatDuration, formatRate } from '../../../src/renderer/format.ts'

afterEach(() => setLanguage('en'))

test('the language that is preferred is spoken, else the first of the system that there is, else English', () => {
  expect(chooseLanguage('de', ['en-GB'])).toBe('de')
  expect(chooseLanguage('system', ['fr-CH', 'de-CH', 'en'])).toBe('de')
  expect(chooseLanguage('system', ['en-GB', 'de'])).toBe('en')
  expect(chooseLanguage('system', ['fr', 'constructor'])).toBe('en')
})

test('a text is its own key in English', () => {
  expect(t('Nothing happened yet.')).toBe('Nothing happened yet.')
  expect(t('never heard of: 1.2 {{name}}', { name: 'a.b:c' })).toBe('never heard of: 1.2 a.b:c')
})

test('what is said of one thing differs, and counts are grouped', async () => {
  expect(t('{{count}} files', { count: 1 })).toBe('1 file')
  expect(t('{{count}} files', { count: 12345 })).toBe('12\u202f345 files')
  await setLanguage('de')
  expect(t('{{count}} files', { count: 1 })).toBe('1 Datei')
  expect(t('{{count}} files', { count: 0 })).toBe('0 Dateien')
})

test('values are put in as they are: nothing in them is read as a key, a gap or HTML', () => {
  expect(t('Edit {{name}}', { name: '<b>$t(Close) {{name}} $& %s' })).toBe('Edit <b>$t(Close) {{name}} $& %s')
})

test('another language is told once, and what is not translated is said in English', async () => {
  let told = 0
  const stop = onLanguage(() => told++)
  await setLanguage('de')
  await setLanguage('de')
  stop()
  expect(told).toBe(1)
  expect(language()).toBe('de')
  expect(t('Close')).toBe('Schließen')
  expect(t('no such text')).toBe('no such text')
})

test('the language that was asked for last is spoken', async () => {
  await Promise.all([setLanguage('de'), setLanguage('en')])
  expect(language()).toBe('en')
  expect(t('Close')).toBe('Close')
})

test('tables say their texts in the language of the moment', async () => {
  const looks = translated(
    { live: { word: 'Close', shape: 'dot' }, off: { word: '', shape: 'ring' } },
    'word',
  )
  expect({ ...looks.live }).toEqual({ word: 'Close', shape: 'dot' })
  await setLanguage('de')
  expect({ ...looks.live }).toEqual({ word: 'Schließen', shape: 'dot' })
  expect(looks.off.word).toBe('')
})

test('numbers and days are written as the language has them', async () => {
  const now = new Date(2026, 10, 21, 12).getTime()
  const before = new Date(2026, 10, 3, 12).getTime()
  expect([formatRate(1_052_500), formatDuration(1250), formatDay(before, now)]).toEqual([
    '8.42\u00a0Mbit/s',
    '1.25\u00a0s',
    '2026-11-03',
  ])
  await setLanguage('de')
  expect([
    formatRate(1_052_500),
    formatBytes(4_200_000),
    formatDuration(2000),
    formatDay(before, now),
  ]).toEqual(['8,42\u00a0Mbit/s', '4,20\u00a0MB', '2\u00a0s', '03.11.2026'])
})
