import type { NetworkInterfaceInfo } from 'node:os'
import type { SystemTools, ToolOutput } from '../../../../src/engines/kit/network/system-tools.ts'

export const said = (stdout: string): ToolOutput => ({ ok: true, stdout, stderr: '' })
export const failed = (stderr: string): ToolOutput => ({ ok: false, stdout: '', stderr })

/** `10.0.0.2/24` or `fd00::2/64`, as Node tells them. */
export function address(cidr: string): NetworkInterfaceInfo {
  const plain = cidr.replace(/\/.*$/, '')
  const common = { address: plain, netmask: '', mac: '02:00:00:00:00:01', cidr }
  const internal = plain === '127.0.0.1' || plain === '::1'
  if (plain.includes(':')) return { ...common, internal, family: 'IPv6', scopeid: 0 }
  return { ...common, internal, family: 'IPv4' }
}

export interface FakeSystem {
  platform?: NodeJS.Platform
  /** Addresses with prefix lengths, by interface. */
  interfaces?: Record<string, readonly string[]>
  /** Text of files; folders and links that only exist hold ''. */
  files?: Record<string, string>
  /** Names that links lead to. */
  links?: Record<string, string>
  /** Answers by command line, program and arguments joined by spaces; a missing one is a missing tool. */
  commands?: Record<string, ToolOutput>
}

/** A system that answers from tables, and remembers what it was asked. */
export function fakeTools(system: FakeSystem): SystemTools & { asked: string[] } {
  const { platform = 'linux', interfaces = {}, files = {}, links = {}, commands = {} } = system
  const asked: string[] = []
  return {
    platform,
    asked,
    interfaces: () =>
      Object.fromEntries(Object.entries(interfaces).map(([name, cidrs]) => [name, cidrs.map(address)])),
    async run(program, args) {
      const line = [program, ...args].join(' ')
      asked.push(line)
      return (
        commands[line] ??
        Object.entries(commands).find(([key]) => key.endsWith('*') && line.startsWith(key.slice(0, -1)))?.[1]
      )
    },
    readText: async (path) => files[path],
    exists: async (path) => Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)),
    linkName: async (path) => links[path] ?? '',
  }
}
