// What a call, a stream item and a burst of calls cost over each carrier: `node bench/wire.ts [--json]`.
import { connect } from '../src/wire/index.ts'
import { electronPair, linePair, socketPair, workerPair } from '../tests/support/wire/carriers.ts'
import { subjectContract } from '../tests/support/wire/subject.ts'

const carriers = {
  'worker port': workerPair,
  'Electron-style port': electronPair,
  WebSocket: socketPair,
  'local socket': linePair,
}
const rounds = 10_000

const microseconds = (since: number, count: number) =>
  Math.round(((performance.now() - since) * 10_000) / count) / 10

async function measure(makePair: (typeof carriers)[keyof typeof carriers]) {
  const pair = await makePair()
  const client = connect(subjectContract, pair.link)
  for (let n = 0; n < 2000; n++) await client.nothing()
  let since = performance.now()
  for (let n = 0; n < rounds; n++) await client.nothing()
  const roundTripUs = microseconds(since, rounds)
  since = performance.now()
  for (let n = 0; n < rounds; n += 500) await Promise.all(Array.from({ length: 500 }, () => client.nothing()))
  const callInBurstUs = microseconds(since, rounds)
  since = performance.now()
  for await (const item of client.numbers({ end: rounds })) if (item === rounds) break
  const streamItemUs = microseconds(since, rounds)
  await pair.close()
  return { roundTripUs, callInBurstUs, streamItemUs }
}

const results: Record<string, Awaited<ReturnType<typeof measure>>> = {}
for (const [name, makePair] of Object.entries(carriers)) results[name] = await measure(makePair)
if (process.argv.includes('--json')) console.log(JSON.stringify(results))
else console.table(results)
