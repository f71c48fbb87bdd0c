import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs ffmpeg to its end. Throws with what it said when it fails. */
export async function ffmpeg(...args: string[]): Promise<void> {
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], {
    maxBuffer: 16_000_000,
  })
}

/** What ffmpeg writes to its standard output. */
export async function ffmpegOutput(...args: string[]): Promise<string> {
  const options = { maxBuffer: 64_000_000 }
  const { stdout } = await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', ...args], options)
  return stdout
}

/** The number of video frames in a file, as ffprobe decodes them. */
export async function countFrames(file: string): Promise<number> {
  const select = ['-select_streams', 'v:0', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0']
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_frames', ...select, file])
  return Number.parseInt(stdout, 10)
}

/** An ffmpeg that runs until it is disposed of or ends by itself. */
export function startFfmpeg(...args: string[]) {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = once(child, 'exit')
  return {
    exited,
    kill: () => child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** A moving test picture of so many seconds, encoded as H.264 with a keyframe a second. */
export const testPicture = (seconds: number, rate: string, bFrames: number) => [
  ...['-f', 'lavfi', '-i', `testsrc=size=640x360:rate=${rate}:duration=${seconds}`],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-bf', String(bFrames), '-pix_fmt', 'yuv420p'],
]
