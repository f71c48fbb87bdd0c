import {
  type Bond,
  type LinkSettings,
  maxLinks,
  type UplinkInfo,
  uplinkSchema,
} from '../../../contract/bond.ts'
import type { RuleProblem } from '../../../contract/rule.ts'
import {
  canonicalAddress,
  type Family,
  familyOf,
  holds,
  isGlobal,
  isLoopback,
} from '../../kit/network/address.ts'
import { automaticUplinks, type SystemUplink, uplinkInfo } from './system-uplinks.ts'

/** A link that a bond should have. */
export interface WantedLink {
  /** Stable: the interface's name, or the address where the settings or the file name it so. */
  id: string
  label: string
  /** Undefined while the interface or address is not there. */
  info: UplinkInfo | undefined
  /** For people: why `info` is undefined; else empty. */
  absence: string
  /** 0…100 */
  weight: number
  metered: boolean
  /** Bytes; 0 is no cap. */
  dailyCap: number
  monthlyCap: number
}

export interface UplinkChoice {
  bond: Pick<Bond, 'uplinks' | 'links'>
  /** The addresses of the uplinks file; used in mode `file` alone. */
  fileAddresses: readonly string[]
  /** What the system has. */
  system: readonly SystemUplink[]
  /** The receiver's address in use; empty while it is not known. */
  receiver: string
}

/**
 * The links a bond should have now, at most `maxLinks`, those that people listed first. In every mode there is one
 * address for each interface, of the receiver's family, unless addresses are listed one by one.
 */
export function chooseUplinks({ bond, fileAddresses, system, receiver }: UplinkChoice): WantedLink[] {
  const settings = new Map(bond.links.map((link) => [canonicalAddress(link.uplink), link]))
  const listed = bond.uplinks === 'file' ? fileAddresses : bond.links.map(({ uplink }) => uplink)
  const wanted = new Map<string, WantedLink>()
  for (const id of listed) {
    const key = canonicalAddress(id)
    if (wanted.has(key)) continue
    const found = findUplink(system, id, receiver)
    const own = settings.get(key) ?? (found && settings.get(found.interface))
    const twin = [...wanted.values()].find(({ info }) => found && isSame(info, found))
    if (twin) wanted.set(key, link(id, own, undefined, `${id} is the same uplink as ${twin.id}.`))
    else wanted.set(key, link(id, own, found, found ? '' : whyAbsent(system, id, receiver)))
  }
  if (bond.uplinks === 'automatic')
    for (const found of automaticChoice(system, receiver)) {
      const taken = [...wanted.values()].some(({ info }) => info?.interface === found.interface)
      const id = automaticId(found)
      if (!taken && !wanted.has(id)) wanted.set(id, link(id, undefined, found, ''))
    }
  const all = [...wanted.values()]
  if (all.length <= maxLinks) return all
  const isAbsent = ({ info }: WantedLink) => Number(info === undefined)
  return all.sort((a, b) => isAbsent(a) - isAbsent(b)).slice(0, maxLinks)
}

const isSame = (a: UplinkInfo | undefined, b: UplinkInfo) =>
  a?.address === b.address && a.interface === b.interface

/** The address that an interface's name or an address stands for; undefined while it is not there, or of another family. */
export function findUplink(
  system: readonly SystemUplink[],
  uplink: string,
  receiver: string,
): SystemUplink | undefined {
  const family = familyOf(receiver)
  const fits = (each: SystemUplink) => family === undefined || each.family === family
  if (familyOf(uplink) === undefined)
    return best(
      system.filter((each) => each.interface === uplink && fits(each)),
      receiver,
    )
  const address = canonicalAddress(uplink)
  const found = system.find((each) => each.address === address) ?? loopbackUplink(system, address)
  return found && fits(found) ? found : undefined
}

/** Whether a bond could have a link towards this address of a receiver: of several, those go first. */
export const canReach = ({ bond, fileAddresses, system }: Omit<UplinkChoice, 'receiver'>, receiver: string) =>
  chooseUplinks({ bond, fileAddresses, system, receiver }).some(({ info }) => info !== undefined)

/** Warnings for interfaces that look like modems while nobody has said whether their data costs money. */
export function meteredSuggestions(
  bond: Pick<Bond, 'links'>,
  system: readonly SystemUplink[],
): RuleProblem[] {
  const settled = new Set(bond.links.map(({ uplink }) => canonicalAddress(uplink)))
  const names = new Set(
    automaticUplinks(system)
      .filter(
        (each) => each.kind === 'cellular' && !settled.has(each.interface) && !settled.has(each.address),
      )
      .map((each) => each.interface),
  )
  return [...names].map((name) => ({
    path: 'links',
    level: 'warning',
    code: 'metered-suggested',
    message: `${name} looks like a cellular modem; mark it as metered, or give it a data cap, if its data costs money.`,
    suggestion: name,
  }))
}

/** A cable before the air, and tunnels, which go by one of the others, last. */
const order: readonly UplinkInfo['kind'][] = ['ethernet', 'wifi', 'cellular', 'other', 'vpn', 'loopback']

function automaticChoice(system: readonly SystemUplink[], receiver: string): SystemUplink[] {
  const family = familyOf(receiver)
  const usable = automaticUplinks(system, receiver === '' ? [] : [receiver]).filter(
    (each) => family === undefined || each.family === family,
  )
  const names = [...new Set(usable.map((each) => each.interface))]
  const chosen = names.flatMap(
    (name) =>
      best(
        usable.filter((each) => each.interface === name),
        receiver,
      ) ?? [],
  )
  return chosen.sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || compareText(a.interface, b.interface),
  )
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Names that settings cannot hold, as some systems translate them, make way for the address. */
const automaticId = (found: SystemUplink): string =>
  uplinkSchema.safeParse(found.interface).data === found.interface ? found.interface : found.address

/** Of one interface's addresses: a neighbour of the receiver, then IPv4, then a global one, then one that stays. */
function best(uplinks: readonly SystemUplink[], receiver: string): SystemUplink | undefined {
  const rank = (each: SystemUplink) =>
    (receiver !== '' && holds(each.prefix, receiver) ? 8 : 0) +
    (each.family === 4 ? 4 : 0) +
    (isGlobal(each.address) ? 2 : 0) +
    (each.temporary ? 0 : 1)
  return uplinks.toSorted((a, b) => rank(b) - rank(a))[0]
}

/** All of 127.0.0.0/8 can be bound to though only 127.0.0.1 is told. */
function loopbackUplink(system: readonly SystemUplink[], address: string): SystemUplink | undefined {
  if (!isLoopback(address)) return undefined
  const loopback = system.find(({ kind, prefix }) => kind === 'loopback' && holds(prefix, address))
  return loopback && { ...loopback, address, prefix: `${address}/32` }
}

function link(
  id: string,
  settings: LinkSettings | undefined,
  found: SystemUplink | undefined,
  absence: string,
): WantedLink {
  const info = found && uplinkInfo(found)
  const { label = '', weight = 100, metered = false, dailyCap = 0, monthlyCap = 0 } = settings ?? {}
  return { id, label, info, absence, weight, metered, dailyCap, monthlyCap }
}

function whyAbsent(system: readonly SystemUplink[], uplink: string, receiver: string): string {
  const family = familyOf(receiver)
  const own = familyOf(uplink)
  if (own !== undefined && family !== undefined && own !== family)
    return `${uplink} is an IPv${own} address, and the receiver is reached by IPv${family}.`
  if (own !== undefined) return `No interface of this machine has the address ${uplink} now.`
  const there = system.some((each) => each.interface === uplink)
  return there
    ? `${uplink} has no IPv${family satisfies Family | undefined} address, by which the receiver is reached.`
    : `There is no interface ${uplink} that is up and has an address.`
}
