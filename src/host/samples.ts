import type { BondsSnapshot, Group, LinkColumn, LinkSnapshot, ReceiverSnapshot } from '../contract/bond.ts'
import { type ForwardSnapshot, type RuleColumn, ruleColumns } from '../contract/forward.ts'
import { allOfThem, type LaneColumn, type ReceiverColumn, type TransferFigures } from '../contract/history.ts'
import type { FolderColumn, SyncSnapshot } from '../contract/sync.ts'
import type { Tube, TubeColumn, TunnelSnapshot } from '../contract/tunnel.ts'
import { columnSets, partKey, type Sample } from './columns.ts'

/** The rules of a snapshot, by their ids. */
export const rulesIn = ({ at, ids, columns }: ForwardSnapshot): Sample<RuleColumn> => ({
  at,
  keys: ids,
  value: (index, column) => columns[column]?.[index],
})

const keyOfAll = [allOfThem]

/** All rules of a snapshot as one. */
export class RulesTogether {
  readonly #totals = ruleColumns.map(() => ({ sum: 0, before: 0 }))

  sample({ at, columns }: ForwardSnapshot): Sample<RuleColumn> {
    return {
      at,
      keys: keyOfAll,
      value: (_, column) => {
        const place = ruleColumns.indexOf(column)
        const how = columnSets.rule.hows[place]
        let all = 0
        for (const value of columns[column] ?? [])
          if (value > 0) all = how === 'maximum' ? Math.max(all, value) : all + value
        return how === 'sum' ? this.#rising(place, all) : all
      },
    }
  }

  engineRestarted(): void {
    for (const total of this.#totals) total.sum = total.before = 0
  }

  /** A total that only rises: when a rule is removed, its counters go with it. */
  #rising(place: number, now: number): number {
    const total = this.#totals[place]!
    total.sum += Math.max(0, now - total.before)
    total.before = now
    return total.sum
  }
}

/** The links of all bonds of a snapshot. A round trip of 0 has not been measured. */
export function linksIn({ at, bonds }: Pick<BondsSnapshot, 'at' | 'bonds'>): Sample<LinkColumn> {
  const links: LinkSnapshot[] = []
  const keys: string[] = []
  for (const bond of bonds)
    for (const link of bond.links) {
      links.push(link)
      keys.push(partKey(bond.id, link.id))
    }
  return {
    at,
    keys,
    value(index, column) {
      const value = links[index]?.[column]
      return column === 'rttMs' && value === 0 ? -1 : value
    },
  }
}

type Figures<Name extends string> = Readonly<Partial<Record<Name, number>>>
const sampleOf = <Name extends string>(
  at: number,
  rows: ReadonlyMap<string, Figures<Name>>,
): Sample<Name> => {
  const figures = [...rows.values()]
  return { at, keys: [...rows.keys()], value: (index, column) => figures[index]?.[column] }
}

/** All receivers of a snapshot, and the links of their senders, whose counters end with them. */
export class ReceiversTogether {
  readonly #counters = new RisingSums()

  sample({ at, receivers }: Pick<BondsSnapshot, 'at' | 'receivers'>): Sample<ReceiverColumn> {
    const rows = new Map<string, Figures<ReceiverColumn>>()
    for (const receiver of receivers) {
      rows.set(receiver.id, this.#whole(receiver))
      for (const { links } of receiver.groups)
        for (const link of links) {
          const { bitrate, jitterMs, rttMs, packets, bytes } = link
          const figures = { bitrate, jitterMs, rttMs: rttMs > 0 ? rttMs : -1, packets, bytes }
          rows.set(partKey(receiver.id, link.address), figures)
        }
    }
    return sampleOf(at, rows)
  }

  engineRestarted(): void {
    this.#counters.clear()
  }

  #whole(receiver: ReceiverSnapshot): Figures<ReceiverColumn> {
    const { id, bitrate, drops, groups, groupsTotal } = receiver
    const ids = groups.map((group) => group.id)
    const sum = (column: 'packets' | 'bytes' | 'missing' | 'duplicates') =>
      this.#counters.sum(`${id} ${column}`, ids, (n) => (groups[n] as Group)[column])
    return {
      bitrate,
      senders: groupsTotal,
      links: groups.reduce((all, group) => all + group.links.length, 0),
      rttMs: -1,
      packets: sum('packets'),
      bytes: sum('bytes'),
      missing: sum('missing'),
      duplicates: sum('duplicates'),
      drops,
      refused:
        receiver.refusedLimit + receiver.refusedFlood + receiver.refusedSource + receiver.refusedPackets,
    }
  }
}

/** The folders of a snapshot, by their ids. */
export const foldersIn = ({ at, folders }: SyncSnapshot): Sample<FolderColumn> => ({
  at,
  keys: folders.map(({ id }) => id),
  value: (index, column) => folders[index]?.[column],
})

/** By what tubes are known over time: the device at the other end; without one, by their own id. */
export const tubeKey = ({ id, peerId }: Pick<Tube, 'id' | 'peerId'>): string => peerId || id

/** The tubes of a snapshot, one of each other end. */
export function tubesIn({ at, tubes }: TunnelSnapshot): Sample<TubeColumn> {
  const rows = new Map<string, Tube>()
  for (const tube of tubes)
    if (tube.state === 'open' || !rows.has(tubeKey(tube))) rows.set(tubeKey(tube), tube)
  const shown = [...rows.values()]
  return { at, keys: [...rows.keys()], value: (index, column) => shown[index]?.[column] }
}

/** A window tells of its sessions each second; one that was not told of for so long is over. */
const toldMs = 3000
/** When no window has told anything for so long, none has anything to tell. */
const restMs = 1500

/** What windows tell of their transfers: each session with its lanes, and all of this machine together. */
export class TransfersTogether {
  readonly #rates = new Map<string, { at: number; down: number; up: number }>()
  #toldAt = Number.NEGATIVE_INFINITY

  samples({ samples }: TransferFigures): Sample<LaneColumn>[] {
    return samples.map(({ at, sessions }) => {
      this.#toldAt = at
      const rows = new Map<string, Figures<LaneColumn>>()
      for (const { id, figures, lanes } of sessions) {
        rows.set(id, figures)
        for (const lane of lanes) rows.set(partKey(id, String(lane.lane)), lane.figures)
        this.#rates.set(id, { at, down: figures.downRate ?? 0, up: figures.upRate ?? 0 })
      }
      rows.set(allOfThem, this.#all(at))
      return sampleOf(at, rows)
    })
  }

  /** As often as others are told of, so that averages are true: where no window tells anything, nothing moves. */
  rest(at: number): Sample<LaneColumn> | undefined {
    if (Math.abs(at - this.#toldAt) < restMs) return undefined
    return sampleOf(at, new Map([[allOfThem, this.#all(at)]]))
  }

  #all(now: number): Figures<LaneColumn> {
    let [downRate, upRate] = [0, 0]
    for (const [id, { at, down, up }] of this.#rates) {
      if (Math.abs(now - at) > toldMs) this.#rates.delete(id)
      else {
        downRate += down
        upRate += up
      }
    }
    return { downRate, upRate, rate: downRate + upRate, rttMs: -1 }
  }
}

/** Only the busiest are told of: who is told of again counts on. */
const partsRemembered = 1000

/** Sums of counters of things that come and go, as totals that rise: what goes takes nothing away. */
class RisingSums {
  readonly #totals = new Map<string, { sum: number; parts: Map<string, number> }>()

  sum(name: string, ids: readonly string[], value: (index: number) => number): number {
    let total = this.#totals.get(name)
    if (total === undefined) {
      total = { sum: 0, parts: new Map() }
      this.#totals.set(name, total)
    }
    for (let n = 0; n < ids.length; n++) {
      const [now, before] = [value(n), total.parts.get(ids[n]!) ?? 0]
      total.sum += now >= before ? now - before : now
      total.parts.set(ids[n]!, now)
    }
    for (const id of total.parts.keys()) {
      if (total.parts.size <= ids.length + partsRemembered) break
      total.parts.delete(id)
    }
    return total.sum
  }

  clear(): void {
    this.#totals.clear()
  }
}
