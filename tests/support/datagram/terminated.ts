// A process whose workers are ended while they forward at full speed. Its own thread never loads the addon, so that the
// last worker takes the library along. argv: how many workers, how they end. Prints the descriptors left over.
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openDatagramIo } from '../../../src/engines/kit/datagram/open-io.ts'

type Ending = 'terminate' | 'exit' | 'throw' | 'close'

async function forwardForEver(ending: Ending): Promise<void> {
  const io = openDatagramIo('automatic')
  const local = { address: '127.0.0.1', port: 0 }
  let reads = 0
  const socket = await io.open({ local }, (batch) => {
    for (let slot = 0; slot < batch.count; slot++) socket.forward(slot, self)
    reads++
    if (reads === 20) parentPort?.postMessage(io.kind)
    if (reads === 50 && ending === 'exit') process.exit()
    if (reads === 50 && ending === 'throw') throw new Error('on purpose')
    if (reads === 50 && ending === 'close') io.close()
  })
  const self = socket.remember(socket.local)
  for (let i = 0; i < 200; i++) socket.send(Buffer.alloc(1332), self)
  // Sockets that are idle, and one that was closed just before.
  for (let i = 0; i < 5; i++) await io.open({ local }, () => {})
  ;(await io.open({ local }, () => {})).close()
}

/** `/proc/self/fd` by what they are, without what other threads open now and then. */
const sockets = () =>
  readdirSync('/proc/self/fd', { withFileTypes: true }).filter((entry) => entry.isSymbolicLink()).length

if (!isMainThread) await forwardForEver(workerData.ending)
else {
  const [rounds, ending] = [Number(process.argv[2]), process.argv[3] as Ending]
  const round = async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ending } })
    let thrown = false
    worker.on('error', () => {
      thrown = true
    })
    const ended = new Promise((resolve) => worker.on('exit', resolve))
    const kind = await new Promise((resolve) => worker.once('message', resolve))
    if (kind !== 'native') throw new Error(`The worker uses ${kind}.`)
    if (ending === 'terminate') {
      await sleep(Math.random() * 3)
      await worker.terminate()
    }
    await ended
    if (thrown !== (ending === 'throw')) throw new Error('A worker ended otherwise than it should.')
  }
  await round()
  const before = sockets()
  // Two at a time: environments come and go beside one another.
  for (let done = 0; done < rounds; done += 2) await Promise.all([round(), round()])
  console.log(JSON.stringify({ leaked: sockets() - before }))
}
