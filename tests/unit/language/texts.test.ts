import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { german } from '../../../src/language/de/index.ts'
import { english } from '../../../src/language/en.ts'
import { type SourceText, sourceTexts } from '../../support/source-texts.ts'

const { keys, bare, unknown, early } = sourceTexts(
  resolve(import.meta.dirname, '../../..'),
  ['src/renderer', 'src/main'],
  {
    'src/contract/catalogue': ['title', 'note', 'name', 'does', 'why', 'none'],
    'src/contract/fault-codes.ts': 'faultCodes',
    'src/contract/diagnose.ts': 'checkTitles',
  },
)

const at = ({ file, line, text }: SourceText) => `${file}:${line} ${text}`
const isCounted = (key: string) => key.includes('{{count}}')
/** What of one thing is said may leave the number out. */
const gaps = (text: string, key: string) =>
  [...text.matchAll(/\{\{\w+\}\}|<\/?(?:b|em|code)>/g)]
    .map(([gap]) => gap)
    .filter((gap) => gap !== '{{count}}' || !key.endsWith('_one'))
    .sort()
    .join()
const forms = (language: string) => new Intl.PluralRules(language).resolvedOptions().pluralCategories

/** What people are told of under its own name in every language. */
const names = new Set(['Hawser', 'WireGuard', 'RTT', 'NAKs', 'hawser tunnel --code'])
/** Examples of addresses, paths and codes are no sentences. */
const isExample = (text: string) =>
  !text.includes(' ') && /[/:.@-]/.test(text) && !/^[A-Z][a-z]+[.:…]?$/.test(text)

/** Where texts come from the host or from tables that are read above. */
const lookUpOthers = [
  'src/renderer/components/sentence.tsx',
  'src/renderer/pages/help/troubleshooting.tsx',
  'src/renderer/pages/diagnose/checks.tsx',
  'src/renderer/pages/settings/',
  'src/renderer/pages/sessions/',
  'src/renderer/state/settings-actions.ts',
]

test('every text of windows and tray is said in German', () => {
  const missing = keys.filter(({ text }) =>
    isCounted(text)
      ? !forms('de').every((form) => Object.hasOwn(german, `${text}_${form}`))
      : !Object.hasOwn(german, text),
  )
  expect([...new Set(missing.map(at))]).toEqual([])
})

test('what is said of one thing is said rightly in English too', () => {
  const missing = keys.filter(({ text }) => isCounted(text) && !Object.hasOwn(english, `${text}_one`))
  expect([...new Set(missing.map(at))]).toEqual([])
})

test('no text is left over that nothing says any more', () => {
  const used = new Set(
    keys.flatMap(({ text }) => [text, ...[...forms('de'), ...forms('en')].map((form) => `${text}_${form}`)]),
  )
  expect(Object.keys(german).filter((key) => !used.has(key))).toEqual([])
  expect(Object.keys(english).filter((key) => !used.has(key))).toEqual([])
})

test('translations keep the gaps and marks of the English', () => {
  const strayed = Object.entries({ ...german, ...english }).filter(
    ([key, text]) => gaps(key, key) !== gaps(text, key),
  )
  expect(strayed).toEqual([])
})

test('no text stands in a page without being looked up', () => {
  const texts = bare.filter(({ text }) => !names.has(text) && !isExample(text))
  expect(texts.map(at)).toEqual([])
})

test('which text is meant can be told from the source', () => {
  expect(unknown.filter(({ file }) => !lookUpOthers.some((path) => file.startsWith(path))).map(at)).toEqual(
    [],
  )
})

test('no text is looked up before it is known which language is spoken', () => {
  expect(early.map(at)).toEqual([])
})

test('the check sees the texts that it is there to see', () => {
  const texts = new Set(keys.map(({ text }) => text))
  expect(texts.size).toBeGreaterThan(2000)
  expect(texts).toContain('Add bond')
  expect(texts).toContain('{{count}} rules')
})
