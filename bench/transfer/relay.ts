import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Impairment {
  /** Both ways together. */
  rttMs: number
  /** 0…1, of the packets of each direction. */
  loss: number
  bytesPerSecond: number
  queueBytes: number
}

/** The path of the measurements: 50 MB/s, shared by all connections, with 1 MB that may wait. */
export const path = (rttMs: number, loss: number): Impairment => ({
  rttMs,
  loss,
  bytesPerSecond: 50e6,
  queueBytes: 1e6,
})

export interface Relay extends AsyncDisposable {
  /** The same candidate at a port of the relay; empty for what it does not lead to. `side`: whose it is. */
  through(side: 0 | 1, candidate: string): Promise<string>
}

export async function startRelay({ rttMs, loss, bytesPerSecond, queueBytes }: Impairment): Promise<Relay> {
  const folder = mkdtempSync(join(tmpdir(), 'hawser-bench-'))
  const program = join(folder, 'relay')
  execFileSync('gcc', ['-O2', '-o', program, join(import.meta.dirname, 'relay.c')])
  const figures = [(rttMs * 1000) / 2, bytesPerSecond, queueBytes, Math.round(loss * 1e6)].map(String)
  const child = spawn(program, figures, { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: ((port: string) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line))
  const ports = new Map<string, Promise<string>>()
  return {
    async through(side, candidate) {
      const parts = candidate.split(' ')
      const [address = '', port = ''] = parts.slice(4, 6)
      if (parts[2]?.toLowerCase() !== 'udp' || !/^[\d.]+$/.test(address)) return ''
      const key = `${side} ${address} ${port}`
      let relayed = ports.get(key)
      if (relayed === undefined) {
        relayed = new Promise((resolve) => waiting.push(resolve))
        ports.set(key, relayed)
        child.stdin.write(`add ${key}\n`)
      }
      parts[4] = '127.0.0.1'
      parts[5] = await relayed
      return parts.join(' ')
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
