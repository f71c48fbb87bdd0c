import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { project, Running } from '../../system/cli/harness.ts'

const cli = join(project, 'src/cli/index.ts')

/** Two command lines with a tunnel between them, each with a user-data folder of its own, as on two machines. */
export interface CliTunnel extends AsyncDisposable {
  near: Running
  far: Running
  /** Where the ways of a kind listen, in the order of their options. */
  ports(kind: 'forward' | 'reverse' | 'socks' | 'guacd'): number[]
}

export interface CliTunnelOptions {
  /** Of `hawser tunnel serve`. */
  serve: readonly string[]
  /** Of `hawser tunnel`. */
  ways: readonly string[]
  /** Of both; without, with the stack that needs the least to begin with. */
  both?: readonly string[]
}

export const quickStack = ['--stack', 'werift'] as const

/** Resolves when all ways listen. */
export async function openCliTunnel({
  serve,
  ways,
  both = quickStack,
}: CliTunnelOptions): Promise<CliTunnel> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-tunnel-'))
  const run = (home: string, args: readonly string[]) =>
    new Running([cli, 'tunnel', ...args, ...both, '--json', '--interval', '100ms'], {
      HAWSER_HOME: join(folder, home),
    })
  const far = run('far', ['serve', ...serve])
  const started = [far]
  const close = async () => {
    for (const running of started) await running[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const { link } = await far.event('code')
    const near = run('near', ['--code', String(link), ...ways])
    started.push(near)
    const wanted = ways.filter((word) => /^--(forward|reverse|socks|guacd)$/.test(word)).length
    const listening = () =>
      near.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'listening')
    for (let seen = 0; seen < wanted; seen = listening().length)
      await near.line((line) => line.includes('"listening"') && listening().length > seen)
    return {
      near,
      far,
      ports: (kind) =>
        listening()
          .filter((line) => line.kind === kind)
          .map(({ listen }) => Number(String(listen).split(':').at(-1))),
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
