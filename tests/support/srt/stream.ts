import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ffmpeg } from '../ffmpeg.ts'

/** What an SRT packet of a live stream carries: seven packets of MPEG-TS. */
export const payloadBytes = 1316

/** A moving, noisy picture as MPEG-TS of exactly so many Mbit/s. */
export async function makeStream(megabits: number, seconds: number): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-stream-'))
  const file = join(folder, 'stream.ts')
  const picture = `testsrc2=size=640x360:rate=25:duration=${seconds},noise=alls=40:allf=t`
  const video = Math.round(megabits * 850)
  const rate = ['-b:v', `${video}k`, '-maxrate', `${video}k`, '-bufsize', '1M', '-muxrate', `${megabits}M`]
  try {
    await ffmpeg(
      ...['-f', 'lavfi', '-i', picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25'],
      ...['-pix_fmt', 'yuv420p', ...rate, '-f', 'mpegts', file],
    )
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
