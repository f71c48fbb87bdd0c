// Two machines with two cables between them, each in a network namespace of its own, and a tube by a real stack. While bytes
// go through it the cable that they take is pulled. Prints what came of it as JSON. argv: the stack, `told` or `untold` (whether
// anybody says that the network has changed), and `far` for the second.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { monotonicClock } from '../../../src/engines/kit/clock.ts'
import { BufferPool } from '../../../src/engines/tunnel/frame/buffer-pool.ts'
import { HostSignalling } from '../../../src/engines/tunnel/host-signalling.ts'
import { Meeting } from '../../../src/engines/tunnel/meet/meeting.ts'
import type { TubeHandlers } from '../../../src/engines/tunnel/tube/options.ts'
import type { StreamHandler } from '../../../src/engines/tunnel/tube/stream.ts'
import { Tube } from '../../../src/engines/tunnel/tube/tube.ts'
import { openRtcStack } from '../../../src/rtc/index.ts'
import { layCables, run } from './namespaces.ts'

const [stackName, telling, side] = process.argv.slice(2) as ['werift', 'told' | 'untold', 'far'?]
const pullAfterBytes = 1_000_000
/** So much more comes after the cable was pulled. */
const restBytes = 5_000_000
/** Slow enough until then that it is pulled in the middle of it, however late. */
const [trickleMs, trickleBytes] = [10, 65_536]

/** By the address that is sent to: ends may have chosen a pair across both. */
const cableOf = (pair: string) => (pair.includes('→ 10.70.') ? 'a0' : 'b0')

const nothing: StreamHandler = { opened() {}, data() {}, drain() {}, end() {}, closed() {} }
const silent: TubeHandlers = {
  state() {},
  opening() {},
  associating() {},
  listen() {},
  unlisten() {},
  listened() {},
  event() {},
}

/** Signals go as lines of JSON; other lines are for `heard`. */
async function openTube(
  role: 'initiator' | 'responder',
  [input, output]: [Readable, Writable],
  handlers: Partial<TubeHandlers>,
  heard: (line: { done?: string; ready?: true }) => void,
) {
  const { stack } = await openRtcStack({ prefer: stackName })
  const say = (line: object) => output.write(`${JSON.stringify(line)}\n`)
  const signalling = new HostSignalling(role, new Uint8Array(32).fill(5), (text) => say({ text }))
  createInterface({ input }).on('line', (line) => {
    const told = JSON.parse(line)
    if (typeof told.text === 'string') signalling.hear(told.text)
    else heard(told)
  })
  const meet = new Meeting({
    stack,
    signalling,
    clock: monotonicClock,
    name: role,
    iceServers: [],
    relayOnly: false,
  })
  const tube = new Tube({
    meet,
    clock: monotonicClock,
    unixMs: Date.now,
    defer: setImmediate,
    pool: new BufferPool(),
    maxLanes: 1,
    maxConnections: 10,
    handlers: { ...silent, ...handlers },
  })
  return { tube, stack, say }
}

async function near(): Promise<void> {
  layCables()
  const other = spawn('unshare', ['-n', process.execPath, import.meta.filename, stackName, telling, 'far'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(other, 'exit')
  const isReady = Promise.withResolvers<void>()
  const isDone = Promise.withResolvers<string>()
  const isOpen = Promise.withResolvers<void>()
  const { tube, stack, say } = await openTube(
    'initiator',
    [other.stdout, other.stdin],
    { state: (state) => void (state === 'open' && isOpen.resolve()) },
    (line) => {
      if (line.ready) isReady.resolve()
      if (line.done) isDone.resolve(line.done)
    },
  )
  await isReady.promise
  for (const name of ['a1', 'b1']) run(`ip link set ${name} netns ${other.pid}`)
  say({ ready: true })

  tube.start()
  await isOpen.promise
  const hash = createHash('sha256')
  let sent = 0
  let mayBeSent = pullAfterBytes
  let isLast = false
  const stream = tube.open(null, 'forward', { ...nothing, drain: () => write() })
  const write = () => {
    while (sent < mayBeSent) {
      const piece = randomBytes(32_768)
      hash.update(piece)
      sent += piece.length
      if (!stream.write(piece)) return
    }
    if (isLast) stream.end()
    isLast = false
  }
  const first = tube.snapshot()
  write()
  const trickle = setInterval(() => {
    mayBeSent += trickleBytes
    write()
  }, trickleMs)
  while (sent < pullAfterBytes || tube.snapshot().pair === '')
    await new Promise((resolve) => setTimeout(resolve, 5))
  const cable = cableOf(tube.snapshot().pair)
  const pulledAt = performance.now()
  run(`ip link set ${cable} down`)
  clearInterval(trickle)
  mayBeSent += restBytes
  isLast = true
  write()
  // A system tells of it after what was on its way has come.
  if (telling === 'told') setTimeout(() => tube.networkChanged(), 100)
  const arrived = await isDone.promise
  const ms = performance.now() - pulledAt
  const last = tube.snapshot()
  console.log(
    JSON.stringify({
      isWhole: arrived === hash.digest('hex'),
      isSameWords: first.words !== '' && first.words === last.words,
      pairs: [cable, cableOf(last.pair)],
      resumes: last.resumes,
      ms: Math.round(ms),
    }),
  )
  tube.close({ code: 'closed', text: 'Done.' })
  other.stdin.end()
  await exited
  await stack.close()
  process.exit()
}

async function far(): Promise<void> {
  process.stdin.once('end', () => process.exit())
  const isReady = Promise.withResolvers<void>()
  const opening: TubeHandlers['opening'] = (stream) => {
    const hash = createHash('sha256')
    stream.handler = {
      ...nothing,
      data(bytes) {
        hash.update(bytes)
        stream.consumed(bytes.length)
      },
      end() {
        stream.end()
        say({ done: hash.digest('hex') })
      },
    }
    stream.accept()
  }
  const { tube, say } = await openTube('responder', [process.stdin, process.stdout], { opening }, () =>
    isReady.resolve(),
  )
  say({ ready: true })
  await isReady.promise
  run('ip link set lo up')
  for (const [at, name] of ['a', 'b'].entries()) {
    run(`ip addr add 10.7${at}.0.2/24 dev ${name}1`)
    run(`ip link set ${name}1 up`)
  }
  tube.start()
}

await (side === 'far' ? far() : near())
