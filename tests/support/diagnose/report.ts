import type { CheckResult, Diagnosis } from '../../../src/contract/diagnose.ts'

export const check = (given: Partial<CheckResult> = {}): CheckResult => ({
  name: 'dns',
  state: 'good',
  summary: 'Names resolve.',
  evidence: [],
  figures: {},
  ms: 12,
  ...given,
})

export const cause = (given: Partial<Diagnosis['causes'][number]> = {}): Diagnosis['causes'][number] => ({
  code: 'mtu-black-hole',
  weight: 0.9,
  text: 'Large packets get lost on the way.',
  evidence: ['1240 bytes pass, 1280 do not'],
  fix: 'Set the MTU of wg0 to 1280.',
  command: 'ip link set wg0 mtu 1280',
  checks: ['path-mtu'],
  ...given,
})

/** A report that is done. */
export const report = (given: Partial<Diagnosis> = {}): Diagnosis => ({
  hawserReport: 1,
  startedAt: Date.UTC(2026, 10, 21, 17, 20, 5),
  endedAt: Date.UTC(2026, 10, 21, 17, 20, 14),
  deep: false,
  version: '0.1.0',
  platform: 'linux 6.8 x64',
  target: 'camera.example.net:554',
  peer: 'OB van',
  verdict: 'Large packets get lost on the way to camera.example.net.',
  state: 'bad',
  causes: [cause()],
  checks: [check()],
  plan: [],
  ...given,
})
