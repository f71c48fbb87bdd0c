import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { measureLoop } from '../../../src/engines/diagnose/tools/loop-delay.ts'
import { readFileText } from '../../../src/engines/diagnose/tools/read-file.ts'
import { runTool } from '../../../src/engines/diagnose/tools/run-tool.ts'
import { askTcp } from '../../../src/engines/diagnose/tools/tcp-answer.ts'
import type { Clock } from '../../../src/engines/kit/clock.ts'

const folder = mkdtempSync(join(tmpdir(), 'hawser-tools-'))
afterAll(() => rmSync(folder, { recursive: true }))
const never = new AbortController().signal
const isUnix = process.platform !== 'win32'
/** A busy machine takes its time to start one. */
const patient = { timeoutMs: 40_000 }
const node = (script: string, options?: Parameters<typeof runTool>[2]) =>
  runTool(process.execPath, ['-e', script], { ...patient, ...options })

describe('a program of the system', () => {
  test('is run with its arguments as they are, in English, with nothing to read', async () => {
    const script =
      'process.stdin.on("end", () => console.log(JSON.stringify([process.argv.slice(1), process.env.LC_ALL]))).resume()'
    const { state, code, stdout } = await runTool(
      process.execPath,
      ['-e', script, '$HOME;ls', 'a b'],
      patient,
    )
    expect([state, code]).toEqual(['ran', 0])
    expect(JSON.parse(stdout)).toEqual([['$HOME;ls', 'a b'], 'C'])
  })

  test('tells its status and what it complains of', async () => {
    expect(await node('console.error("no"); process.exit(3)')).toEqual({
      state: 'ran',
      code: 3,
      stdout: '',
      stderr: 'no\n',
    })
  })

  test('that is missing, or whose name is an option or a place, is missing', async () => {
    for (const file of ['hawser-has-no-such-tool', '-e', './ping', '../bin/sh', ''])
      expect((await runTool(file, [])).state).toBe('missing')
    expect((await runTool('ping', ['a\0b'])).state).toBe('missing')
  })

  test.runIf(isUnix)('that may not be run is denied', async () => {
    const file = join(folder, 'plain')
    writeFileSync(file, '')
    expect((await runTool(file, [])).state).toBe('denied')
  })

  test('that hangs is ended, with what it said until then, and all that holds its output', async () => {
    const script =
      'require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 45000)"], { stdio: "inherit" }); console.log("so far"); setInterval(() => {}, 1000)'
    const began = performance.now()
    const { state, code, stdout } = await node(script, { timeoutMs: 2000 })
    expect([state, code]).toEqual(['timeout', -1])
    expect(stdout === '' || stdout === 'so far\n').toBe(true)
    expect(performance.now() - began).toBeLessThan(44_000)
  })

  test('ends with the run, and is not begun after it', async () => {
    const run = new AbortController()
    const running = node('setInterval(() => {}, 1000)', { signal: run.signal })
    run.abort()
    expect((await running).state).toBe('timeout')
    expect((await node('1', { signal: run.signal })).state).toBe('timeout')
  })

  test('that floods is kept to its limit', async () => {
    const { state, stdout } = await node('process.stdout.write("x".repeat(3_000_000))', { maxBytes: 1000 })
    expect([state, stdout.length]).toEqual(['ran', 1000])
  })
})

describe('a file', () => {
  test('tells its text, and who may read it', async () => {
    const path = join(folder, 'wg0.conf')
    writeFileSync(path, 'text')
    chmodSync(path, 0o640)
    expect(await readFileText(path)).toEqual({ state: 'read', text: 'text', mode: isUnix ? 0o640 : 0 })
  })

  test('that is none is missing', async () => {
    expect((await readFileText(join(folder, 'gone'))).state).toBe('missing')
    expect((await readFileText(folder)).state).toBe('missing')
  })

  test.runIf(process.platform === 'linux')(
    'of the kernel is read, and one that never ends is not',
    async () => {
      expect((await readFileText('/proc/self/limits')).text).toContain('Max open files')
      expect((await readFileText('/dev/zero')).state).toBe('missing')
      execFileSync('mkfifo', [join(folder, 'pipe')])
      expect((await readFileText(join(folder, 'pipe'))).state).toBe('missing')
    },
  )
})

test('a port answers when it connects and when it refuses', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  expect(await askTcp('127.0.0.1', port, 10_000, never)).toBe('answered')
  await new Promise((resolve) => server.close(resolve))
  expect(await askTcp('127.0.0.1', port, 10_000, never)).toBe('answered')
  expect(await askTcp('127.0.0.1', port, 10_000, AbortSignal.abort())).toBe('silent')
})

test('an event loop that is held is seen', async () => {
  // Ends only after the loop was held, however busy the machine is.
  const clock: Clock = {
    now: () => performance.now(),
    after(_, then) {
      const timers = [
        setTimeout(() => {
          const until = performance.now() + 200
          while (performance.now() < until);
        }, 50),
        setTimeout(then, 500),
      ]
      return () => timers.forEach(clearTimeout)
    },
  }
  const { p99Ms, maxMs } = await measureLoop(500, clock, never)
  expect(maxMs).toBeGreaterThan(150)
  expect(p99Ms).toBeLessThanOrEqual(maxMs)
})
