import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesOf, ip, makeNamespace, type Network, sideIn, withCubic } from './network.ts'
import { Program } from './programs.ts'

export interface Impairment {
  /** One way. */
  delayMs: number
  bitsPerSecond: number
  queueMs: number
  /** 0…1, of the packets of each direction. */
  loss: number
}

/** Two machines far apart, with addresses of the Internet (RFC 5737), on a link that treats TCP and UDP alike. */
export async function impairedLink(impairment: Impairment): Promise<Network & AsyncDisposable> {
  const { delayMs, bitsPerSecond, queueMs, loss } = impairment
  const folder = mkdtempSync(join(tmpdir(), 'hawser-bench-'))
  const program = join(folder, 'impaired-link')
  execFileSync('gcc', ['-O2', '-pthread', '-o', program, join(import.meta.dirname, 'impaired-link.c')])
  const [near, far] = [makeNamespace(), makeNamespace()]
  const here = {
    host: '',
    command: (name: string, args: readonly string[]): [string, string[]] => [name, [...args]],
  }
  const figures = [delayMs * 1000, bitsPerSecond, queueMs * 1000, Math.round(loss * 1e6)].map(String)
  const link = new Program(here, program, [near.name, far.name, ...figures])
  await link.until('ready')
  for (const [{ name }, own, other] of [
    [near, '198.51.100.1', '198.51.100.2'],
    [far, '198.51.100.2', '198.51.100.1'],
  ] as const) {
    ip(`-netns ${name} addr add ${own} peer ${other} dev cable`)
    ip(`-netns ${name} link set cable up`)
    withCubic(name, other)
  }
  const dispose = () => {
    near.remove()
    far.remove()
    rmSync(folder, { recursive: true })
  }
  return {
    near: sideIn(near.name, '198.51.100.1'),
    far: sideIn(far.name, '198.51.100.2'),
    crossed: () => bytesOf(near.name, 'cable'),
    [Symbol.dispose]: dispose,
    async [Symbol.asyncDispose]() {
      await link[Symbol.asyncDispose]()
      dispose()
    },
  }
}
