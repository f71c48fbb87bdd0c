import type { Receiver as Settings } from '../../../contract/bond.ts'
import type { FaultCode } from '../../../contract/fault-codes.ts'
import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import { SourceFilter, withoutMapping } from '../../kit/source-filter.ts'
import { idHalf, regPacket, shortPacket, srtlaType } from '../protocol/srtla.ts'
import type { Group } from './group.ts'
import type { GroupIds } from './group-ids.ts'
import type { GroupTable } from './group-table.ts'
import type { Link } from './link.ts'
import { StrangerLimit, sourceOf, TokenBucket } from './stranger-limit.ts'

/** Senders that live are heard every second or two; a group that is silent for longer may be a sender's former life. */
const restartMs = 1500
/** A link alone that is silent for so long may have lost its address to another sender, or have another by now. */
const lostLinkMs = 5000
/** At its limit a receiver gives up groups that are silent for so long. */
const spareGroupMs = 3000
const toldEveryMs = 60_000
/** A source may begin so many groups at once, or as many as its limit allows twice over. */
const askBurst = 64
/** Hashes for strangers at once, and half as many each second: a flood from invented addresses must not take the time of streams. */
const workBurst = 2000

export type RegistrationLimits = Pick<
  Settings,
  'maxGroups' | 'maxLinksPerGroup' | 'maxGroupsPerSource' | 'allowedSources'
>

export interface RegistrationOutput {
  sendTo(packet: Uint8Array, to: DatagramAddress): void
  /** A group was made; what leads to the SRT listener has to be opened. */
  added(group: Group): void
  event(code: FaultCode, text: string): void
}

const reg3 = shortPacket(srtlaType.reg3)
const regErr = shortPacket(srtlaType.regErr)
const regNgp = shortPacket(srtlaType.regNgp)

/**
 * Lets senders in. A REG1 leaves nothing behind here: its answer holds all that is needed, and the group is made when
 * the sender comes back with it. No answer is longer than its question.
 */
export class Registration {
  refusedLimit = 0
  refusedFlood = 0
  refusedSource = 0
  readonly #table: GroupTable
  readonly #ids: GroupIds
  readonly #output: RegistrationOutput
  /** Counted apart, so that the probes of a sender's many links do not keep out its REG1. */
  readonly #asks = new StrangerLimit()
  readonly #probes = new StrangerLimit()
  readonly #work = new TokenBucket()
  readonly #toldAtMs = new Map<FaultCode, number>()
  #limits: RegistrationLimits
  #filter: SourceFilter

  constructor(table: GroupTable, ids: GroupIds, limits: RegistrationLimits, output: RegistrationOutput) {
    this.#table = table
    this.#ids = ids
    this.#output = output
    this.#limits = limits
    this.#filter = new SourceFilter(limits.allowedSources)
  }

  /** Groups and links that there are stay as they are. */
  change(limits: RegistrationLimits): void {
    this.#limits = limits
    this.#filter = new SourceFilter(limits.allowedSources)
  }

  /** `link` is the one of this address, if it is known; `id`: the sender's id, of which the first half counts. */
  reg1(from: DatagramAddress, link: Link | undefined, id: Uint8Array, nowMs: number): void {
    const burst = Math.max(askBurst, 2 * this.#limits.maxGroupsPerSource)
    if (!this.#allows(from, nowMs) || !this.#admits(this.#asks, from, burst, nowMs)) return
    if (link !== undefined && !mayLeave(link, nowMs)) return this.#output.sendTo(regErr, from)
    if (!this.#hasTime(nowMs)) return
    const whole = this.#ids.complete(id.subarray(0, idHalf), sourceOf(from.address), nowMs)
    this.#output.sendTo(regPacket(srtlaType.reg2, whole), from)
  }

  reg2(from: DatagramAddress, link: Link | undefined, id: Uint8Array, nowMs: number): void {
    const group = this.#table.find(id)
    if (group !== undefined) this.#join(group, from, link, nowMs)
    else this.#create(from, link, id, nowMs)
  }

  /** The way to the SRT listener is open: tells the links that were waiting. */
  opened(group: Group): void {
    for (const link of group.links) this.#output.sendTo(reg3, link.address)
  }

  /** There is no way to the SRT listener; the sender shall try again later. */
  refuse(group: Group): void {
    for (const link of group.links) this.#output.sendTo(regErr, link.address)
  }

  #join(group: Group, from: DatagramAddress, link: Link | undefined, nowMs: number): void {
    if (link?.group === group) {
      link.heardMs = nowMs
      group.heardMs = nowMs
      return this.#confirm(group, from)
    }
    if (!this.#allows(from, nowMs)) return
    if (link !== undefined && !mayLeave(link, nowMs)) return this.#output.sendTo(regErr, from)
    if (!this.#hasRoom(group, nowMs))
      return this.#overLimit(from, `a group has its ${this.#limits.maxLinksPerGroup} links already`, nowMs)
    if (link !== undefined) this.#leave(link, nowMs)
    this.#table.addLink(group, from, nowMs)
    this.#confirm(group, from)
  }

  #create(from: DatagramAddress, link: Link | undefined, id: Uint8Array, nowMs: number): void {
    if (!this.#allows(from, nowMs) || !this.#hasTime(nowMs)) return
    const source = this.#ids.verify(id, nowMs)
    if (source === undefined) return this.#unknown(from, nowMs)
    if (link !== undefined && !mayLeave(link, nowMs)) return this.#output.sendTo(regErr, from)
    // Its former life goes first: it counts against the limits.
    if (link !== undefined) this.#leave(link, nowMs)
    const { maxGroups, maxGroupsPerSource } = this.#limits
    if (!this.#spare(this.#table.ofSource(source), maxGroupsPerSource, nowMs))
      return this.#overLimit(from, `its network has ${maxGroupsPerSource} groups already`, nowMs)
    if (!this.#spare([...this.#table.groups], maxGroups, nowMs))
      return this.#overLimit(from, `there are ${maxGroups} groups already`, nowMs)
    const group = this.#table.add(id, source, nowMs)
    this.#table.addLink(group, from, nowMs)
    this.#output.added(group)
  }

  #confirm(group: Group, from: DatagramAddress): void {
    if (group.upstream !== undefined) this.#output.sendTo(reg3, from)
  }

  /** Takes a link out of its group, and the group with it if all of it is silent. */
  #leave(link: Link, nowMs: number): void {
    if (nowMs - link.group.heardMs > restartMs) this.#table.remove(link.group)
    else this.#table.removeLink(link)
  }

  /** Whether there are fewer groups than `limit`, if need be by giving up the one that has been silent longest. */
  #spare(groups: readonly Group[], limit: number, nowMs: number): boolean {
    if (groups.length < limit) return true
    const silent = groups.reduce((a, b) => (a.heardMs <= b.heardMs ? a : b))
    if (groups.length > limit || nowMs - silent.heardMs <= spareGroupMs) return false
    this.#table.remove(silent)
    return true
  }

  #hasRoom(group: Group, nowMs: number): boolean {
    const { links } = group
    const { maxLinksPerGroup } = this.#limits
    if (links.length < maxLinksPerGroup) return true
    const silent = links.reduce((a, b) => (a.heardMs <= b.heardMs ? a : b))
    if (links.length > maxLinksPerGroup || nowMs - silent.heardMs <= lostLinkMs) return false
    this.#table.removeLink(silent)
    return true
  }

  #unknown(from: DatagramAddress, nowMs: number): void {
    const burst = 2 * this.#limits.maxGroupsPerSource * this.#limits.maxLinksPerGroup
    if (this.#admits(this.#probes, from, burst, nowMs)) this.#output.sendTo(regNgp, from)
  }

  #admits(limit: StrangerLimit, { address }: DatagramAddress, burst: number, nowMs: number): boolean {
    const source = sourceOf(address)
    if (limit.admits(source, burst, nowMs)) return true
    this.refusedFlood++
    if (limit.isNews(source, nowMs))
      this.#output.event(
        'registration-flood',
        `Too many registrations from ${source}; most are not answered.`,
      )
    return false
  }

  #hasTime(nowMs: number): boolean {
    if (this.#work.take(workBurst, nowMs)) return true
    this.refusedFlood++
    return false
  }

  #allows({ address }: DatagramAddress, nowMs: number): boolean {
    if (this.#filter.allows(address)) return true
    this.refusedSource++
    this.#tell('source-denied', `${withoutMapping(address)} is not among the allowed sources.`, nowMs)
    return false
  }

  #overLimit(from: DatagramAddress, text: string, nowMs: number): void {
    this.refusedLimit++
    this.#output.sendTo(regErr, from)
    this.#tell('group-limit', `${withoutMapping(from.address)} was refused: ${text}.`, nowMs)
  }

  /** At most one event of a kind a minute. */
  #tell(code: FaultCode, text: string, nowMs: number): void {
    if (nowMs - (this.#toldAtMs.get(code) ?? Number.NEGATIVE_INFINITY) < toldEveryMs) return
    this.#toldAtMs.set(code, nowMs)
    this.#output.event(code, text)
  }
}

/** Whether whoever has a link's address may begin anew with it: the link is lost, or its whole group is. */
const mayLeave = ({ group, heardMs }: Link, nowMs: number) =>
  nowMs - group.heardMs > restartMs || nowMs - heardMs > lostLinkMs
