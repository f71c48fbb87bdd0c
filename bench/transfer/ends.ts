import type { SessionSnapshot } from '../../src/transfer/snapshot.ts'
import { openPages, type Pages } from './pages.ts'
import type { Relay } from './relay.ts'

export interface RawWay {
  name: string
  channels: number
  ordered: boolean
  messageBytes: number
  highBytes: number
  lowBytes: number
}

const kib = 1024
const mib = 1024 * kib

/** What most tools do. */
export const plain: RawWay = {
  name: 'one ordered channel, 64 KiB messages, 1 MiB watermark',
  channels: 1,
  ordered: true,
  messageBytes: 64 * kib,
  highBytes: mib,
  lowBytes: mib / 4,
}
/** One of 16 MiB would make `send` throw. */
export const three: RawWay = {
  name: '3 channels, 256 KiB messages, 16/4 MiB watermarks',
  channels: 3,
  ordered: false,
  messageBytes: 256 * kib,
  highBytes: 16 * mib - 256 * kib,
  lowBytes: 4 * mib,
}
/** Which of them is fastest once it runs differs from run to run. */
export const rawWays: readonly RawWay[] = [
  plain,
  { ...plain, name: 'one unordered channel, 64 KiB messages, 1 MiB watermark', ordered: false },
  {
    ...plain,
    name: 'one unordered channel, 256 KiB messages, 1 MiB watermark',
    ordered: false,
    messageBytes: 256 * kib,
  },
  three,
]

/** Connected ends that have moved nothing yet. */
export interface Ends extends AsyncDisposable {
  pages: Pages
  /** Begins to send so many bytes. */
  start(bytes: number): Promise<void>
  /** Bytes that have arrived. */
  received(): Promise<number>
  /** Resolves when so many bytes that were started have all arrived. */
  all(bytes: number): Promise<void>
  discards(): Promise<number>
}

export async function rawEnds(way: RawWay, relay?: Relay): Promise<Ends> {
  const pages = await openPages(relay)
  const { left, right } = pages
  await right.evaluate((given) => bench.makeRaw({ ...given, role: 'answer' }), way)
  await left.evaluate((given) => bench.makeRaw({ ...given, role: 'offer' }), way)
  await Promise.all([left, right].map((page) => page.evaluate(() => bench.rawOpen())))
  return {
    pages,
    async start(bytes) {
      // Goes on until all is sent, or the page is closed.
      left.evaluate((count) => bench.rawSend(count), bytes).catch(() => {})
    },
    received: () => right.evaluate(() => bench.rawReceived()),
    all: (bytes) => right.evaluate((count) => bench.rawWait(count), bytes),
    discards: () => left.evaluate(() => bench.rawDiscards()),
    [Symbol.asyncDispose]: () => pages[Symbol.asyncDispose](),
  }
}

export interface SessionEnds extends Ends {
  snapshot(): Promise<SessionSnapshot>
}

export async function sessionEnds(
  relay?: Relay,
  options: { seal?: boolean; mode?: 'reliable' | 'unreliable' } = {},
): Promise<SessionEnds> {
  const pages = await openPages(relay)
  const { left, right } = pages
  const { seal = true, mode = 'reliable' } = options
  const given = { seal, settings: { gentle: false, maxLanes: 16, mode } }
  await right.evaluate((session) => bench.makeSession('responder', session), given)
  await left.evaluate((session) => bench.makeSession('initiator', session), given)
  await Promise.all([left, right].map((page) => page.evaluate(() => bench.sessionOpen())))
  return {
    pages,
    async start(bytes) {
      await left.evaluate((count) => bench.offer({ from: 'memory', bytes: count }), bytes)
    },
    received: () => left.evaluate(() => bench.snapshot()?.transfers.at(-1)?.bytesDone ?? 0),
    all: () => right.evaluate(() => bench.allReceived()),
    discards: () =>
      left.evaluate(() =>
        bench.snapshot()!.lanes.reduce((sum, { discards }) => sum + Math.max(discards, 0), 0),
      ),
    snapshot: () => left.evaluate(() => bench.snapshot()!),
    [Symbol.asyncDispose]: () => pages[Symbol.asyncDispose](),
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** MB/s in so many seconds, after others that do not count. */
export async function rateOf(ends: Ends, beforeMs: number, ms: number): Promise<number> {
  await sleep(beforeMs)
  const [from, since] = [await ends.received(), performance.now()]
  await sleep(ms)
  return ((await ends.received()) - from) / 1e3 / (performance.now() - since)
}
