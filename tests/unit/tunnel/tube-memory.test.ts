import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { StreamHandler } from '../../../src/engines/tunnel/tube/stream.ts'
import { TubePair } from '../../support/tunnel/tube-pair.ts'

const handler: StreamHandler = { opened() {}, data() {}, drain() {}, end() {}, closed() {} }
const connections = 10_000

/** Bytes that are in use, after everything that is not has been thrown away. */
function used(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

test('10 000 idle connections take at most 2 KB each, on each side', async () => {
  const pair = await TubePair.open({ maxConnections: connections })
  pair.far.onOpening = (stream) => {
    stream.handler = handler
    stream.accept()
  }
  const before = used()
  const target = { host: 'camera.lan', port: 80 }
  const streams = []
  for (let count = 0; count < connections; count++) {
    const stream = pair.near.tube.open(target, 'forward', handler)
    stream.write(Buffer.from('hello'))
    streams.push(stream)
    if (count % 500 === 0) await pair.run()
  }
  await pair.pass(100)
  expect(pair.far.tube.snapshot().connections).toBe(connections)
  expect(pair.near.pool.counters().out).toBe(0)
  const each = (used() - before) / connections / 2
  expect(each).toBeLessThan(2048)
  for (const stream of streams) stream.close(0)
  await pair.pass(100)
  expect(pair.near.tube.snapshot().connections).toBe(0)
  expect(pair.far.tube.snapshot().connections).toBe(0)
  pair.close()
})
