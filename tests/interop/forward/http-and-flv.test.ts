import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countFrames, ffmpeg, testPicture } from '../../support/ffmpeg.ts'
import { dial, EngineHarness, listen, readAll } from '../../support/forward-engine.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-interop-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('MJPEG in a multipart answer: every picture of ffmpeg is counted', async () => {
  const file = join(folder, 'pictures.mjpeg')
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25:duration=4', '-c:v', 'mjpeg']
  await ffmpeg(...picture, '-f', 'mpjpeg', file)
  const bytes = await readFile(file)
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace;boundary=ffmpeg' })
    response.end(bytes)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await using engine = new EngineHarness()
  const rule = await engine.add({ host: '127.0.0.1', port })
  const viewer = await dial(rule.listen.port)
  viewer.end('GET / HTTP/1.1\r\nHost: camera\r\nConnection: close\r\n\r\n')
  expect((await readAll(viewer)).length).toBeGreaterThan(bytes.length)
  await engine.until(
    () => engine.column(rule.id, 'accepted') === 1 && engine.column(rule.id, 'connections') === 0,
  )
  expect(engine.column(rule.id, 'frames')).toBe(100)
  server.close()
})

test('FLV over TCP: every frame of ffmpeg is counted', async () => {
  const file = join(folder, 'video.flv')
  await ffmpeg(...testPicture(4, '25', 2), '-f', 'flv', file)
  const bytes = await readFile(file)
  await using camera = await listen((socket) => socket.end(bytes))
  await using engine = new EngineHarness()
  const rule = await engine.add(camera)
  expect((await readAll(await dial(rule.listen.port))).equals(bytes)).toBe(true)
  await engine.until(
    () => engine.column(rule.id, 'accepted') === 1 && engine.column(rule.id, 'connections') === 0,
  )
  expect(engine.column(rule.id, 'frames')).toBe(await countFrames(file))
  expect(engine.column(rule.id, 'missingFrames')).toBe(0)
})
