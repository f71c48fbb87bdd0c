import { familyOf } from '../../kit/network/address.ts'
import {
  numberOf,
  objectsOf,
  parseJson,
  powershellArguments,
  textOf,
} from '../../kit/network/system-tools.ts'
import type { CheckContext } from '../check.ts'
import type { ToolOutput } from './run-tool.ts'

/** By which way packets to an address leave this machine. */
export type WayOut =
  | {
      interface: string
      /** Empty where the destination is a neighbour. */
      gateway: string
      /** The address that packets carry as their source; empty where it is not told. */
      source: string
      /** What is known of the path's MTU, bytes; 0 where it is not told. */
      mtu: number
    }
  /** There is none: the system's words. */
  | { error: string }

const addressOr = (text: string): string => (familyOf(text.replace(/%.*$/, '')) === undefined ? '' : text)

/** Reads what `ip -json route get` answers; undefined when it is not understood. */
export function parseLinuxWay({ code, stdout, stderr }: ToolOutput): WayOut | undefined {
  const entry = objectsOf(parseJson(stdout))[0]
  const name = textOf(entry?.['dev'])
  if (code === 0 && entry && name !== '') {
    const mtu = objectsOf(entry['metrics']).map((metric) => numberOf(metric['mtu']))
    return {
      interface: name,
      gateway: addressOr(textOf(entry['gateway']) || textOf(objectsOf(entry['via'])[0]?.['host'])),
      source: addressOr(textOf(entry['prefsrc'])),
      mtu: Math.max(0, ...mtu),
    }
  }
  const error =
    /^(?:RTNETLINK answers|Error): (.{0,100}(?:nreachable|route|denied|prohibited).{0,100})$/m.exec(
      stderr,
    )?.[1]
  return error === undefined ? undefined : { error: error.replace(/\.$/, '') }
}

/** Reads what `route -n get` of macOS answers; undefined when it is not understood. */
export function parseMacosWay({ stdout, stderr }: ToolOutput): WayOut | undefined {
  const field = (name: string) => new RegExp(`^\\s*${name}: (\\S{1,64})\\s*$`, 'm').exec(stdout)?.[1] ?? ''
  const name = field('interface')
  if (name !== '') {
    const columns = /^\s*recvpipe\b.*\bmtu\b.*\n\s*((?:\d+\s+){6})(\d{1,7})\b/m.exec(stdout)
    return {
      interface: name,
      gateway: addressOr(field('gateway')),
      source: addressOr(field('if address')),
      mtu: Number(columns?.[2] ?? 0),
    }
  }
  return /not in table/.test(`${stdout}${stderr}`) ? { error: 'Network is unreachable' } : undefined
}

/** Reads the address and the route that `Find-NetRoute` found, as JSON; undefined when it is not understood. */
export function parseWindowsWay({ stdout }: ToolOutput): WayOut | undefined {
  const json = parseJson(stdout.replace(/^\uFEFF/, ''))
  if (json === undefined) return undefined
  const found = objectsOf(json)
  const route = found.find((each) => textOf(each['DestinationPrefix']) !== '')
  if (route === undefined) return { error: 'Network is unreachable' }
  const hop = textOf(route['NextHop'])
  return {
    interface: textOf(route['InterfaceAlias']),
    gateway: hop === '0.0.0.0' || hop === '::' ? '' : addressOr(hop),
    source: addressOr(found.map((each) => textOf(each['IPAddress'])).find((each) => each !== '') ?? ''),
    mtu: 0,
  }
}

const windowsTimeoutMs = 10_000

/** Asks the system, sending nothing. Undefined where it does not tell, and for what is not an address. */
export async function wayTo(context: CheckContext, address: string): Promise<WayOut | undefined> {
  const [plain = '', zone] = address.split('%')
  const family = familyOf(plain)
  if (family === undefined) return undefined
  if (context.platform === 'linux') {
    const by = zone === undefined ? [] : ['oif', zone]
    return parseLinuxWay(await context.tool('ip', ['-json', 'route', 'get', plain, ...by]))
  }
  if (context.platform === 'darwin') {
    const option = family === 6 ? '-inet6' : '-inet'
    return parseMacosWay(await context.tool('/sbin/route', ['-n', 'get', option, address]))
  }
  // An address and nothing else: it becomes part of a script.
  const script = `ConvertTo-Json -Compress @(Find-NetRoute -RemoteIPAddress '${plain}' -ErrorAction SilentlyContinue|Select-Object IPAddress,InterfaceAlias,DestinationPrefix,NextHop)`
  return parseWindowsWay(
    await context.tool('powershell', powershellArguments(script), { timeoutMs: windowsTimeoutMs }),
  )
}
