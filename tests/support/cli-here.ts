import { vi } from 'vitest'
import { exitStatus, failureOf, failureText } from '../../src/cli/failure.ts'
import { createProgram } from '../../src/cli/program.ts'

/** What the command line says and how it ends, within this process, which takes a fraction of the time of another one. */
export async function runHere(args: readonly string[], home: string) {
  vi.stubEnv('HAWSER_HOME', home)
  const said = { stdout: '', stderr: '', status: 0 }
  const hear = (stream: 'stdout' | 'stderr', end: string) => (text: unknown) => {
    said[stream] += `${text}${end}`
    return true
  }
  const heard = [
    vi.spyOn(console, 'log').mockImplementation(hear('stdout', '\n')),
    vi.spyOn(console, 'error').mockImplementation(hear('stderr', '\n')),
    vi.spyOn(process.stdout, 'write').mockImplementation(hear('stdout', '')),
  ]
  const before = process.exitCode
  process.exitCode = undefined
  try {
    await createProgram().parseAsync(args, { from: 'user' })
    said.status = Number(process.exitCode ?? 0)
  } catch (error) {
    const failure = failureOf(error)
    if (failure) {
      said.stderr += failureText(failure, args.includes('--json'))
      said.status = exitStatus(failure)
    }
  } finally {
    process.exitCode = before
    for (const spy of heard) spy.mockRestore()
    vi.unstubAllEnvs()
  }
  return { ...said, stdout: said.stdout.replace(/\n$/, '') }
}
