import { expect, test } from 'vitest'
import { observeSettingsSchema } from '../../../src/contract/observe.ts'
import { parseObserveDraft, toObserveDraft } from '../../../src/renderer/pages/settings/observe-draft.ts'

const stored = observeSettingsSchema.parse({})
const draft = toObserveDraft(stored)

test('fields that nobody has touched are what is stored, and touch no secret', () => {
  expect(parseObserveDraft(draft)).toEqual({ input: { change: stored, secrets: {} }, problems: [] })
})

test('headers are read one a line, values with colons too; what is typed counts before what is taken away', () => {
  const typed = { ...draft, headers: 'Authorization: Bearer a:b\n\n X-Key : 1 ', headersRemoved: true }
  expect(parseObserveDraft(typed).input?.secrets).toEqual({
    headers: [
      { name: 'Authorization', value: 'Bearer a:b' },
      { name: 'X-Key', value: '1' },
    ],
  })
  expect(parseObserveDraft({ ...draft, tokenRemoved: true, headersRemoved: true }).input?.secrets).toEqual({
    token: '',
    headers: [],
  })
})

test.each([
  [{ listenPort: '70000' }, 'listenPort'],
  [{ listenHost: 'http://x' }, 'listenHost'],
  [{ endpoint: 'collector' }, 'endpoint'],
  [{ endpoint: 'https://user:pass@collector' }, 'endpoint'],
  [{ intervalSeconds: '1' }, 'intervalSeconds'],
  [{ token: 'short' }, 'token'],
  [{ headers: 'no colon' }, 'headers'],
  [{ headers: 'Bad name: x' }, 'headers'],
  [{ files: '1' }, 'files'],
  [{ fileMB: '0' }, 'fileMB'],
])('%o is told off at its field', (part, field) => {
  const { input, problems } = parseObserveDraft({ ...draft, ...part })
  expect(input).toBeUndefined()
  expect(problems.map((problem) => problem.field)).toEqual([field])
})
