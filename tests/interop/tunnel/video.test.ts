import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ffmpeg, ffmpegOutput, testPicture } from '../../support/ffmpeg.ts'
import { chromiumPath } from '../../support/rtc/browser-stack.ts'
import { startRtspServer } from '../../support/rtsp-server.ts'
import { startCamera } from '../../support/tunnel-peers/camera.ts'
import { openCliTunnel } from '../../support/tunnel-peers/cli-tunnel.ts'

let folder: string
let video: Buffer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-interop-'))
  const file = join(folder, 'video.h264')
  await ffmpeg(...testPicture(2, '25', 0), '-f', 'h264', file)
  video = await readFile(file)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The checksums of every picture that ffmpeg decodes. */
async function decoded(port: number): Promise<(string | undefined)[]> {
  const input = ['-rtsp_transport', 'tcp', '-i', `rtsp://127.0.0.1:${port}/x`]
  const text = await ffmpegOutput(...input, '-fps_mode', 'passthrough', '-f', 'framemd5', '-')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => line.split(',').at(-1)?.trim())
}

test.concurrent.each(['node-datachannel', 'werift'])(
  'ffmpeg decodes the same pictures of an RTSP camera through a tunnel of %s as without it',
  async (stack) => {
    await using camera = await startRtspServer({ video, fps: 25 })
    const target = `127.0.0.1:${camera.port}`
    await using tunnel = await openCliTunnel({
      serve: ['--allow', target],
      ways: ['--forward', `0=${target}`],
      both: ['--stack', stack],
    })
    const [port = 0] = tunnel.ports('forward')
    const [direct, through] = await Promise.all([decoded(camera.port), decoded(port)])
    expect(through.length).toBeGreaterThan(45)
    expect(through).toEqual(direct)
  },
)

test('Chromium shows the page of an MJPEG camera, and its picture moves', async () => {
  await using camera = await startCamera()
  const target = `127.0.0.1:${camera.port}`
  await using tunnel = await openCliTunnel({ serve: ['--allow', target], ways: ['--forward', `0=${target}`] })
  const [port = 0] = tunnel.ports('forward')
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    // A picture that never ends is never loaded.
    await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'commit' })
    const live = page.locator('#live')
    await page.waitForFunction(() => document.querySelector('img')?.naturalWidth === 320)
    const shots = new Set<string>()
    for (let tries = 0; tries < 100 && shots.size < 3; tries++)
      shots.add((await live.screenshot()).toString('base64'))
    expect(shots.size).toBe(3)
    expect(camera.sent()).toBeGreaterThan(2)
  } finally {
    await browser.close()
  }
})
