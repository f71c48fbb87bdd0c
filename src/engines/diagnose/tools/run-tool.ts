import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { powershell, toolEnvironment } from '../../kit/network/system-tools.ts'

export interface ToolOptions {
  /** The program is ended after this; 5000 without. */
  timeoutMs?: number
  /** Of each output, what is beyond is not kept; 1,000,000 without. */
  maxBytes?: number
}

export interface ToolOutput {
  /**
   * - `ran`: ended by itself; see `code`
   * - `missing`: there is no such program
   * - `denied`: the system does not let this user start it
   * - `timeout`: was ended, for its time was over or the run was
   */
  state: 'ran' | 'missing' | 'denied' | 'timeout'
  /** The exit status; -1 when it did not end by itself. */
  code: number
  /** As far as it was told: also of a program that was ended. */
  stdout: string
  stderr: string
}

const usualTimeoutMs = 5000
const usualBytes = 1_000_000

/** A name such as `ping`, or a whole path; nothing that could be an option or a place relative to the current folder. */
const programPattern = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*|\/[^\0]+|[A-Za-z]:\\[^\0]+)$/

/**
 * Runs a program with a list of arguments, never through a shell, with nothing on its input, its answers in English
 * where it has them in several languages. Never rejects.
 */
export function runTool(
  file: string,
  args: readonly string[],
  { timeoutMs = usualTimeoutMs, maxBytes = usualBytes, signal }: ToolOptions & { signal?: AbortSignal } = {},
): Promise<ToolOutput> {
  const refused: ToolOutput = { state: 'missing', code: -1, stdout: '', stderr: '' }
  if (!programPattern.test(file) || args.some((arg) => arg.includes('\0'))) return Promise.resolve(refused)
  if (signal?.aborted) return Promise.resolve({ ...refused, state: 'timeout' })
  return new Promise((resolve) => {
    const child = start(file, args)
    if (child === undefined) return resolve({ ...refused, state: 'denied' })
    const stdout = collect(child.stdout, maxBytes)
    const stderr = collect(child.stderr, maxBytes)
    const finish = (state: ToolOutput['state'], code: number) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve({ state, code, stdout: stdout(), stderr: stderr() })
    }
    const end = () => {
      finish('timeout', -1)
      child.kill('SIGKILL')
      // What it started may hold them open.
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
    const timer = setTimeout(end, timeoutMs)
    signal?.addEventListener('abort', end)
    child.once('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ENOENT' ? 'missing' : 'denied', -1),
    )
    child.once('close', (code) => finish('ran', code ?? -1))
  })
}

function start(file: string, args: readonly string[]) {
  try {
    const options = { env: { ...toolEnvironment(), LANG: 'C', LANGUAGE: 'C' }, windowsHide: true }
    return spawn(programPath(file), [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch {
    // Some refusals are thrown, others told by an event.
    return undefined
  }
}

function collect(stream: NodeJS.ReadableStream | null, maxBytes: number): () => string {
  const chunks: Buffer[] = []
  let room = maxBytes
  // There is none when the system is out of handles.
  stream?.on('error', () => {})
  stream?.on('data', (chunk: Buffer) => {
    if (room > 0) chunks.push(chunk.subarray(0, room))
    room -= chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}

/** On Windows a program of that name in the current folder would run instead of the system's. */
function programPath(file: string): string {
  if (process.platform !== 'win32' || /[\\/]/.test(file)) return file
  const system = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32')
  if (/^powershell(?:\.exe)?$/i.test(file)) return powershell()
  return join(system, /\.exe$/i.test(file) ? file : `${file}.exe`)
}
