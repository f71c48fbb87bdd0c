import { familyOf } from '../../kit/network/address.ts'
import type { CheckContext, Platform } from '../check.ts'
import type { ToolOutput } from './run-tool.ts'

export interface PingReport {
  /** Requests that left; what the program did not tell is counted from the answers. */
  sent: number
  /** Round trips in the order of the answers, ms. Windows tells whole ms, and less than 1 as 1. */
  rttsMs: number[]
  /** A packet was too large for a router or for this machine's own interface, and that was said. */
  isTooBig: boolean
  /** The MTU that was told with it, bytes; 0 without. */
  toldMtu: number
  /** A router or this machine says that there is no way. */
  isUnreachable: boolean
}

const maxReplies = 5000

/** Reads what `ping` prints on Linux (iputils, busybox) and macOS (`ping`, `ping6`); undefined when it did not begin. */
export function parseUnixPing({
  stdout,
  stderr,
}: Pick<ToolOutput, 'stdout' | 'stderr'>): PingReport | undefined {
  const text = `${stdout}\n${stderr}`
  const rttsMs: number[] = []
  let highest = 0
  for (const line of text.split('\n')) {
    const reply = /seq=(\d{1,6})\b.*\btime[=<]([\d.]{1,12}) ?ms/.exec(line)
    const rtt = Number(reply?.[2])
    if (reply === null || line.includes('DUP!') || !Number.isFinite(rtt) || rttsMs.length >= maxReplies)
      continue
    highest = Math.max(highest, Number(reply[1]))
    rttsMs.push(rtt)
  }
  const sent = /^(\d{1,6}) packets transmitted/m.exec(text)?.[1]
  const tooBig =
    /message too long(?:,? mtu ?= ?(\d{1,6}))?|frag(?:mentation)? needed[^\n]*?(?:mtu ?=? ?(\d{1,6}))?\)|packet too big[^\n]*?mtu ?= ?(\d{1,6})/i.exec(
      text,
    )
  const isUnreachable = /unreachable|no route to host|packet filtered|prohibited/i.test(text)
  if (sent === undefined && rttsMs.length === 0 && tooBig === null && !isUnreachable) return undefined
  return {
    sent: Math.max(Number(sent ?? highest), rttsMs.length),
    rttsMs,
    isTooBig: tooBig !== null,
    toldMtu: Number(tooBig?.[1] ?? tooBig?.[2] ?? tooBig?.[3] ?? 0),
    isUnreachable,
  }
}

/** Reads what `ping` of Windows prints in any language: by its numbers, and by what is not translated. */
export function parseWindowsPing({ stdout }: Pick<ToolOutput, 'stdout'>): PingReport | undefined {
  const rttsMs: number[] = []
  let sent = 0
  let isTooBig = false
  let failed = 0
  for (const line of stdout.split(/\r?\n/)) {
    const times = [...line.matchAll(/[=<] ?(\d{1,6}) ?ms/g)]
    const counts = /^\s+\S.*?= ?(\d{1,6}),.*?= ?(\d{1,6}),.*?= ?(\d{1,6})/.exec(line)
    if (times.length === 1 && rttsMs.length < maxReplies) rttsMs.push(Number(times[0]?.[1]))
    else if (times.length === 0 && counts) sent = Number(counts[1])
    else if (/\bDF\b/.test(line)) isTooBig = true
    // An answer of somebody without a time is a router's, which says that there is no way.
    else if (/[\da-f]: \D+\.?$/i.test(line) && !/=/.test(line) && /\d\.\d|::/.test(line)) failed++
  }
  if (sent === 0 && rttsMs.length === 0 && !isTooBig) return undefined
  return {
    sent: Math.max(sent, rttsMs.length),
    rttsMs,
    isTooBig,
    toldMtu: 0,
    isUnreachable: failed > 0 && rttsMs.length === 0,
  }
}

export interface PingOptions {
  count: number
  /** Between two requests; Windows always waits a second. */
  intervalMs: number
  /** Bytes of the whole packet, which may not be cut; the program's own size without. */
  packetBytes?: number
}

const answerMs = 1000
/** Headers of ICMP and of IP. */
const overhead = { 4: 28, 6: 48 } as const

/** Undefined where the program of that system cannot do it. */
export function pingCommand(
  platform: Platform,
  address: string,
  { count, intervalMs, packetBytes }: PingOptions,
): { file: string; args: string[] } | undefined {
  const family = familyOf(address.replace(/%.*$/, ''))
  if (family === undefined || address.startsWith('-')) return undefined
  const payload = packetBytes === undefined ? undefined : String(packetBytes - overhead[family])
  if (platform === 'win32') {
    // Its DF is of IPv4 alone.
    if (payload !== undefined && family === 6) return undefined
    const size = payload === undefined ? [] : ['-f', '-l', payload]
    return { file: 'ping', args: ['-n', String(count), '-w', String(answerMs), ...size, address] }
  }
  const common = ['-n', '-c', String(count), '-i', String(intervalMs / 1000)]
  if (platform === 'darwin') {
    const size = payload === undefined ? [] : ['-D', '-s', payload]
    if (family === 6) return { file: '/sbin/ping6', args: [...common, ...size, address] }
    return { file: '/sbin/ping', args: [...common, '-W', String(answerMs), ...size, address] }
  }
  const size = payload === undefined ? [] : ['-M', 'do', '-s', payload]
  return { file: 'ping', args: [...common, '-W', String(answerMs / 1000), ...size, address] }
}

/**
 * - a report, of a program that was ended early too
 * - `missing`: there is no `ping`, or not one that can do this
 * - `denied`: this user may not
 */
export type PingAnswer = PingReport | 'missing' | 'denied'

/** Runs `ping` once. Never rejects. */
export async function runPing(
  context: CheckContext,
  address: string,
  options: PingOptions,
): Promise<PingAnswer> {
  const command = pingCommand(context.platform, address, options)
  if (command === undefined) return 'missing'
  const eachMs = context.platform === 'win32' ? 1000 : options.intervalMs
  const timeoutMs = options.count * (eachMs + (context.platform === 'win32' ? answerMs : 0)) + 4 * answerMs
  const output = await context.tool(command.file, command.args, { timeoutMs })
  if (output.state === 'missing' || output.state === 'denied') return output.state
  const report = context.platform === 'win32' ? parseWindowsPing(output) : parseUnixPing(output)
  if (report) return report
  if (/permitted|permission|denied|privilege|lacking/i.test(output.stderr)) return 'denied'
  // It ran for its whole time and nothing came back; what it sent is not told when it is ended.
  if (output.state === 'timeout')
    return { sent: options.count, rttsMs: [], isTooBig: false, toldMtu: 0, isUnreachable: false }
  return 'missing'
}
