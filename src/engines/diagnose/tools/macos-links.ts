import { macosKind, parseHardwarePorts } from '../../kit/network/macos-network.ts'
import type { CheckContext } from '../check.ts'
import type { LinkFacts } from './network-link.ts'

const maxLinks = 500

export interface IfconfigLink {
  name: string
  isUp: boolean
  hasCarrier: boolean
  mtu: number
}

/** Reads `ifconfig -a` of macOS and the BSDs. */
export function parseIfconfig(text: string): IfconfigLink[] {
  const links: IfconfigLink[] = []
  let link: IfconfigLink | undefined
  for (const line of text.split('\n')) {
    const head = /^([^\s:]{1,32}): flags=[0-9a-f]+<([A-Z0-9_,]*)>(?:.* mtu (\d{1,7}))?/.exec(line)
    if (head) {
      const flags = (head[2] ?? '').split(',')
      link = {
        name: head[1] ?? '',
        isUp: flags.includes('UP'),
        hasCarrier: flags.includes('RUNNING'),
        mtu: Number(head[3] ?? 0),
      }
      if (links.length < maxLinks) links.push(link)
    } else if (link !== undefined && /^\s+status: inactive\s*$/.test(line)) link.hasCarrier = false
  }
  return links
}

/** Asks `ifconfig`, and `networksetup` for what each is. Undefined where the first does not answer. */
export async function readMacosLinks(context: CheckContext): Promise<LinkFacts[] | undefined> {
  const [listed, hardware] = await Promise.all([
    context.tool('/sbin/ifconfig', ['-a']),
    context.tool('/usr/sbin/networksetup', ['-listallhardwareports']),
  ])
  const links = parseIfconfig(listed.stdout)
  if (links.length === 0) return undefined
  const ports = parseHardwarePorts(hardware.stdout)
  return links.map((link) => ({
    ...link,
    ...macosKind(link.name, ports.get(link.name) ?? ''),
    isWireguard: false,
  }))
}
