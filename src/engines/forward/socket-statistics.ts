import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const timeoutMs = 2000
const outputLimit = 16_000_000

/** What the kernel knows of one connection towards a viewer. */
export interface SocketStatistics {
  /** Bytes unsent or unacknowledged. */
  queued: number
  /** Milliseconds in which there was something to send, and of these, in which the viewer's window was closed. */
  busyMs: number
  windowLimitedMs: number
  /** Segments that had to be sent again. */
  retransmitted: number
}

/** By `local port` and viewer: `8554 10.0.0.8:51234`. */
export type StatisticsTable = Map<string, SocketStatistics>

export const statisticsKey = (localPort: number, viewer: string): string => `${localPort} ${viewer}`

/** Asks `ss`, which tells any user; undefined where there is none. */
export async function readStatistics(ports: readonly number[]): Promise<StatisticsTable | undefined> {
  if (process.platform !== 'linux' || ports.length === 0) return undefined
  const filter = ports.flatMap((port, n) => [...(n > 0 ? ['or'] : []), 'sport', '=', `:${port}`])
  try {
    const options = { timeout: timeoutMs, maxBuffer: outputLimit }
    const { stdout } = await run('ss', ['-tinH', 'state', 'established', '(', ...filter, ')'], options)
    return parseStatistics(stdout)
  } catch {
    return undefined
  }
}

/** Reads `ss -tinH state established`: a line of queues and addresses, then an indented line of facts, for each socket. */
export function parseStatistics(text: string): StatisticsTable {
  const table: StatisticsTable = new Map()
  let key: string | undefined
  let queued = 0
  for (const line of text.split('\n')) {
    const head = /^\d+\s+(\d+)\s+\S+:(\d+)\s+(\S+):(\d+)/.exec(line)
    if (head) {
      queued = Number(head[1])
      key = statisticsKey(Number(head[2]), `${plainAddress(head[3] ?? '')}:${head[4]}`)
    } else if (key !== undefined && /^\s/.test(line)) {
      const number = (pattern: RegExp) => Number(pattern.exec(line)?.[1] ?? 0)
      table.set(key, {
        queued,
        busyMs: number(/\bbusy:(\d+)ms/),
        windowLimitedMs: number(/\brwnd_limited:(\d+)ms/),
        retransmitted: number(/\bretrans:\d+\/(\d+)/),
      })
      key = undefined
    }
  }
  return table
}

/** As Node writes a viewer's address: IPv6 without a zone, in brackets. */
const plainAddress = (address: string): string => address.replace(/%[^\]]*/, '')

/** What held a connection back between two looks at it. */
export function limit(
  before: SocketStatistics | undefined,
  now: SocketStatistics,
): 'viewer' | 'network' | 'unknown' {
  if (before === undefined) return 'unknown'
  const busy = now.busyMs - before.busyMs
  if (busy > 0 && (now.windowLimitedMs - before.windowLimitedMs) / busy > 0.3) return 'viewer'
  return now.retransmitted > before.retransmitted ? 'network' : 'unknown'
}
