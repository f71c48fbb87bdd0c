import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import type { Program } from '../../../src/programs/program.ts'
import { runProgram } from '../../../src/programs/run-program.ts'
import { spawnBeside } from '../../../src/programs/spawn-beside.ts'
import { spawnByNode } from '../../../src/programs/start-program.ts'

const node = process.execPath
const usual = { env: process.env, timeoutMs: 30_000, maxBytes: 1_000_000 }
const run = (script: string, options: Partial<typeof usual> = {}, ...args: string[]) =>
  runProgram(node, ['-e', script, ...args], { ...usual, ...options })

async function textOf(program: Program) {
  program.stderr?.resume()
  let text = ''
  program.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  await program.ended
  return text
}

describe('a program that is run', () => {
  test('gets its arguments as they are, the variables that it was given and no input, and tells what it wrote', async () => {
    const script = `console.log(JSON.stringify([process.argv.slice(1), process.env.ONE, process.env.HOME]));
      console.error(require('fs').readFileSync(0, 'utf8') === '' ? 'no input' : 'input')`
    const args = ['a b', '$HOME', '"', 'ä', '']
    const output = await run(script, { env: { ONE: '1=2', PATH: process.env['PATH'] } }, ...args)
    expect(output).toEqual({
      code: 0,
      stdout: `${JSON.stringify([args, '1=2', null])}\n`,
      stderr: 'no input\n',
    })
  })

  test('tells its exit status', async () => {
    expect(await run('process.exitCode = 7')).toEqual({ code: 7, stdout: '', stderr: '' })
  })

  test('is told of only when it has ended by itself', async () => {
    expect(await run('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)')).toBeUndefined()
    expect(await runProgram('no-such-program-here', [], usual)).toBeUndefined()
    expect(await runProgram('/no/such/program', [], usual)).toBeUndefined()
    expect(await runProgram('/', [], usual)).toBeUndefined()
  })

  test('is found where its variables say', async () => {
    const folder = node.slice(0, node.lastIndexOf('/'))
    const named = (path: string) => runProgram('node', ['-p', '1'], { ...usual, env: { PATH: path } })
    expect(await named(`/no/such/folder:${folder}`)).toMatchObject({ stdout: '1\n' })
    expect(await named('/no/such/folder')).toBeUndefined()
  })

  test('is ended when it hangs, also when what it has started holds its output open', async () => {
    const script = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' })
      setInterval(() => {}, 1000)`
    expect(await run(script, { timeoutMs: 1500 })).toBeUndefined()
  })

  test('is ended when it floods', async () => {
    const script = `setInterval(() => process.stdout.write('x'.repeat(100000)), 1)`
    expect(await run(script, { maxBytes: 300_000 })).toBeUndefined()
  })
})

describe.skipIf(process.platform !== 'linux')('a program that is started beside this process', () => {
  const startable = { env: process.env, outputs: ['stdout', 'stderr'] as const }

  test.each([
    ['beside', spawnBeside],
    ['by Node', spawnByNode],
  ])('%s ends as it should', async (_, start) => {
    const ended = (script: string, act?: (program: ReturnType<typeof start>) => void) => {
      const program = start(node, ['-e', script], startable)
      program.stdout?.resume()
      program.stderr?.resume()
      act?.(program)
      return program.ended
    }
    expect(await ended('process.exitCode = 3')).toEqual({ code: 3, signal: null })
    expect(await ended('setInterval(() => {}, 1000)', (program) => program.kill())).toEqual({
      code: null,
      signal: 'SIGKILL',
    })
    expect(await start('no-such-program-here', [], startable).ended).toMatchObject({
      failed: { code: 'ENOENT' },
    })
  })

  test('has the usual signals, of this process no descriptor, and leaves none', async () => {
    const descriptors = () => readdirSync('/proc/self/fd').length
    await run('0')
    const before = descriptors()
    for (let n = 0; n < 10; n++) await runProgram('true', [], usual)
    expect(descriptors()).toBe(before)
    const output = await runProgram('grep', ['-E', '^Sig(Blk|Ign)', '/proc/self/status'], usual)
    const [blocked, ignored] = output!.stdout
      .trim()
      .split('\n')
      .map((line) => BigInt(`0x${line.slice(-16)}`))
    expect(blocked).toBe(0n)
    // The two of the C library's own it leaves ignored.
    expect(ignored! & 0x7fff_ffffn).toBe(0n)
    // What this test was started with belongs to whoever has started it, and goes on to all.
    const list = (start: typeof spawnByNode) => textOf(start('ls', ['/proc/self/fd'], startable))
    expect(await list(spawnBeside)).toBe(await list(spawnByNode))
  })

  test('leaves no zombie behind, and kills nobody else once it has ended', async () => {
    const program = spawnBeside('true', [], startable)
    program.stdout?.resume()
    program.stderr?.resume()
    await program.ended
    expect(() => readlinkSync(`/proc/${program.pid}/exe`)).toThrow(/ENOENT/)
    program.kill()
    const zombies = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
          return stat.includes(') Z ') && stat.includes(` ${process.pid} `)
        } catch {
          return false
        }
      })
    expect(zombies).toEqual([])
  })

  test('keeps no thread from being ended while it runs', async () => {
    const source = new URL('../../../src/programs/start-program.ts', import.meta.url)
    const worker = new Worker(
      `import(${JSON.stringify(source.href)}).then(({ startProgram }) => {
        const program = startProgram('sleep', ['600'], { env: process.env, outputs: ['stdout'] })
        program.stdout.resume()
        require('node:worker_threads').parentPort.postMessage(program.pid)
      })`,
      { eval: true },
    )
    const pid = await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()
    process.kill(pid, 'SIGKILL')
  })
})
