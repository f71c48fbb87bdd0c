import { expect, test } from 'vitest'
import type { Diagnosis } from '../../../../src/contract/diagnose.ts'
import { redactReport } from '../../../../src/host/diagnose/redact.ts'
import { shareReport } from '../../../../src/host/diagnose/report-forms.ts'
import { cause, check, report } from '../../../support/diagnose/report.ts'

const secret = 'hunter2'
const url = `rtsp://admin:${secret}@10.0.0.5/`

/** The secret in every text that a report has. */
const poisoned: Diagnosis = report({
  version: url,
  platform: url,
  target: url,
  peer: url,
  verdict: url,
  causes: [cause({ text: url, evidence: [url], fix: url, command: `ffplay ${url}` })],
  checks: [
    check({
      summary: url,
      evidence: [url, `pass=${secret}`],
      figures: { url, list: [url], password: secret, tokens: [secret], [url]: 1 },
    }),
  ],
  plan: [{ text: url, verdict: 'go', margin: 2, reason: url }],
})

test.each(['json', 'html', 'text'] as const)('no text of a report as %s holds a secret', (form) => {
  expect(JSON.stringify(poisoned)).toContain(secret)
  expect(shareReport(poisoned, form, { addresses: true }).text).not.toContain(secret)
})

test('figures keep their kinds and names', () => {
  const [clean] = redactReport(
    report({
      checks: [check({ figures: { lossPercent: 3, isUp: true, host: 'a', servers: ['10.0.0.1'] } })],
    }),
    { addresses: true },
  ).checks
  expect(clean?.figures).toEqual({ lossPercent: 3, isUp: true, host: 'a', servers: ['10.0.0.1'] })
})

test('addresses and names of machines become others, the same ones each time', () => {
  const given = report({
    target: 'camera.example.net:554',
    verdict: 'camera.example.net (203.0.113.9) loses packets; 2001:db8::5 and fe80::1%eth0 do not.',
    causes: [],
    checks: [
      check({
        evidence: [
          'camera.example.net is 203.0.113.9, next hop aa:bb:cc:dd:ee:ff',
          'at 12:30:05, 127.0.0.1 and ::1 are fine, net.ipv4.ip_forward is 1, wg0.conf is read',
          'vpn.other.org:51820 for OB van',
        ],
      }),
    ],
  })
  const clean = redactReport(given, { addresses: false })
  const text = JSON.stringify(clean)
  for (const gone of [
    'camera',
    'example.net',
    '203.0.113.9',
    '2001:db8',
    'fe80',
    'aa:bb',
    'other.org',
    'OB van',
  ])
    expect(text).not.toContain(gone)
  expect(clean.target).toBe('address-1:554')
  expect(clean.checks[0]?.evidence[0]).toContain('address-1 is ')
  expect(clean.checks[0]?.evidence[1]).toBe(given.checks[0]?.evidence[1])
  expect(redactReport(given, { addresses: true })).toEqual(given)
})

test.each([
  ['203.0.113.9:41234 at both', 'address-1:41234 at both'],
  ['src:10.1.2.3,dst=10.1.2.4', 'src:address-1,dst=address-2'],
  ['[2001:db8::5]:443', '[address-1]:443'],
  ['src:2001:db8::7 via fe80::1%eth0.', 'src:address-1 via address-2.'],
  ['::ffff:10.0.0.5/96', 'address-1/96'],
  ['(AA-BB-CC-DD-EE-01)', '(address-1)'],
  ['10.0.0.5, 10.0.0.6 and 10.0.0.5.', 'address-1, address-2 and address-1.'],
  ['at 12:30:05, 255.255.255.0, Hawser 0.1.0, 0.0.0.0:53, [::]:53', undefined],
  ['nft add rule ip mangle forward tcp option maxseg size set 1240', undefined],
])('in %s addresses are hidden, and nothing else', (text, hidden = text) => {
  const given = report({ target: '', peer: '', verdict: text })
  expect(redactReport(given, { addresses: false }).verdict).toBe(hidden)
})

test('long hostile texts are hidden in no time', () => {
  const began = performance.now()
  for (const part of ['a', ':', 'a:', '1.', 'a.', '%', '-', 'aa-', 'fe80::'])
    redactReport(report({ verdict: part.repeat(50_000 / part.length) }), { addresses: false })
  expect(performance.now() - began).toBeLessThan(5000)
})

test('nothing in a report steers a terminal', () => {
  const given = report({ verdict: 'a\u001b[2Jb\u202ec\u0007' })
  expect(redactReport(given, { addresses: true }).verdict).toBe('a[2Jbc')
})
