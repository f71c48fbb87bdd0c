import { allOfThem, type Series, type SeriesKind } from '../../contract/history.ts'
import { live } from './live.ts'
import { linkSpark } from './live-bonds.ts'
import { upSpark } from './live-sync.ts'
import { outSpark } from './live-tunnel.ts'
import { askPast } from './past.ts'
import type { LiveSeries } from './series.ts'
import type { HostClient } from './session.ts'
import type { PastRates } from './sparks.ts'
import { partyOf } from './tunnel-view.ts'

/** What the page shows begins with what the host remembers: of the last minute, and of the last half hour. */
const [minuteMs, halfHourMs] = [60_000, 1_800_000]
/** The lines of so many begin with the past; the others begin now. */
const [rulesFilled, thingsFilled] = [64, 16]

async function fill<C extends string>(
  client: HostClient,
  kind: SeriesKind,
  id: string,
  series: LiveSeries<C>,
): Promise<void> {
  if (!series.isFresh) return
  const to = Date.now()
  const [minute, halfHour] = await Promise.all(
    [minuteMs, halfHourMs].map((ms) => askPast<C>(client, { kind, ids: [id] }, { from: to - ms, to })),
  )
  series.backfill(minute!, halfHour!)
}

async function lastMinute(
  client: HostClient,
  kind: SeriesKind,
  ids: readonly string[],
  columns: string[],
): Promise<Series[]> {
  if (ids.length === 0) return []
  const to = Date.now()
  const { series } = await client.series({ kind, ids: [...ids], from: to - minuteMs, to, columns })
  return series
}

/** The rates of one part; unknown ones are none. */
const rates = (series: Series, column: string, part = ''): number[] =>
  (series.parts.find(({ id }) => id === part)?.columns[column] ?? []).map((rate) => Math.max(0, rate ?? 0))

export async function fillRules(client: HostClient): Promise<void> {
  await Promise.all([
    ...[...live.watched].map(([id, series]) => fill(client, 'rule', id, series)),
    fill(client, 'rules', allOfThem, live.total),
  ])
  if (!live.needSparks) return
  const minute = await lastMinute(client, 'rule', live.busiest(rulesFilled), ['rateDown'])
  live.sparks.backfill(minute.map((one) => ({ id: one.id, at: one.at, rates: rates(one, 'rateDown') })))
}

export async function fillBonds(client: HostClient): Promise<void> {
  const { bonds } = live
  await Promise.all([
    ...[...bonds.watched].map(([id, series]) => fill(client, 'bond', id, series)),
    ...[...bonds.watchedReceivers].map(([id, series]) => fill(client, 'receiver', id, series)),
  ])
  if (!bonds.needSparks) return
  const [sent, received] = await Promise.all([
    lastMinute(client, 'bond', bonds.flowing(thingsFilled), ['bitrate']),
    lastMinute(client, 'receiver', bonds.receiving(thingsFilled), ['bitrate']),
  ])
  bonds.sparks.backfill([
    ...sent.flatMap(ratesOfLinks),
    ...received.map((one) => ({ id: one.id, at: one.at, rates: rates(one, 'bitrate') })),
  ])
}

/** Of each link, and of the bond as their sum. */
function ratesOfLinks(bond: Series): PastRates[] {
  const links = bond.parts.map((part) => rates(bond, 'bitrate', part.id))
  const total = bond.at.map((_, n) => links.reduce((sum, link) => sum + link[n]!, 0))
  return [
    { id: bond.id, at: bond.at, rates: total },
    ...bond.parts.map((part, n) => ({ id: linkSpark(bond.id, part.id), at: bond.at, rates: links[n]! })),
  ]
}

export async function fillFolders(client: HostClient): Promise<void> {
  const { sync } = live
  await Promise.all([...sync.watched].map(([id, series]) => fill(client, 'folder', id, series)))
  if (!sync.needSparks) return
  const minute = await lastMinute(client, 'folder', sync.busiest(thingsFilled), ['downRate', 'upRate'])
  sync.sparks.backfill(
    minute.flatMap((one) => [
      { id: one.id, at: one.at, rates: rates(one, 'downRate') },
      { id: upSpark(one.id), at: one.at, rates: rates(one, 'upRate') },
    ]),
  )
}

/** By what the host knows a tube over time. */
const keptTube = (tubeId: string): string => {
  const tube = live.tunnel.tube(tubeId)
  return tube ? partyOf(tube) : tubeId
}

export async function fillTubes(client: HostClient): Promise<void> {
  const { tunnel } = live
  await Promise.all([...tunnel.watched].map(([id, series]) => fill(client, 'tube', keptTube(id), series)))
  if (!tunnel.needSparks) return
  const ids = tunnel.busiest(thingsFilled)
  const minute = await lastMinute(client, 'tube', ids.map(keptTube), ['rateIn', 'rateOut'])
  tunnel.sparks.backfill(
    minute.flatMap((one, n) => [
      { id: ids[n]!, at: one.at, rates: rates(one, 'rateIn') },
      { id: outSpark(ids[n]!), at: one.at, rates: rates(one, 'rateOut') },
    ]),
  )
}

export const fillTransfers = (client: HostClient): Promise<void> =>
  fill(client, 'transfer', allOfThem, live.transfers.total)
