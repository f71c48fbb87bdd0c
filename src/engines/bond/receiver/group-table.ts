import { timingSafeEqual } from 'node:crypto'
import type { DatagramAddress, DatagramSocket } from '../../kit/datagram/datagram.ts'
import { Group } from './group.ts'
import { idDigest } from './group-ids.ts'
import { addressKey, Link } from './link.ts'

/** A link that is not heard for so long is gone. */
export const linkExpiryMs = 15_000
/** A group that is not heard for so long is gone; the shorter time is for one that never carried data. */
export const groupExpiryMs = 30_000
export const emptyGroupExpiryMs = 5000

/** The groups of one listening socket and the links of each. */
export class GroupTable {
  readonly groups = new Set<Group>()
  /** Links were added since the last `settle`. */
  grown = false
  readonly #senders: () => Pick<DatagramSocket, 'remember' | 'forget'>
  readonly #removed: (group: Group) => void
  readonly #byDigest = new Map<string, Group>()
  readonly #byAddress = new Map<string, Link>()
  /** By the number that the socket gave the link's address. Links just removed stay until their number is forgotten. */
  readonly #byPeer: (Link | undefined)[] = []
  /** A number is given back between two batches, because the batch at hand may still hold it. */
  #retired: Link[] = []

  constructor(senders: () => Pick<DatagramSocket, 'remember' | 'forget'>, removed: (group: Group) => void) {
    this.#senders = senders
    this.#removed = removed
  }

  /** The link of a peer number; it may have been removed a moment ago. */
  linkOf(peer: number): Link | undefined {
    return this.#byPeer[peer]
  }

  linkAt(address: DatagramAddress): Link | undefined {
    return this.#byAddress.get(addressKey(address))
  }

  find(id: Uint8Array): Group | undefined {
    const group = this.#byDigest.get(idDigest(id))
    return group !== undefined && timingSafeEqual(group.id, id) ? group : undefined
  }

  ofSource(source: string): Group[] {
    return [...this.groups].filter((group) => group.source === source)
  }

  add(id: Uint8Array, source: string, nowMs: number): Group {
    const group = new Group(Buffer.from(id), idDigest(id), source, nowMs)
    this.groups.add(group)
    this.#byDigest.set(group.digest, group)
    return group
  }

  /** The address must not be a link's already. */
  addLink(group: Group, { address, port }: DatagramAddress, nowMs: number): Link {
    const key = addressKey({ address, port })
    const before = this.#retired.findIndex((link) => addressKey(link.address) === key)
    const [again] = before < 0 ? [] : this.#retired.splice(before, 1)
    const peer = again?.peer ?? this.#senders().remember({ address, port })
    const link = new Link(group, { address, port }, peer, nowMs)
    this.grown = true
    group.links.push(link)
    group.heardMs = nowMs
    this.#byAddress.set(key, link)
    this.#byPeer[peer] = link
    return link
  }

  removeLink(link: Link): void {
    const { group } = link
    link.removed = true
    group.links.splice(group.links.indexOf(link), 1)
    if (group.active === link) group.active = mostRecent(group.links)
    this.#byAddress.delete(addressKey(link.address))
    this.#retired.push(link)
  }

  remove(group: Group): void {
    for (const link of [...group.links]) this.removeLink(link)
    this.#byDigest.delete(group.digest)
    if (this.groups.delete(group)) this.#removed(group)
  }

  /** Between two batches: numbers of removed links may be given to others. */
  settle(): void {
    this.grown = false
    if (this.#retired.length === 0) return
    for (const { peer } of this.#retired) {
      this.#byPeer[peer] = undefined
      this.#senders().forget(peer)
    }
    this.#retired = []
  }

  /** Removes what has been silent for too long. */
  expire(nowMs: number): void {
    for (const group of this.groups) {
      const limit = group.packets > 0 ? groupExpiryMs : emptyGroupExpiryMs
      if (nowMs - group.heardMs > limit) this.remove(group)
      else for (const link of [...group.links]) if (nowMs - link.heardMs > linkExpiryMs) this.removeLink(link)
    }
  }

  /** Everything at once; the socket that gave the numbers is closed, or will be. */
  clear(): void {
    for (const group of [...this.groups]) this.remove(group)
    this.#retired = []
    this.#byPeer.length = 0
  }
}

function mostRecent(links: readonly Link[]): Link | undefined {
  return links.reduce<Link | undefined>(
    (best, link) => (best && best.heardMs >= link.heardMs ? best : link),
    undefined,
  )
}
