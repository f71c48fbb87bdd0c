import { expect, test } from 'vitest'
import { createCaptivePortalCheck } from '../../../../src/engines/diagnose/checks/captive-portal.ts'
import type { HttpReply } from '../../../../src/engines/diagnose/probes/http.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'

const settings = { portalUrl: 'http://check.example/', portalText: 'Success' }
const page = (status: number, body = '', location = ''): HttpReply => ({
  state: 'answered',
  status,
  body,
  location,
  ms: 9,
})

const run = (reply: HttpReply, given: FakeContext = { settings }) =>
  createCaptivePortalCheck(
    async () => reply,
    async () => ['192.0.2.80'],
  ).run(fakeContext(given))

test.each<[string, HttpReply, object]>([
  ['the known page', page(200, '<b>Success</b>'), { state: 'good', figures: { portal: false } }],
  [
    'a redirect to a login page, told without what it carries',
    page(302, '', 'https://login.hotel.example/?mac=02:00&token=abc'),
    { state: 'bad', figures: { portal: true, redirectedTo: 'login.hotel.example' } },
  ],
  ['another page', page(200, '<form>Sign in</form>'), { state: 'bad', figures: { portal: true } }],
  ['the status of RFC 6585', page(511), { state: 'bad', figures: { portal: true } }],
  ['something that is no page', { state: 'strange' }, { state: 'bad', figures: { portal: true } }],
  ['the page on its way to https', page(301, '', 'https://check.example/'), { state: 'unknown' }],
  ['a page that is gone', page(404), { state: 'unknown' }],
  ['no connection', { state: 'silent' }, { state: 'unknown' }],
])('%s', async (_, reply, expected) => {
  const outcome = await run(reply)
  expect(outcome).toMatchObject(expected)
  expect(JSON.stringify(outcome)).not.toMatch(/token|mac=/)
})

test('without a text, a page that is there is enough', async () => {
  const given = { settings: { portalUrl: 'http://check.example/' } }
  expect((await run(page(204), given)).state).toBe('good')
  expect((await run(page(302, '', 'http://10.0.0.1/'), given)).state).toBe('bad')
})

test('without a page nobody is asked, and it is said how to set one', async () => {
  const outcome = await run(page(200), {})
  expect(outcome.state).toBe('skipped')
  expect(outcome.summary).toContain('settings')
})

test.each([
  ['portal', 'bad'],
  ['full', 'good'],
  ['unknown', 'skipped'],
])('without a page, the system that says "%s" counts', async (word, state) => {
  expect((await run(page(200), { tools: { nmcli: `${word}\n` } })).state).toBe(state)
})

test('an address with encryption is refused', async () => {
  expect((await run(page(200), { settings: { portalUrl: 'https://check.example/' } })).state).toBe('unknown')
})
