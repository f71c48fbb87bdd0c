import type { CheckContext } from '../check.ts'
import { parseCounters } from './kernel-counters.ts'

/** What a system allows a program; each is absent where it is not told. */
export interface SystemLimits {
  /** The largest buffer that a socket may have, bytes. */
  receiveBuffer?: number
  sendBuffer?: number
  /** Files and sockets that this program may have open. */
  openFiles?: number
  /** The same for the whole system, and how many there are. */
  systemFiles?: number
  systemFilesUsed?: number
  /** Ports for outgoing connections. */
  ephemeralPorts?: number
  /** Connections that the firewall follows, and how many it may. */
  conntrackUsed?: number
  conntrackMax?: number
  /** Datagrams that were lost since the system started, for a program did not fetch them in time. */
  datagramsLost?: number
}

/** `unlimited` in tables of limits. */
const noLimit = Number.MAX_SAFE_INTEGER

/** Reads `Max open files` of `/proc/self/limits`: the limit in force. */
export function parseProcLimits(text: string): number | undefined {
  const told = /^Max open files\s+(\d{1,15}|unlimited)\s/m.exec(text)?.[1]
  return told === undefined ? undefined : told === 'unlimited' ? noLimit : Number(told)
}

/** Reads whole numbers from a line of the kernel: `32768	60999`. */
export const parseNumbers = (text: string): number[] =>
  /^[\d\s]*$/.test(text) ? (text.match(/\d{1,15}/g) ?? []).map(Number) : []

/** Reads `sysctl` of macOS and the BSDs: `kern.maxfiles: 245760`. */
export function parseSysctl(text: string): Map<string, number> {
  const values = new Map<string, number>()
  for (const match of text.matchAll(/^([\w.]{1,100}): (\d{1,15})\s*$/gm))
    values.set(match[1] ?? '', Number(match[2]))
  return values
}

/** Reads `launchctl limit maxfiles`: the hard limit, to which a program raises its own. */
export function parseLaunchctl(text: string): number | undefined {
  const hard = /^\s*maxfiles\s+\S+\s+(\d{1,15}|unlimited)\s*$/m.exec(text)?.[1]
  return hard === undefined ? undefined : hard === 'unlimited' ? noLimit : Number(hard)
}

/** Reads `netsh interface ipv4 show dynamicport tcp`, whose words are translated: the first port, then how many. */
export function parseDynamicPorts(text: string): number | undefined {
  const numbers = [...text.matchAll(/:\s*(\d{1,5})\s*$/gm)].map((match) => Number(match[1]))
  return numbers.length === 2 ? numbers[1] : undefined
}

const given = (limits: { [K in keyof SystemLimits]: number | undefined }): SystemLimits =>
  Object.fromEntries(
    Object.entries(limits).filter(([, value]) => value !== undefined && Number.isFinite(value)),
  )

async function linuxLimits({ read }: CheckContext): Promise<SystemLimits> {
  const numbers = async (path: string) => parseNumbers((await read(path)).text)
  const at = '/proc/sys/net'
  const [[receiveBuffer], [sendBuffer], [low, high], files, [conntrackUsed], [conntrackMax], limits, snmp] =
    await Promise.all([
      numbers(`${at}/core/rmem_max`),
      numbers(`${at}/core/wmem_max`),
      numbers(`${at}/ipv4/ip_local_port_range`),
      numbers('/proc/sys/fs/file-nr'),
      numbers(`${at}/netfilter/nf_conntrack_count`),
      numbers(`${at}/netfilter/nf_conntrack_max`),
      read('/proc/self/limits'),
      read('/proc/net/snmp'),
    ])
  return given({
    receiveBuffer,
    sendBuffer,
    openFiles: parseProcLimits(limits.text),
    systemFiles: files[2],
    systemFilesUsed: files[0],
    ephemeralPorts: low !== undefined && high !== undefined ? high - low + 1 : undefined,
    conntrackUsed,
    conntrackMax,
    datagramsLost: parseCounters(snmp.text, 'Udp').get('RcvbufErrors'),
  })
}

const macosNames = [
  'kern.ipc.maxsockbuf',
  'kern.maxfilesperproc',
  'kern.maxfiles',
  'kern.num_files',
  'net.inet.ip.portrange.first',
  'net.inet.ip.portrange.last',
]

async function macosLimits({ tool }: CheckContext): Promise<SystemLimits> {
  const [sysctl, launchctl] = await Promise.all([
    tool('/usr/sbin/sysctl', macosNames),
    tool('/bin/launchctl', ['limit', 'maxfiles']),
  ])
  const [buffer, perProgram, files, used, low, high] = macosNames.map((name) =>
    parseSysctl(sysctl.stdout).get(name),
  )
  const hard = parseLaunchctl(launchctl.stdout)
  const openFiles = [hard, perProgram].filter((each) => each !== undefined)
  return given({
    receiveBuffer: buffer,
    sendBuffer: buffer,
    openFiles: openFiles.length > 0 ? Math.min(...openFiles) : undefined,
    systemFiles: files,
    systemFilesUsed: used,
    ephemeralPorts: low !== undefined && high !== undefined ? high - low + 1 : undefined,
  })
}

/** Windows bounds neither buffers nor files in a way that it tells. */
async function windowsLimits({ tool }: CheckContext): Promise<SystemLimits> {
  const output = await tool('netsh', ['interface', 'ipv4', 'show', 'dynamicport', 'tcp'])
  return given({ ephemeralPorts: parseDynamicPorts(output.stdout) })
}

export function readSystemLimits(context: CheckContext): Promise<SystemLimits> {
  if (context.platform === 'linux') return linuxLimits(context)
  return context.platform === 'darwin' ? macosLimits(context) : windowsLimits(context)
}
