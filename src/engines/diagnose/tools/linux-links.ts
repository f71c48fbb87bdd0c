import { linuxKind } from '../../kit/network/linux-network.ts'
import { numberOf, objectsOf, parseJson, textOf } from '../../kit/network/system-tools.ts'
import type { CheckContext } from '../check.ts'
import type { LinkFacts } from './network-link.ts'

const maxLinks = 500
/** IFF_UP and IFF_RUNNING; of include/uapi/linux/if.h. */
const flagUp = 0x1
const flagRunning = 0x40

/** What `ip` tells of an interface. */
export interface IpLink {
  name: string
  isUp: boolean
  hasCarrier: boolean
  mtu: number
  /** wireguard, tun, bridge, veth …; empty for hardware. */
  infoKind: string
}

/** Reads `ip -json -details link show`; undefined when that is not what it is, as of a smaller `ip` without JSON. */
export function parseIpLinks(text: string): IpLink[] | undefined {
  const json = parseJson(text)
  if (!Array.isArray(json)) return undefined
  return objectsOf(json)
    .slice(0, maxLinks)
    .filter((entry) => textOf(entry['ifname']) !== '')
    .map((entry) => {
      const flags = Array.isArray(entry['flags']) ? entry['flags'] : []
      const info = objectsOf(entry['linkinfo'])[0]
      return {
        name: textOf(entry['ifname']),
        isUp: flags.includes('UP'),
        hasCarrier: flags.includes('LOWER_UP') && entry['operstate'] !== 'DOWN',
        mtu: numberOf(entry['mtu']),
        infoKind: textOf(info?.['info_kind']),
      }
    })
}

/** Asks `ip`; without it, the kernel's own files of those interfaces that have addresses. */
export async function readLinuxLinks(context: CheckContext): Promise<LinkFacts[] | undefined> {
  const output = await context.tool('ip', ['-json', '-details', 'link', 'show'])
  const named = [...new Set(Object.keys(context.interfaces()).map((name) => name.replace(/:.*$/, '')))]
  const links =
    parseIpLinks(output.stdout) ?? (await Promise.all(named.map((name) => sysLink(context, name))))
  return Promise.all(links.map((link) => withKind(context, link)))
}

/** One line of `/sys/class/net/<interface>/<file>`, or empty. */
const sysText = async (context: CheckContext, name: string, file: string): Promise<string> =>
  (await context.read(`/sys/class/net/${name}/${file}`)).text.trim()

async function sysLink(context: CheckContext, name: string): Promise<IpLink> {
  const flags = Number(await sysText(context, name, 'flags'))
  const mtu = Number(await sysText(context, name, 'mtu'))
  return {
    name,
    isUp: flags === 0 || (flags & flagUp) !== 0,
    hasCarrier: flags === 0 || (flags & flagRunning) !== 0,
    mtu: Number.isSafeInteger(mtu) ? mtu : 0,
    infoKind: '',
  }
}

async function withKind(context: CheckContext, link: IpLink): Promise<LinkFacts> {
  const { name, isUp, hasCarrier, mtu, infoKind } = link
  const told = /^DEVTYPE=(\S+)$/m.exec(await sysText(context, name, 'uevent'))?.[1] ?? ''
  const devtype = told || (infoKind === 'bridge' || infoKind === 'wireguard' ? infoKind : '')
  const kind = linuxKind({
    name,
    type: await sysText(context, name, 'type'),
    devtype,
    wireless: devtype === 'wlan',
    tunnel: infoKind === 'tun' || (await sysText(context, name, 'tun_flags')) !== '',
    driver: /^DRIVER=(\S+)$/m.exec(await sysText(context, name, 'device/uevent'))?.[1] ?? '',
  })
  return { name, isUp, hasCarrier, mtu, isWireguard: devtype === 'wireguard', ...kind }
}
