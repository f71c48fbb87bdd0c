import { access, open, readlink } from 'node:fs/promises'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { basename } from 'node:path'
import { runProgram } from '../../../programs/run-program.ts'

const timeoutMs = 5000
const outputLimit = 2_000_000
const fileLimit = 2_000_000
const chunkBytes = 16_384

export interface ToolOutput {
  /** Ended by itself with status 0. */
  ok: boolean
  stdout: string
  stderr: string
}

/** What is asked of the system, as a parameter, so that tests answer with what other systems say. */
export interface SystemTools {
  readonly platform: NodeJS.Platform
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>
  /** Runs a program with a list of arguments, never through a shell; undefined when it is missing, hangs or floods. */
  run(program: string, args: readonly string[]): Promise<ToolOutput | undefined>
  /** Undefined for what cannot be read. */
  readText(path: string): Promise<string | undefined>
  exists(path: string): Promise<boolean>
  /** The last part of what a symbolic link leads to; empty where there is none. */
  linkName(path: string): Promise<string>
}

/** Many systems keep network tools where an ordinary user's path does not lead. */
export const toolEnvironment = (): NodeJS.ProcessEnv => {
  const path = process.env['PATH'] ?? ''
  const more = process.platform === 'win32' ? '' : ':/usr/sbin:/sbin:/usr/bin:/bin'
  return { ...process.env, PATH: `${path}${more}`, LC_ALL: 'C' }
}

export const systemTools: SystemTools = {
  platform: process.platform,
  interfaces() {
    try {
      return networkInterfaces()
    } catch {
      // A sandbox may forbid it.
      return {}
    }
  },
  async run(program, args) {
    const output = await runProgram(program, args, {
      env: toolEnvironment(),
      timeoutMs,
      maxBytes: outputLimit,
    })
    return output && { ok: output.code === 0, stdout: output.stdout, stderr: output.stderr }
  },
  async readText(path) {
    try {
      await using file = await open(path)
      // Files of the kernel tell no size, and tell what they hold in several reads.
      const chunks: Buffer[] = []
      for (let total = 0; total < fileLimit; ) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes)
        if (bytesRead === 0) break
        chunks.push(buffer.subarray(0, bytesRead))
        total += bytesRead
      }
      return Buffer.concat(chunks).toString('utf8')
    } catch {
      return undefined
    }
  },
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  linkName: (path) => readlink(path).then(basename, () => ''),
}

/** A program of Windows by its full path: one of that name in the current folder must not run instead. */
export const windowsProgram = (name: string): string =>
  `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\${name}.exe`

export const powershell = (): string => windowsProgram('WindowsPowerShell\\v1.0\\powershell')

/** Arguments that run `script` without profile, prompts or colours, answering in UTF-8. */
export const powershellArguments = (script: string): string[] => [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  `$ProgressPreference='SilentlyContinue';[Console]::OutputEncoding=[Text.Encoding]::UTF8;${script}`,
]

/** Parsed JSON, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The objects of a list; one alone counts as a list, as PowerShell has it. */
export function objectsOf(value: unknown): Record<string, unknown>[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)
