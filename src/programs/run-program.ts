import type { Readable } from 'node:stream'
import { startProgram } from './start-program.ts'

export interface RunOptions {
  env: NodeJS.ProcessEnv
  timeoutMs: number
  /** Of both outputs together. */
  maxBytes: number
}

export interface ProgramOutput {
  /** The exit status. */
  code: number
  stdout: string
  stderr: string
}

/** Runs a program to its end. Undefined when it is missing, hangs or floods, which ends it, or is ended by somebody else. Never rejects. */
export async function runProgram(
  file: string,
  args: readonly string[],
  { env, timeoutMs, maxBytes }: RunOptions,
): Promise<ProgramOutput | undefined> {
  const program = startProgram(file, args, { env, outputs: ['stdout', 'stderr'] })
  const { stdout, stderr } = program
  let isCut = false
  const cut = () => {
    isCut = true
    program.kill()
    // What it has started may hold them open.
    stdout?.destroy()
    stderr?.destroy()
  }
  let room = maxBytes
  const collect = (stream: Readable | null) => {
    const chunks: Buffer[] = []
    stream?.on('error', () => {})
    stream?.on('data', (chunk: Buffer) => {
      room -= chunk.length
      if (room < 0) cut()
      else chunks.push(chunk)
    })
    return () => Buffer.concat(chunks).toString('utf8')
  }
  const [out, err] = [collect(stdout), collect(stderr)]
  const timer = setTimeout(cut, timeoutMs)
  const end = await program.ended
  clearTimeout(timer)
  return isCut || 'failed' in end || end.code === null
    ? undefined
    : { code: end.code, stdout: out(), stderr: err() }
}
