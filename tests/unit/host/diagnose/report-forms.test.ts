import { describe, expect, test } from 'vitest'
import { readReport } from '../../../../src/host/diagnose/read-report.ts'
import { shareReport } from '../../../../src/host/diagnose/report-forms.ts'
import { reportHtml } from '../../../../src/host/diagnose/report-html.ts'
import { reportText } from '../../../../src/host/diagnose/report-text.ts'
import { Fault } from '../../../../src/wire/fault.ts'
import { cause, check, report } from '../../../support/diagnose/report.ts'

const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'&\u2028'
const full = report({
  causes: [cause(), cause({ text: hostile, evidence: [hostile], fix: hostile, command: hostile })],
  checks: [
    check({ state: 'bad', summary: hostile, evidence: [hostile], figures: { [hostile]: [hostile], ms: 3 } }),
    check({ name: 'nat', state: 'skipped', summary: 'No STUN server is set.' }),
  ],
  plan: [{ text: hostile, verdict: 'no-go', margin: 0.4, reason: hostile }],
})

describe('a saved report is read back as it was', () => {
  test.each(['json', 'html'] as const)('from %s', (form) => {
    const { text, name } = shareReport(report(), form, { addresses: true })
    expect(name).toBe(`network-2026-11-21-17-20.${form === 'json' ? 'hawser-report' : form}`)
    expect(readReport(text)).toEqual(report())
    expect(readReport(`\uFEFF${text}`)).toEqual(report())
  })

  test('whatever stands in it', () => {
    expect(readReport(reportHtml(full))).toEqual(full)
  })
})

test('a page carries no markup of the report, runs nothing and fetches nothing', () => {
  const html = reportHtml(full)
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).toContain(`default-src 'none'`)
  expect(html).not.toMatch(/<img|onerror=alert\(1\)>|https?:/)
})

test('as text, the verdict comes first, then causes with what to do, then every check', () => {
  expect(
    reportText(report({ plan: [{ text: '8 Mbit/s up', verdict: 'go', margin: 1.8, reason: 'It fits.' }] })),
  ).toBe(`Large packets get lost on the way to camera.example.net.

Begun: 2026-11-21 17:20:05 UTC
Took: 9.0 s
Target: camera.example.net:554
Device: OB van
System: linux 6.8 x64
Hawser: 0.1.0

1. Large packets get lost on the way.
   - 1240 bytes pass, 1280 do not
   What to do: Set the MTU of wg0 to 1280.
     ip link set wg0 mtu 1280

Plan:
  GO         8 Mbit/s up (1.8 × what is needed): It fits.

Checks:
  good       DNS: Names resolve.
`)
})

describe('what is no report is refused in words', () => {
  const refused = (text: string) => {
    try {
      readReport(text)
    } catch (error) {
      return error
    }
    return undefined
  }
  test.each([
    ['nothing', ''],
    ['another text', 'hello'],
    ['other JSON', '{"rules":[]}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a newer one', JSON.stringify({ ...report(), hawserReport: 2 })],
    ['half of one', JSON.stringify(report()).slice(0, -20)],
    ['one with an unknown check', JSON.stringify(report()).replace('"dns"', '"dnss"')],
    ['one without a verdict', JSON.stringify({ ...report(), verdict: 7 })],
    ['a page that was cut', reportHtml(report()).split('</script>')[0]!.slice(0, -40)],
  ])('%s', (_, text) => {
    const error = refused(text)
    expect(error).toBeInstanceOf(Fault)
    expect(error).toMatchObject({ code: 'report-invalid', message: expect.stringMatching(/report/i) })
  })
})
