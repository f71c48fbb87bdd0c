import { describe, expect, test } from 'vitest'
import { type ConnectionPath, createPathMtuCheck } from '../../../../src/engines/diagnose/checks/path-mtu.ts'
import type { ToolOutput } from '../../../../src/engines/diagnose/tools/run-tool.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as recorded from '../recorded/network-tools.ts'
import { linuxLaptop, macosLaptop, windowsLaptop } from '../systems.ts'

const ran = (stdout: string, stderr = ''): ToolOutput => ({ state: 'ran', code: 0, stdout, stderr })

interface Path {
  mtu: number
  /** What ping prints of a packet that fits, and of one that does not. */
  fits: string
  tooLarge: ToolOutput
}

/** Pings by the size that stands on their command line; all other tools answer as recorded. */
function run(
  system: FakeContext,
  { mtu, fits, tooLarge }: Path,
  { host = '198.51.100.7', connection }: { host?: string; connection?: ConnectionPath } = {},
) {
  const context = fakeContext({ ...system, target: { host, port: 554 } })
  return createPathMtuCheck(
    async () => connection,
    async () => [host],
  ).run({
    ...context,
    tool: async (file, args, options) => {
      if (!/ping6?$/.test(file)) return context.tool(file, args, options)
      const size = Number(args[args.findIndex((each) => each === '-s' || each === '-l') + 1])
      return size + (host.includes(':') ? 48 : 28) <= mtu ? ran(fits) : tooLarge
    },
  })
}

const linuxPath = (mtu: number, tooLarge = ran(recorded.linuxPingSilent)): Path => ({
  mtu,
  fits: recorded.linuxPing,
  tooLarge,
})

describe('on Linux', () => {
  test('a path of 1500 bytes is good', async () => {
    expect(await run(linuxLaptop, linuxPath(1500))).toMatchObject({
      state: 'good',
      figures: {
        mtu: 1500,
        tooLarge: 0,
        silent: false,
        interface: 'eth0',
        interfaceMtu: 1500,
        suggestedMss: 1460,
      },
    })
  })

  test('a narrower one whose routers say so is good, poor or bad by its size', async () => {
    const told = ran(recorded.linuxPingTooBig)
    expect(await run(linuxLaptop, linuxPath(1400, told))).toMatchObject({
      state: 'good',
      figures: { mtu: 1400, silent: false },
    })
    expect((await run(linuxLaptop, linuxPath(1340, told))).state).toBe('poor')
    expect((await run(linuxLaptop, linuxPath(1200, told))).state).toBe('bad')
  })

  test('packets that vanish without a word are bad, unless connections keep below', async () => {
    const connection = { mtu: 1500, mss: 1460 }
    expect(await run(linuxLaptop, linuxPath(1400), { connection })).toMatchObject({
      state: 'bad',
      figures: {
        mtu: 1400,
        tooLarge: 1401,
        silent: true,
        connectionMtu: 1500,
        mss: 1460,
        suggestedMss: 1360,
      },
    })
    const kept = { mtu: 1500, mss: 1352 }
    expect((await run(linuxLaptop, linuxPath(1400), { connection: kept })).state).toBe('poor')
  })

  test('large pings that alone are filtered say nothing of the path', async () => {
    const connection = { mtu: 1500, mss: 1448 }
    const system = { ...linuxLaptop, results: { 'black-hole': { figures: { up: 'passes' } } } }
    expect(await run(system, linuxPath(1052), { connection })).toMatchObject({
      state: 'unknown',
      figures: { mtu: 1052, silent: false },
    })
    // Connections that send no larger packets prove nothing.
    const small = { mtu: 1052, mss: 1012 }
    expect((await run(system, linuxPath(1052), { connection: small })).figures['silent']).toBe(true)
  })

  test('all that a tunnel can send is enough', async () => {
    expect(await run(linuxLaptop, linuxPath(1420), { host: '10.8.0.7' })).toMatchObject({
      state: 'good',
      figures: { mtu: 1420, interface: 'wg0', interfaceMtu: 1420 },
    })
  })

  test('without an answer to any ping nothing is said of sizes', async () => {
    expect(await run(linuxLaptop, linuxPath(0), { connection: { mtu: 1500, mss: 1448 } })).toMatchObject({
      state: 'unknown',
      figures: { mtu: 0, silent: false, connectionMtu: 1500 },
    })
  })

  test('a ping that cannot do it is named', async () => {
    const outcome = await run(linuxLaptop, linuxPath(0, ran('', recorded.busyboxUsage)))
    expect(outcome.state).toBe('unknown')
    expect(outcome.summary).toContain('there is no ping')
  })
})

test('macOS', async () => {
  const path = { mtu: 1400, fits: recorded.macosPing, tooLarge: ran(recorded.macosPingTooBig) }
  expect(await run(macosLaptop, path)).toMatchObject({
    figures: { mtu: 1400, tooLarge: 1401, silent: false },
  })
})

test('Windows, where IPv6 cannot be tried', async () => {
  const path = { mtu: 1400, fits: recorded.windowsPing, tooLarge: ran(recorded.windowsPingTooBig) }
  expect(await run(windowsLaptop, path)).toMatchObject({ figures: { mtu: 1400, silent: false } })
  expect((await run(windowsLaptop, path, { host: '2001:db8::7' })).state).toBe('unknown')
})
