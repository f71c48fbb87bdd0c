import { grade, type Threshold, thresholds } from '../../../contract/thresholds.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown, worst } from '../check.ts'
import { readSystemLimits, type SystemLimits } from '../tools/system-limits.ts'

/** Linux takes half of a buffer for its own records of each datagram. */
const recordsPart = 2

/**
 * What the system allows a program: socket buffers, files, ports, connections through the firewall.
 *
 * Figures: those of `SystemLimits` that the system tells, `bufferMs` (how long the largest buffer holds what the plan
 * receives or sends; absent without a plan), `exhausted` (which of them are not good: `buffers`, `files`,
 * `system-files`, `ports`, `conntrack`).
 */
export const systemLimitsCheck: Check = {
  name: 'system-limits',
  title: 'System limits',
  skip: () => '',
  run: async (context) => judge(context, await readSystemLimits(context)),
}

interface Line {
  name: string
  state: 'good' | 'poor' | 'bad'
  /** What is said when it is not good. */
  text: string
  evidence: string
}

function judge(context: CheckContext, limits: SystemLimits): CheckOutcome {
  const bufferMs = bufferTime(context, limits)
  const lines = [
    line('buffers', thresholds.socketBufferBytes, limits.receiveBuffer, {
      text: (value) => `The system allows socket buffers of ${bytes(value)} only.`,
      evidence: (value) => `socket buffers up to ${bytes(value)}`,
    }),
    line('buffers', thresholds.socketBufferMs, bufferMs, {
      text: (value) =>
        `Socket buffers hold ${Math.round(value)} ms of what is planned; a short pause loses packets.`,
      evidence: (value) => `a full buffer holds ${Math.round(value)} ms of what is planned`,
    }),
    line('files', thresholds.openFiles, limits.openFiles, {
      text: (value) => `This program may have only ${value} files and connections open.`,
      evidence: (value) =>
        value >= Number.MAX_SAFE_INTEGER
          ? 'no limit of open files'
          : `${value} files and connections at once`,
    }),
    line('system-files', thresholds.openFilesUsedPercent, part(limits.systemFilesUsed, limits.systemFiles), {
      text: (value) => `${Math.round(value)} % of the files that the whole system may have open are in use.`,
      evidence: (value) => `${Math.round(value)} % of the system's open files in use`,
    }),
    line('ports', thresholds.ephemeralPorts, limits.ephemeralPorts, {
      text: (value) => `Only ${value} ports are there for outgoing connections.`,
      evidence: (value) => `${value} ports for outgoing connections`,
    }),
    line('conntrack', thresholds.conntrackUsedPercent, part(limits.conntrackUsed, limits.conntrackMax), {
      text: (value) =>
        `The firewall's table of connections is ${Math.round(value)} % full; new ones get lost.`,
      evidence: (value) => `${Math.round(value)} % of the firewall's table of connections in use`,
    }),
  ].filter((each) => each !== undefined)
  if (lines.length === 0) return unknown('This system does not tell its limits.')
  const state = worst(lines.map((each) => each.state))
  const lost = limits.datagramsLost ?? 0
  return {
    state,
    summary:
      lines.find((each) => each.state === state && state !== 'good')?.text ?? 'The limits are wide enough.',
    evidence: [
      ...lines.map((each) => each.evidence),
      ...(lost > 0
        ? [`${lost} datagrams lost since the system started: programs fetched them too late`]
        : []),
      ...(context.platform === 'win32' ? ['Windows tells no limits of buffers and files.'] : []),
    ],
    figures: {
      ...limits,
      ...(bufferMs === undefined ? {} : { bufferMs: Math.round(bufferMs) }),
      exhausted: [...new Set(lines.filter((each) => each.state !== 'good').map(({ name }) => name))],
    },
  }
}

type Words = { text: (value: number) => string; evidence: (value: number) => string }

function line(name: string, threshold: Threshold, value: number | undefined, words: Words): Line | undefined {
  if (value === undefined) return undefined
  return { name, state: grade(threshold, value), text: words.text(value), evidence: words.evidence(value) }
}

const part = (used: number | undefined, all: number | undefined): number | undefined =>
  used === undefined || all === undefined || all <= 0 ? undefined : (used / all) * 100

/** How many ms of the plan's greater direction the largest buffer holds. */
function bufferTime(context: CheckContext, limits: SystemLimits): number | undefined {
  const { needs } = context.context
  const sum = (pick: (need: (typeof needs)[number]) => number) =>
    needs.reduce((all, need) => all + pick(need), 0)
  const down = hold(
    limits.receiveBuffer,
    sum(({ downBitrate }) => downBitrate),
  )
  const up = hold(
    limits.sendBuffer,
    sum(({ upBitrate }) => upBitrate),
  )
  const known = [down, up].filter((each) => each !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

const hold = (buffer: number | undefined, bitsPerSecond: number): number | undefined =>
  buffer === undefined || bitsPerSecond <= 0 ? undefined : (buffer / recordsPart / (bitsPerSecond / 8)) * 1000

const bytes = (value: number): string =>
  value >= 1_048_576 ? `${Math.round(value / 1_048_576)} MB` : `${Math.round(value / 1024)} kB`
