// Cameras and viewers in a thread of their own: what the rest of the soak does must not make a frame late.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { describeAnswer } from '../../tests/support/streams/rtsp.ts'
import { frameMs, frameSource, type SourceKind, sourceKinds } from './frame-sources.ts'
import type { Role, StreamAsk, StreamTell, ViewerReport } from './stream-messages.ts'

/** A frame that comes later than that is seen to be late. */
const lateMs = 33
/** What makes the machine late at one moment makes frames late a little before and after. */
const aroundMs = 250
/** Until all is known that happened at a moment. */
const settledMs = 1000
const tickMs = 5

interface Frame {
  /** Of all that was sent over the connection so far. */
  end: number
  sentAt: number
  crc: number
}

/** Moments at which the machine was late without Hawser: this thread's timer, or a frame that went another way. */
const machineLate: number[] = []
function noteMachine(at: number): void {
  machineLate.push(at)
  if (machineLate.length > 20_000) machineLate.shift()
}
const machineWasLate = (from: number, to: number) =>
  machineLate.some((at) => at >= from - aroundMs && at <= to + aroundMs)

/** Times in which Hawser's thread had no processor. */
const waits: { ms: number; from: number; to: number }[] = []
function noteWait(ms: number, at: number): void {
  const to = at - performance.timeOrigin
  waits.push({ ms, from: to - ms - aroundMs, to })
  if (waits.length > 5000) waits.shift()
}
/** Whether it waited so long that this alone makes a frame late that was on its way from `from` to `to`. */
const hadNoProcessor = (from: number, to: number) => {
  const during = waits.filter((wait) => wait.from <= to && from <= wait.to)
  return during.reduce((sum, { ms }) => sum + ms, 0) >= to - from - lateMs && during.length > 0
}

class Viewer {
  readonly report: ViewerReport
  readonly #kind: SourceKind
  readonly #port: number
  /** Judged later: what the machine did is known only then. */
  readonly #late: [number, number][] = []
  #connection: { socket: Socket; frames: Frame[]; sent: number; sentCrc: number } | undefined
  #isOver = false

  constructor(viewer: string, role: Role, kind: SourceKind, port: number) {
    this.report = {
      viewer,
      role,
      frames: 0,
      bytes: 0,
      late: 0,
      lateWithMachine: 0,
      lateWithoutProcessor: 0,
      worstMs: 0,
      newlyLate: [],
      damaged: 0,
      broken: 0,
      lostBytes: 0,
    }
    this.#kind = kind
    this.#port = port
    this.#connect()
  }

  #connect(): void {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true })
    const connection = { socket, frames: [] as Frame[], sent: 0, sentCrc: 0 }
    this.#connection = connection
    let received = 0
    let crc = 0
    const { report } = this
    const next = source(this.#kind)
    let camera: Socket | undefined
    socket.on('error', () => {})
    const key = `viewer ${++keys}`
    waiting.set(key, (far) => {
      camera = far
      if (this.#kind === 'rtsp') feed(describeAnswer, performance.now())
      next.add(feed)
    })
    socket.on('connect', () => socket.write(`${key}\n`))
    const feed = (bytes: Buffer, now: number) => {
      if (camera === undefined || camera.destroyed) return
      connection.sent += bytes.length
      connection.sentCrc = crc32(bytes, connection.sentCrc)
      connection.frames.push({ end: connection.sent, sentAt: now, crc: connection.sentCrc })
      camera.write(bytes)
    }
    socket.on('data', (bytes: Buffer) => {
      const now = performance.now()
      let at = 0
      while (at < bytes.length) {
        const frame = connection.frames[0]
        if (frame === undefined) {
          report.damaged++
          break
        }
        const count = Math.min(bytes.length - at, frame.end - received)
        crc = crc32(bytes.subarray(at, at + count), crc)
        at += count
        received += count
        report.bytes += count
        if (received < frame.end) break
        connection.frames.shift()
        this.#seen(frame, crc, now)
      }
    })
    socket.on('close', () => {
      waiting.delete(key)
      next.delete(feed)
      camera?.destroy()
      if (this.#connection !== connection) return
      // Nobody has asked for that: a viewer comes back.
      report.broken++
      report.lostBytes += connection.sent - received
      if (!this.#isOver) setTimeout(() => !this.#isOver && this.#connect(), 300)
    })
  }

  #seen({ sentAt, crc: sentCrc }: Frame, crc: number, now: number): void {
    const { report } = this
    const delay = now - sentAt
    report.frames++
    if (crc !== sentCrc) report.damaged++
    report.worstMs = Math.max(report.worstMs, delay)
    if (report.role === 'machine') {
      if (delay > lateMs / 2) noteMachine(now)
      if (delay > lateMs) report.late++
    } else if (delay > lateMs) this.#late.push([sentAt, now])
  }

  judge(): ViewerReport {
    const { report } = this
    const now = performance.now()
    report.newlyLate = []
    while (this.#late.length > 0 && this.#late[0]![1] < now - settledMs) {
      const [from, to] = this.#late.shift()!
      if (machineWasLate(from, to)) report.lateWithMachine++
      else if (hadNoProcessor(from, to)) report.lateWithoutProcessor++
      else {
        report.late++
        report.newlyLate.push({ delayMs: to - from, agoMs: now - to })
      }
    }
    return report
  }

  /** What comes after is another connection. */
  end(how: 'close' | 'reset'): void {
    const { socket } = this.#connection!
    this.#connection = undefined
    if (how === 'reset') socket.resetAndDestroy()
    else socket.destroy()
    if (!this.#isOver) this.#connect()
  }

  /** Reads nothing for so long. */
  stall(ms: number): void {
    const socket = this.#connection?.socket
    socket?.pause()
    setTimeout(() => socket?.resume(), ms)
  }

  over(): void {
    this.#isOver = true
    this.end('close')
  }
}

type Feed = (bytes: Buffer, now: number) => void
const feeds: Record<SourceKind, Set<Feed>> = { 'mpeg-ts': new Set(), rtsp: new Set(), rough: new Set() }
const source = (kind: SourceKind) => feeds[kind]
const waiting = new Map<string, (camera: Socket) => void>()
let keys = 0

/** A camera sends to whoever has said who he is. */
function camera(): Server {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    let said = ''
    socket.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1')
      const line = said.indexOf('\n')
      if (line < 0) return
      const key = said.slice(0, line)
      said = ''
      waiting.get(key)?.(socket)
      waiting.delete(key)
    })
  })
}

const tell = (message: StreamTell) => parentPort!.postMessage(message)
const viewers = new Map<string, Viewer>()
const servers = new Map<SourceKind, { server: Server; port: number; sockets: Set<Socket> }>()

async function listen(kind: SourceKind, port = 0): Promise<number> {
  const server = camera()
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const at = (server.address() as AddressInfo).port
  servers.set(kind, { server, port: at, sockets })
  return at
}

/** Off and on again. */
async function restart(kind: SourceKind, ms: number): Promise<void> {
  const { server, port, sockets } = servers.get(kind)!
  for (const socket of sockets) socket.resetAndDestroy()
  await new Promise((resolve) => server.close(resolve))
  await new Promise((resolve) => setTimeout(resolve, ms))
  await listen(kind, port)
}

parentPort!.on('message', (ask: StreamAsk) => {
  if (ask.do === 'open') viewers.set(ask.viewer, new Viewer(ask.viewer, ask.role, ask.kind, ask.port))
  else if (ask.do === 'waited') noteWait(ask.ms, ask.at)
  else if (ask.do === 'restart') void restart(ask.kind, ask.ms)
  else if (ask.do === 'report')
    tell({ report: [...viewers.values()].map((each) => each.judge()), machineLate: machineLate.length })
  else if (ask.do === 'stall') viewers.get(ask.viewer)?.stall(ask.ms ?? 1000)
  else if (ask.do === 'reset') viewers.get(ask.viewer)?.end('reset')
  else viewers.get(ask.viewer)?.over()
})

const next = Object.fromEntries(sourceKinds.map((kind) => [kind, frameSource(kind)])) as Record<
  SourceKind,
  () => Buffer
>
let dueAt = performance.now()
let lastTick = dueAt
setInterval(() => {
  const now = performance.now()
  if (now - lastTick > tickMs + lateMs / 2) noteMachine(now)
  lastTick = now
  if (now < dueAt) return
  // After a pause frames are not made up for: a camera leaves them out.
  dueAt = Math.max(dueAt + frameMs, now - frameMs)
  for (const kind of sourceKinds) {
    const bytes = next[kind]()
    for (const feed of feeds[kind]) feed(bytes, performance.now())
  }
}, tickMs)

const cameras = {} as Record<SourceKind, number>
for (const kind of sourceKinds) cameras[kind] = await listen(kind)
tell({ cameras })
