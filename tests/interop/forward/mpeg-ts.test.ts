import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countFrames, ffmpeg, testPicture } from '../../support/ffmpeg.ts'
import { dial, EngineHarness, listen, readAll } from '../../support/forward-engine.ts'

const packetBytes = 188
const seconds = 8
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-interop-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function make(rate: string, bFrames: number) {
  const file = join(folder, `${rate.replace('/', '-')}-${bFrames}.ts`)
  await ffmpeg(...testPicture(seconds, rate, bFrames), '-f', 'mpegts', file)
  return { file, bytes: await readFile(file) }
}

/** A camera that sends a file evenly over its duration, and holds the connection until it is let go. */
const camera = (bytes: Buffer) =>
  listen((socket) => {
    const started = performance.now()
    let sent = 0
    const timer = setInterval(() => {
      const share = Math.min((performance.now() - started) / (seconds * 1000), 1)
      const due = Math.floor((share * bytes.length) / packetBytes) * packetBytes
      if (due > sent) socket.write(bytes.subarray(sent, due))
      sent = due
      if (share === 1) clearInterval(timer)
    }, 10)
    socket.on('close', () => clearInterval(timer))
  })

/** Plays bytes through a rule and returns what arrived and what the monitor counted when all was through. */
async function play(bytes: Buffer) {
  await using source = await camera(bytes)
  await using engine = new EngineHarness()
  const rule = await engine.add(source)
  await engine.client.look({ ruleIds: [rule.id] })
  const viewer = await dial(rule.listen.port)
  const arrived = readAll(viewer)
  const fps = new Set<number>()
  await engine.until(() => {
    const { frames = 0, fps: now = 0 } = engine.latest?.details[0]?.connections[0]?.stream ?? {}
    if (frames > 100) fps.add(now)
    return engine.column(rule.id, 'bytesDown') === bytes.length
  })
  await engine.until(() => engine.latest?.details[0]?.connections[0]?.bytesDown === bytes.length)
  const { stream } = engine.latest!.details[0]!.connections[0]!
  for (const socket of source.sockets) socket.end()
  return { stream: stream!, fps, arrived: await arrived }
}

test.concurrent.each([
  ['25', 25, 2],
  ['30000/1001', 29.97, 0],
])('a stream of ffmpeg at %s fps arrives byte for byte, every frame counted', async (rate, fps, bFrames) => {
  const { file, bytes } = await make(rate, bFrames)
  const { stream, fps: told, arrived } = await play(bytes)
  expect(sha256(arrived)).toBe(sha256(bytes))
  expect(stream).toMatchObject({
    protocol: 'mpeg-ts',
    codec: 'H.264',
    missingFrames: 0,
    resyncs: 0,
    estimated: false,
  })
  expect(stream.frames).toBe(await countFrames(file))
  expect(Math.abs(stream.nominalFps / fps - 1)).toBeLessThan(0.01)
  // A busy machine may hold up the first or the last of those that are looked at.
  expect(Math.min(...[...told].map((each) => Math.abs(each / fps - 1)))).toBeLessThan(0.01)
})

test.concurrent('exactly the frames that were withheld count as missing', async () => {
  const { bytes } = await make('25', 0)
  const withheld = new Set([60, 90, 91, 150])
  expect((await play(withoutFrames(bytes, withheld))).stream.missingFrames).toBe(withheld.size)
})

/** Leaves out every packet of some frames. ffmpeg's first video stream has the packet identifier 0x100. */
function withoutFrames(bytes: Buffer, withheld: ReadonlySet<number>): Buffer {
  const kept: Buffer[] = []
  let frame = -1
  for (let at = 0; at < bytes.length; at += packetBytes) {
    const isVideo = (bytes.readUInt16BE(at + 1) & 0x1fff) === 0x100
    if (isVideo && (bytes[at + 1]! & 0x40) !== 0) frame++
    if (!isVideo || !withheld.has(frame)) kept.push(bytes.subarray(at, at + packetBytes))
  }
  return Buffer.concat(kept)
}
