import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { setLanguage } from '../../../src/language/speech.ts'
import { sentence } from '../../../src/renderer/components/sentence.tsx'

const markup = (...given: Parameters<typeof sentence>) =>
  renderToStaticMarkup(createElement('p', null, sentence(...given)))

afterEach(() => setLanguage('en'))

test('elements and values stand in the gaps of a sentence, marks become elements', () => {
  const key = createElement('kbd', null, 'P')
  expect(markup('Press {{key}} on <b>{{name}}</b>, or <code>stop</code>', { key }, { name: 'Van' })).toBe(
    '<p>Press <kbd>P</kbd> on <strong>Van</strong>, or <code>stop</code></p>',
  )
})

test('what stands in a gap is never read as a mark', () => {
  expect(markup('{{name}}: {{text}}', {}, { name: '<b>x</b>', text: '{{name}} <script>' })).toBe(
    '<p>&lt;b&gt;x&lt;/b&gt;: {{name}} &lt;script&gt;</p>',
  )
})

test('a number chooses the form, and the order is that of the language', async () => {
  expect(markup('<b>{{count}} files</b> are removed.', {}, { count: 1 })).toBe(
    '<p><strong>1 file</strong> is removed.</p>',
  )
  await setLanguage('de')
  expect(markup('<b>{{count}} files</b> are removed.', {}, { count: 2 })).toBe(
    '<p><strong>2 Dateien</strong> werden entfernt.</p>',
  )
})
