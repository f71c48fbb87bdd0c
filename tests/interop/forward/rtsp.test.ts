import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ffmpeg, ffmpegOutput, testPicture } from '../../support/ffmpeg.ts'
import { EngineHarness } from '../../support/forward-engine.ts'
import { startRtspServer } from '../../support/rtsp-server.ts'

const seconds = 6
let folder: string
let video: Buffer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-interop-'))
  const file = join(folder, 'video.h264')
  await ffmpeg(...testPicture(seconds, '25', 0), '-f', 'h264', file)
  video = await readFile(file)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The checksums of every picture that ffmpeg decodes. */
const decoded = (port: number) =>
  ffmpegOutput(
    '-rtsp_transport',
    'tcp',
    '-i',
    `rtsp://127.0.0.1:${port}/x`,
    '-fps_mode',
    'passthrough',
    '-f',
    'framemd5',
    '-',
  )

const checksums = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)?.trim())

test.concurrent('ffmpeg decodes the same pictures through a rule as without it, and the monitor counts them all', async () => {
  await using camera = await startRtspServer({ video, fps: 25 })
  await using engine = new EngineHarness()
  const rule = await engine.add(camera)
  await engine.client.look({ ruleIds: [rule.id] })
  let closest = Number.POSITIVE_INFINITY
  const watch = engine.until(() => {
    const stream = engine.latest?.details[0]?.connections[0]?.stream
    // A busy machine may hold up the first or the last of those that are looked at.
    if (stream && stream.frames > 100) closest = Math.min(closest, Math.abs(stream.fps / 25 - 1))
    return engine.column(rule.id, 'frames') === camera.pictures
  })
  const [direct, forwarded] = await Promise.all([decoded(camera.port), decoded(rule.listen.port)])
  await watch
  expect(checksums(forwarded).length).toBeGreaterThan(seconds * 24)
  expect(checksums(forwarded)).toEqual(checksums(direct))
  expect(closest).toBeLessThan(0.01)
  expect(engine.column(rule.id, 'missingFrames')).toBe(0)
})

test.concurrent('exactly the pictures that a camera withheld count as missing', async () => {
  const withhold = new Set([40, 70, 71, 110])
  await using camera = await startRtspServer({ video, fps: 25, withhold })
  await using engine = new EngineHarness()
  const rule = await engine.add(camera)
  await decoded(rule.listen.port)
  await engine.until(
    () => engine.column(rule.id, 'accepted') === 1 && engine.column(rule.id, 'connections') === 0,
  )
  expect(engine.column(rule.id, 'frames')).toBe(camera.pictures - withhold.size)
  expect(engine.column(rule.id, 'missingFrames')).toBe(withhold.size)
})
