import { expect, test } from 'vitest'
import { systemLimitsCheck } from '../../../../src/engines/diagnose/checks/system-limits.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as linux from '../recorded/linux.ts'
import * as macos from '../recorded/macos.ts'
import * as windows from '../recorded/windows.ts'

const look = (context: FakeContext) => systemLimitsCheck.run(fakeContext(context))
const files = {
  '/proc/sys/net/core/rmem_max': '212992\n',
  '/proc/sys/net/core/wmem_max': '212992\n',
  '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
  '/proc/sys/fs/file-nr': '9824\t0\t9223372036854775807\n',
  '/proc/sys/net/netfilter/nf_conntrack_count': '812\n',
  '/proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
  '/proc/self/limits': linux.procLimits,
  '/proc/net/snmp': linux.snmp,
}
const usual: FakeContext = { platform: 'linux', files }
const changed = (more: Record<string, string>): FakeContext => ({ ...usual, files: { ...files, ...more } })
const planned = (bitrate: number) => ({
  needs: [{ text: '', upBitrate: 0, downBitrate: bitrate, targets: [], uplinks: [] }],
})

test('what Linux allows without being told otherwise is good', async () => {
  expect(await look(usual)).toMatchObject({
    state: 'good',
    figures: {
      receiveBuffer: 212_992,
      openFiles: 524_288,
      ephemeralPorts: 28_232,
      conntrackUsed: 812,
      datagramsLost: 17,
      exhausted: [],
    },
  })
})

test('a plan that the buffers are too small for is told', async () => {
  expect(await look({ ...usual, context: planned(20_000_000) })).toMatchObject({
    state: 'good',
    figures: { bufferMs: 43 },
  })
  expect(await look({ ...usual, context: planned(80_000_000) })).toMatchObject({
    state: 'poor',
    summary: 'Socket buffers hold 11 ms of what is planned; a short pause loses packets.',
    figures: { exhausted: ['buffers'] },
  })
})

test.each([
  ['buffers', { '/proc/sys/net/core/rmem_max': '32768\n' }],
  ['files', { '/proc/self/limits': linux.procLimits.replaceAll('524288', '128   ') }],
  ['system-files', { '/proc/sys/fs/file-nr': '96000\t0\t100000\n' }],
  ['ports', { '/proc/sys/net/ipv4/ip_local_port_range': '60000\t60999\n' }],
  ['conntrack', { '/proc/sys/net/netfilter/nf_conntrack_count': '262100\n' }],
])('%s that are used up are bad', async (name, more) => {
  expect(await look(changed(more))).toMatchObject({ state: 'bad', figures: { exhausted: [name] } })
})

test('macOS lets a program raise its own limit as far as the kernel allows', async () => {
  const tools = { '/usr/sbin/sysctl': macos.sysctl, '/bin/launchctl limit maxfiles': macos.launchctl }
  expect(await look({ platform: 'darwin', tools })).toMatchObject({
    state: 'good',
    figures: { openFiles: 122_880, receiveBuffer: 8_388_608, ephemeralPorts: 16_384 },
  })
})

test('Windows tells its ports in any language, and what it does not tell is said', async () => {
  const { state, evidence, figures } = await look({
    platform: 'win32',
    tools: { netsh: windows.dynamicPorts },
  })
  expect(state).toBe('good')
  expect(figures).toMatchObject({ ephemeralPorts: 16_384 })
  expect(evidence).toContain('Windows tells no limits of buffers and files.')
})

test('a system that tells nothing leaves them unknown', async () => {
  expect((await look({ platform: 'darwin' })).state).toBe('unknown')
})
