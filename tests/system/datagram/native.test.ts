import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DgramIo } from '../../../src/engines/kit/datagram/dgram-io.ts'
import { loadAddon } from '../../../src/engines/kit/datagram/native-addon.ts'
import { openDatagramIo, whyNotNative } from '../../../src/engines/kit/datagram/open-io.ts'
import { datagramCompliance } from '../../support/datagram/compliance.ts'
import { loopback } from '../../support/datagram/sockets.ts'

const terminated = fileURLToPath(new URL('../../support/datagram/terminated.ts', import.meta.url))

describe.skipIf(whyNotNative() !== '')('with the addon', () => {
  datagramCompliance('the addon', () => openDatagramIo('automatic'))

  test.for(['terminate', 'exit', 'throw', 'close'])(
    'workers that forward at full speed end by "%s" without crash or leak, over and over',
    { timeout: 120_000 },
    async (ending) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [terminated, ending === 'terminate' ? '20' : '6', ending],
        { timeout: 110_000 },
      )
      expect(JSON.parse(stdout)).toEqual({ leaked: 0 })
    },
  )

  test('plain datagrams can be asked for', () => {
    expect(openDatagramIo('automatic').kind).toBe('native')
    expect(openDatagramIo('dgram').kind).toBe('dgram')
  })

  test('peers keep their numbers through any order of remembering and forgetting', async () => {
    const io = openDatagramIo('automatic')
    const plain = new DgramIo()
    for (const address of ['127.0.0.1', '::']) {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({ forget: fc.boolean(), host: fc.nat(5), port: fc.integer({ min: 1, max: 40 }) }),
            {
              maxLength: 300,
            },
          ),
          async (steps) => {
            const [ours, theirs] = await Promise.all(
              [io, plain].map((each) => each.open({ local: { address, port: 0 } }, () => {})),
            )
            for (const { forget, host, port } of steps) {
              const peer = { address: `10.0.0.${host}`, port }
              const number = ours!.remember(peer)
              expect(number).toBe(theirs!.remember(peer))
              if (!forget) continue
              ours!.forget(number)
              theirs!.forget(number)
            }
            ours!.close()
            theirs!.close()
          },
        ),
        { numRuns: 50 },
      )
    }
    io.close()
    plain.close()
  })

  test('a socket remembers many peers, and no more than its table holds', async () => {
    const io = openDatagramIo('automatic')
    const socket = await io.open({ local: loopback }, () => {})
    for (let port = 1; port <= 65_535; port++)
      if (socket.remember({ address: '10.0.0.1', port }) < 0) throw new Error(`Port ${port} has no number.`)
    socket.remember({ address: '10.0.0.2', port: 1 })
    expect(() => socket.remember({ address: '10.0.0.2', port: 2 })).toThrow(RangeError)
    io.close()
  })

  test('the addon takes any arguments without harm', async () => {
    const addon = loadAddon()
    if (typeof addon === 'string') throw new Error(addon)
    const calls = Object.entries(addon).filter(([, value]) => typeof value === 'function')
    const anything = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.constantFrom(undefined, null, {}, () => {}, Number.NaN, Buffer.alloc(10), new Int32Array(2)),
    )
    fc.assert(
      fc.property(fc.constantFrom(...calls), fc.array(anything, { maxLength: 6 }), ([, call], args) => {
        call(...args)
      }),
      { numRuns: 2000 },
    )
    const io = openDatagramIo('automatic')
    expect((await io.open({ local: loopback }, () => {})).local.port).toBeGreaterThan(0)
    io.close()
  })
})
