// Loaded into a host before its own code (NODE_OPTIONS=--import), in its main thread and in its engines' threads: lets the
// soak crash an engine from inside, move the clock, read how large each heap is, and see whether a thread got a processor. Plain JavaScript, so that nothing has to
// be stripped of types there.
import { existsSync, readFileSync } from 'node:fs'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

const marker = 'HAWSER_SOAK_PROBE'
const answersMs = 300
const lookEveryMs = 50
/** Less than that is nothing. */
const tellMs = 15

/** Of `…/engines/bond/index.ts` or `…/bond.js`. */
const engineName = () => /([\w-]+)(?:\/index\.ts|\.js)$/.exec(process.argv[1] ?? '')?.[1] ?? 'thread'

function moveClocks() {
  const real = Date.now
  let shiftMs = 0
  Date.now = () => real() + shiftMs
  return (ms) => {
    shiftMs = ms
  }
}

function heap() {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return { heapUsed, external, arrayBuffers }
}

/**
 * Tells when this thread came late: how much of that it was ready to run and no processor was free, and how long it ran. What is
 * neither it was held up by the kernel. Of its schedstat: ns that it ran, and that it waited.
 */
function watchProcessor(tell) {
  const file = '/proc/thread-self/schedstat'
  // Not every kernel keeps it.
  if (!existsSync(file)) return
  const times = () => readFileSync(file, 'utf8').split(' ').map(Number)
  let [ranBefore, waitedBefore] = times()
  let due = performance.now() + lookEveryMs
  setInterval(() => {
    const now = performance.now()
    const [ran, waited] = times()
    const told = {
      lateMs: now - due,
      waitedMs: (waited - waitedBefore) / 1e6,
      ranMs: (ran - ranBefore) / 1e6,
      at: performance.timeOrigin + now,
    }
    ranBefore = ran
    waitedBefore = waited
    due = now + lookEveryMs
    if (told.waitedMs > tellMs || told.lateMs > tellMs) tell(told)
  }, lookEveryMs).unref()
}

function inThread() {
  const setClock = moveClocks()
  const channel = new BroadcastChannel('hawser-soak')
  channel.unref()
  channel.onmessage = ({ data }) => {
    if (data.crash === engineName())
      setImmediate(() => {
        throw new Error('crashed on purpose')
      })
    if (data.clock !== undefined) setClock(data.clock)
    if (data.watchProcessor === engineName()) watchProcessor((waited) => channel.postMessage(waited))
    if (data.heaps) channel.postMessage({ heapOf: engineName(), heap: heap() })
  }
  channel.postMessage({ hello: true })
}

function inHost() {
  const setClock = moveClocks()
  let clock = 0
  let heaps = {}
  const channel = new BroadcastChannel('hawser-soak')
  channel.unref()
  channel.onmessage = ({ data }) => {
    // A thread that has just started has the same clock as the others.
    if (data.hello && clock !== 0) channel.postMessage({ clock })
    if (data.heapOf) heaps[data.heapOf] = data.heap
    if (data.waitedMs !== undefined) process.send?.(data)
  }
  process.on('message', (message) => {
    if (typeof message !== 'object' || message === null || message.soak !== true) return
    if (message.clock !== undefined) {
      clock = message.clock
      setClock(clock)
    }
    if (!message.heaps) return channel.postMessage(message)
    heaps = { main: heap() }
    channel.postMessage({ heaps: true })
    setTimeout(() => process.send?.({ heaps }), answersMs).unref()
  })
  process.channel?.unref()
}

// Processes that the host starts have the same variables, and are left alone.
if (!isMainThread) inThread()
else if (process.env[marker] === 'host') {
  process.env[marker] = 'below'
  inHost()
}
