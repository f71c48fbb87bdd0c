import fc from 'fast-check'
import { expect, test } from 'vitest'
import { windowsProgram } from '../../../src/engines/kit/network/system-tools.ts'
import {
  holderFromLsof,
  holderFromSs,
  portHolder,
  processFromNetstat,
} from '../../../src/engines/kit/port-holder.ts'
import { fakeTools, said } from '../bond/uplinks/fake-tools.ts'

const ssLine = 'LISTEN 0      4096       127.0.0.1:8554      0.0.0.0:*    users:(("haproxy",pid=812,fd=5))\n'
const lsofText = 'p812\ncffmpeg\nf5\n'
const netstatText =
  '  Proto  Lokale Adresse  Remoteadresse  Status  PID\r\n  TCP    127.0.0.1:8554  0.0.0.0:0  ABHÖREN  4711\r\n'

test('who holds a port, as ss tells', () => {
  expect(holderFromSs(ssLine)).toBe('haproxy (process 812)')
  expect(holderFromSs('LISTEN 0 4096 127.0.0.1:8554 0.0.0.0:*\n')).toBeUndefined()
})

test('as lsof tells', () => {
  expect(holderFromLsof(lsofText)).toBe('ffmpeg (process 812)')
})

test('as netstat tells, whatever its language', () => {
  expect(processFromNetstat(netstatText, 8554)).toBe('4711')
  expect(processFromNetstat(netstatText, 554)).toBeUndefined()
})

test('each system is asked by the tool that it has', async () => {
  const ask = (platform: NodeJS.Platform, command: string, text: string, protocol: 'tcp' | 'udp' = 'tcp') =>
    portHolder(8554, protocol, fakeTools({ platform, commands: { [command]: said(text) } }))
  expect(await ask('linux', 'ss -Hltnp sport = :8554', ssLine)).toBe('haproxy (process 812)')
  expect(await ask('linux', 'ss -Hlunp sport = :8554', ssLine, 'udp')).toBe('haproxy (process 812)')
  expect(await ask('darwin', 'lsof -nP -Fpc -iTCP:8554 -sTCP:LISTEN', lsofText)).toBe('ffmpeg (process 812)')
  expect(await ask('win32', `${windowsProgram('netstat')} -ano -p tcp`, netstatText)).toBe('process 4711')
})

test('where the tool is missing nobody knows', async () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    expect(await portHolder(8554, 'tcp', fakeTools({ platform }))).toBeUndefined()
})

test('anything may come back from them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      holderFromSs(text)
      holderFromLsof(text)
      processFromNetstat(text, 80)
    }),
  )
})
