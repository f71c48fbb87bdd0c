import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countFrames, startFfmpeg, testPicture } from '../../support/ffmpeg.ts'
import { EngineHarness, freePort } from '../../support/forward-engine.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hawser-interop-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('ffmpeg publishes RTMP through a rule to ffmpeg, and every frame is counted', async () => {
  const target = await freePort()
  const file = join(folder, 'received.flv')
  await using engine = new EngineHarness()
  const rule = await engine.add({ host: '127.0.0.1', port: target })
  await using server = startFfmpeg(
    '-listen',
    '1',
    '-i',
    `rtmp://127.0.0.1:${target}/live/x`,
    '-c',
    'copy',
    file,
  )
  // Held by the rule until the server listens.
  await using _camera = startFfmpeg(
    '-re',
    ...testPicture(4, '25', 0),
    '-f',
    'flv',
    `rtmp://127.0.0.1:${rule.listen.port}/live/x`,
  )
  await server.exited
  await engine.until(
    () => engine.column(rule.id, 'accepted') === 1 && engine.column(rule.id, 'connections') === 0,
  )
  expect(engine.column(rule.id, 'frames')).toBe(await countFrames(file))
  expect(engine.column(rule.id, 'missingFrames')).toBe(0)
})
