import type { CheckContext } from '../check.ts'
import { isPlainHost } from './plain-host.ts'

const maxServers = 4

const once = (names: readonly string[]): string[] =>
  [...new Set(names.map((name) => name.replace(/\.$/, '')).filter(isPlainHost))].slice(0, maxServers)

/** Reads `timedatectl show-timesync`: the server in use first, then those set, then those for want of others. */
export function parseTimesync(text: string): string[] {
  const field = (name: string) => (new RegExp(`^${name}=(.{0,500})$`, 'm').exec(text)?.[1] ?? '').split(/\s+/)
  const names = once([...field('ServerName'), ...field('LinkNTPServers'), ...field('SystemNTPServers')])
  return names.length > 0 ? names : once(field('FallbackNTPServers'))
}

/** Reads the servers and pools of `chrony.conf` and `ntp.conf`. */
export const parseTimeConfiguration = (text: string): string[] =>
  once([...text.matchAll(/^[ \t]*(?:server|pool|peer)[ \t]+(\S{1,253})/gm)].map((match) => match[1] ?? ''))

/** Reads what `reg query` tells of the value `NtpServer`: `time.example.net,0x9 other.example.net,0x8`. */
export function parseRegistryServers(text: string): string[] {
  const value = /^\s+NtpServer\s+REG_SZ\s+(.{1,1000}?)\r?$/m.exec(text)?.[1] ?? ''
  return once(value.split(/\s+/).map((each) => each.replace(/,.*$/, '')))
}

const files = ['/etc/chrony/chrony.conf', '/etc/chrony.conf', '/etc/ntpsec/ntp.conf', '/etc/ntp.conf']
const registryKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters'

/** Where this system fetches the time; empty where it does not tell. */
export async function timeServers(context: CheckContext): Promise<string[]> {
  if (context.platform === 'win32')
    return parseRegistryServers((await context.tool('reg', ['query', registryKey, '/v', 'NtpServer'])).stdout)
  if (context.platform === 'darwin') return parseTimeConfiguration((await context.read('/etc/ntp.conf')).text)
  const told = parseTimesync((await context.tool('timedatectl', ['show-timesync'])).stdout)
  if (told.length > 0) return told
  for (const file of files) {
    const names = parseTimeConfiguration((await context.read(file)).text)
    if (names.length > 0) return names
  }
  return []
}
