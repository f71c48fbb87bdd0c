import { describe, expect, test } from 'vitest'
import { diagnoseSettingsSchema } from '../../../src/contract/diagnose.ts'
import { parseForm } from '../../../src/renderer/pages/diagnose/form.ts'
import { parseDiagnoseDraft, toDiagnoseDraft } from '../../../src/renderer/pages/diagnose/settings-draft.ts'
import type { DiagnosisForm } from '../../../src/renderer/state/diagnosis.ts'
import { parseRoute } from '../../../src/renderer/state/router.ts'

const form = (given: Partial<DiagnosisForm> = {}): DiagnosisForm => ({
  target: '',
  peer: '',
  deep: false,
  planned: false,
  up: '',
  down: '',
  rules: [],
  bonds: [],
  ...given,
})

describe('what is asked of the doctor', () => {
  test('nothing but the button is needed', () => {
    expect(parseForm(form())).toEqual({ input: { deep: false, only: [] }, problems: {} })
  })

  test('a target without a port is a camera', () => {
    expect(parseForm(form({ target: ' 10.0.0.5 ' })).input?.target).toEqual({ host: '10.0.0.5', port: 554 })
    expect(parseForm(form({ target: '[fd00::5]:8554' })).input?.target).toEqual({
      host: 'fd00::5',
      port: 8554,
    })
  })

  test('an address that is pasted is read, without what is secret in it', () => {
    const { input } = parseForm(form({ target: 'rtsp://admin:secret@10.0.0.5:8554/stream1' }))
    expect(input?.target).toEqual({ host: '10.0.0.5', port: 8554 })
  })

  test.each(['-oProxyCommand', 'a b', '10.0.0.5:99999'])('%s is no target', (target) => {
    const { input, problems } = parseForm(form({ target }))
    expect(input).toBeUndefined()
    expect(problems.target).toContain(target)
  })

  test('a plan is in Mbit/s, with a comma or a point', () => {
    const planned = form({ planned: true, up: '7,5', down: '20', rules: ['r1'] })
    expect(parseForm(planned).input?.plan).toEqual({
      upBitrate: 7_500_000,
      downBitrate: 20_000_000,
      rules: ['r1'],
      bonds: [],
    })
    expect(parseForm({ ...planned, planned: false }).input?.plan).toBeUndefined()
  })

  test('a plan of nothing, or of something that is no number, is told off', () => {
    expect(parseForm(form({ planned: true })).problems).toHaveProperty('plan')
    expect(parseForm(form({ planned: true, up: 'much' })).problems).toHaveProperty('up')
    expect(parseForm(form({ planned: true, up: '-1' })).problems).toHaveProperty('up')
  })
})

describe('settings of the doctor', () => {
  const settings = diagnoseSettingsSchema.parse({
    stunServers: [{ url: 'stun:stun.example.net:3478' }],
    timeServers: ['time.example.net'],
    portalUrl: 'http://portal.example.net/',
    portalText: 'Success',
    wireguardFiles: ['/etc/wireguard/a, b.conf'],
  })

  test('come out of their fields as they went in', () => {
    expect(parseDiagnoseDraft(toDiagnoseDraft(settings))).toEqual({ input: settings, problems: [] })
  })

  test.each([
    ['stunServers', { stunServers: 'stun:a b' }],
    ['timeServers', { timeServers: '-x' }],
    ['portalUrl', { portalUrl: 'https://portal.example.net/' }],
    ['portalText', { portalText: '' }],
    ['wireguardFiles', { wireguardFiles: Array.from({ length: 17 }, (_, n) => `/wg${n}.conf`).join('\n') }],
  ])('%s are told off where they stand', (field, change) => {
    const { input, problems } = parseDiagnoseDraft({ ...toDiagnoseDraft(settings), ...change })
    expect(input).toBeUndefined()
    expect(problems.map((problem) => problem.field)).toEqual([field])
  })
})

test('the address of the page says whether the button was pressed elsewhere', () => {
  expect(parseRoute('#/diagnose')).toEqual({ page: 'diagnose', start: false })
  expect(parseRoute('#/diagnose/now')).toEqual({ page: 'diagnose', start: true })
})
