import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { makeTransportIdentity } from '../../tests/support/transport/identity.ts'
import type { Network } from './network.ts'
import { Program } from './programs.ts'
import type { EndOptions } from './stream-end.ts'

const end = join(import.meta.dirname, 'stream-end.ts')

export type Copy = Pick<EndOptions, 'way' | 'bytes' | 'ms' | 'profile' | 'congestion'> & {
  /** Of a file into another; else memory. */
  files?: { from: string; to: string }
}

/** MB/s of one stream from the near side to the far one, acknowledged by what took it. */
export async function copy(network: Network, { files, ...options }: Copy): Promise<number> {
  const [near, far] = [await makeTransportIdentity(), await makeTransportIdentity()]
  const port = 18_771
  const start = (
    role: 'serve' | 'send',
    own: typeof near,
    other: string,
    host: string,
    file: string | undefined,
  ) => {
    const all = { ...options, role, own, other, host, port, ...(file !== undefined && { file }) }
    return new Program(role === 'serve' ? network.far : network.near, process.execPath, [
      end,
      JSON.stringify(all),
    ])
  }
  await using server = start('serve', far, near.certificate, network.far.host, files?.to)
  await server.until('listening')
  await using sender = start('send', near, far.certificate, network.far.host, files?.from)
  const { rate } = await sender.until<{ rate: number }>('copied', () => true, 600_000)
  return rate
}

/** MB/s of TCP, as iperf3 says that they arrived. */
export async function iperf(network: Network, seconds: number): Promise<number> {
  const port = '18772'
  await using _server = new Program(network.far, 'iperf3', ['-s', '-1', '-p', port, '-B', network.far.host])
  await new Promise((resolve) => setTimeout(resolve, 300))
  const args = ['-c', network.far.host, '-p', port, '-t', String(seconds), '-J']
  const [command, all] = network.near.command('iperf3', args)
  const told = JSON.parse(execFileSync(command, all, { encoding: 'utf8' })) as {
    end: { sum_received: { bits_per_second: number } }
  }
  return told.end.sum_received.bits_per_second / 8e6
}
