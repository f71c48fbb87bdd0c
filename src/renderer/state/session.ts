import { hostContract } from '../../contract/host.ts'
import type { Client } from '../../contract/procedure.ts'
import { connect, Fault } from '../../wire/index.ts'
import { openLink } from './link.ts'
import { live } from './live.ts'
import { addEvents, noneFlows, setSlow, slow } from './store.ts'
import { t } from '../../language/t.ts'

export type HostClient = Client<typeof hostContract>
let current: HostClient | undefined

/** The host's calls. Throws a fault of code `closed` while there is no connection. */
export function host(): HostClient {
  if (current === undefined)
    throw new Fault('closed', 'There is no connection to Hawser at the moment. It is being restored.')
  return current
}

/** Which rules' details are wanted; telemetry begins anew when that changes. */
let look: readonly string[] = []
let restartTelemetry = () => {}
export function setLook(ruleIds: readonly string[]): void {
  if (ruleIds.join() === look.join()) return
  look = ruleIds
  restartTelemetry()
}

const backoffMs = [250, 500, 1000, 2000, 4000, 8000]
let wakeUp = () => {}
/** Tries to connect at once instead of waiting. */
export const retryNow = () => wakeUp()

/** Keeps a connection for as long as the page lives. */
export async function runSession(): Promise<never> {
  for (let attempt = 0; ; ) {
    let reason = t('The connection was lost.')
    try {
      const client = connect(hostContract, await openLink())
      const about = await client.about(undefined)
      attempt = 0
      current = client
      setSlow({ link: { is: 'open' }, about })
      await follow(client)
    } catch (error) {
      if (error instanceof Error) reason = error.message
    }
    current = undefined
    const waitMs = backoffMs[Math.min(attempt, backoffMs.length - 1)]!
    attempt++
    setSlow({
      link: { is: 'lost', attempt, retryAt: Date.now() + waitMs, reason },
      flowing: noneFlows,
    })
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    setSlow({ link: attempt > 1 ? slow().link : { is: 'connecting' } })
  }
}

/** Until the connection ends, which makes each of these reject. */
async function follow(client: HostClient): Promise<void> {
  const stop = new AbortController()
  try {
    await Promise.race([
      followSettings(client, stop.signal),
      followEvents(client, stop.signal),
      followDevices(client, stop.signal),
      followTransfers(client, stop.signal),
      followTelemetry(client, stop.signal),
    ])
  } finally {
    stop.abort()
  }
}

async function followSettings(client: HostClient, signal: AbortSignal): Promise<void> {
  for await (const settings of client.settings(undefined, signal)) {
    const {
      rules,
      bonds,
      receivers,
      folders,
      peers,
      sync,
      transfer,
      tunnel,
      diagnose,
      observe,
      preferences,
    } = settings
    setSlow({
      rules,
      bonds,
      receivers,
      folders,
      peers,
      sync,
      transfer,
      tunnel,
      diagnose,
      observe,
      preferences,
    })
  }
}

async function followDevices(client: HostClient, signal: AbortSignal): Promise<void> {
  for await (const devices of client.peers(undefined, signal)) setSlow({ devices })
}

async function followTransfers(client: HostClient, signal: AbortSignal): Promise<void> {
  for await (const { records } of client.transferHistory(undefined, signal))
    setSlow({ transferHistory: records.toSorted((a, b) => b.at - a.at) })
}

async function followEvents(client: HostClient, signal: AbortSignal): Promise<void> {
  const last = slow().events.at(-1)?.seq ?? 0
  let arrived: Parameters<typeof addEvents>[0][number][] = []
  for await (const event of client.events({ after: last }, signal)) {
    // A host with an emptied user-data folder begins to count anew.
    if (event.seq < (slow().events.at(-1)?.seq ?? 0) && arrived.length === 0) setSlow({ events: [] })
    // The whole past arrives at once; one render for all of it.
    if (arrived.length === 0)
      setTimeout(() => {
        addEvents(arrived)
        arrived = []
      }, 30)
    arrived.push(event)
  }
}

async function followTelemetry(client: HostClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A hidden page paints nothing, so it asks for nothing.
    if (document.hidden) await visible(signal)
    const restart = new AbortController()
    restartTelemetry = () => restart.abort()
    const hide = () => document.hidden && restart.abort()
    document.addEventListener('visibilitychange', hide)
    try {
      live.forgetIfStale()
      let [first, firstBonds, firstSync, firstTunnel] = [true, true, true, true]
      for await (const telemetry of client.telemetry(
        { look: [...look] },
        AbortSignal.any([signal, restart.signal]),
      )) {
        live.take(telemetry)
        if (first && telemetry.forward) {
          first = false
          void backfill(client).catch(() => {})
        }
        if (firstBonds && telemetry.bond) {
          firstBonds = false
          void backfillBonds(client).catch(() => {})
        }
        if (firstSync && telemetry.sync) {
          firstSync = false
          void backfillFolders(client).catch(() => {})
        }
        if (firstTunnel && telemetry.tunnel) {
          firstTunnel = false
          void backfillTubes(client).catch(() => {})
        }
      }
    } catch (error) {
      if (!restart.signal.aborted) throw error
    } finally {
      document.removeEventListener('visibilitychange', hide)
    }
  }
}

/** At most so many rules can be asked for in one call. */
const recentLimit = 64

async function backfill(client: HostClient): Promise<void> {
  const watched = [...live.watched.keys()].filter((id) => live.needsBackfill(id))
  if (watched.length > 0) await backfillWatched(client, watched)
  if (!live.totalNeedsBackfill) return
  const ids = live.busiest(recentLimit)
  if (ids.length === 0) return
  const [minute, halfHour] = await Promise.all([
    client.recent({ ruleIds: ids, seconds: 60 }),
    client.recent({ ruleIds: ids, seconds: 1800 }),
  ])
  live.backfillTotal(minute.series, halfHour.series)
}

async function backfillWatched(client: HostClient, ruleIds: string[]): Promise<void> {
  const [minute, halfHour] = await Promise.all([
    client.recent({ ruleIds, seconds: 60 }),
    client.recent({ ruleIds, seconds: 1800 }),
  ])
  for (const [n, id] of ruleIds.entries()) {
    const [fine, coarse] = [minute.series[n], halfHour.series[n]]
    if (fine && coarse) live.watch(id).backfill(fine, coarse)
  }
}

/** The lines of so many bonds, folders and tubes begin with the past; the others begin now. */
const bondsFilled = 16

async function backfillBonds(client: HostClient): Promise<void> {
  await Promise.all([...live.bonds.watched.keys()].map((id) => backfillBond(client, id)))
  if (!live.bonds.needSparks) return
  const ids = live.bonds.flowing(bondsFilled)
  live.bonds.backfillSparks(
    await Promise.all(ids.map((bondId) => client.recentBond({ bondId, seconds: 60 }))),
  )
}

async function backfillBond(client: HostClient, bondId: string): Promise<void> {
  if (!live.bonds.needsBackfill(bondId)) return
  const [minute, halfHour] = await Promise.all([
    client.recentBond({ bondId, seconds: 60 }),
    client.recentBond({ bondId, seconds: 1800 }),
  ])
  live.bonds.backfill(minute, halfHour)
}

/** Keeps the figures of a bond's links from now on, and those of the last half hour. Gives the way to end it. */
export function watchBond(bondId: string): () => void {
  live.bonds.watch(bondId)
  if (current) void backfillBond(current, bondId).catch(() => {})
  return () => live.bonds.unwatch(bondId)
}

async function backfillFolders(client: HostClient): Promise<void> {
  await Promise.all([...live.sync.watched.keys()].map((id) => backfillFolder(client, id)))
  if (!live.sync.needSparks) return
  const ids = live.sync.busiest(bondsFilled)
  live.sync.backfillSparks(
    await Promise.all(ids.map((folderId) => client.recentFolder({ folderId, seconds: 60 }))),
  )
}

async function backfillFolder(client: HostClient, folderId: string): Promise<void> {
  if (!live.sync.needsBackfill(folderId)) return
  const [minute, halfHour] = await Promise.all([
    client.recentFolder({ folderId, seconds: 60 }),
    client.recentFolder({ folderId, seconds: 1800 }),
  ])
  live.sync.backfill(minute, halfHour)
}

/** Keeps the figures of a folder from now on, and those of the last half hour. Gives the way to end it. */
export function watchFolder(folderId: string): () => void {
  live.sync.watch(folderId)
  if (current) void backfillFolder(current, folderId).catch(() => {})
  return () => live.sync.unwatch(folderId)
}

async function backfillTubes(client: HostClient): Promise<void> {
  await Promise.all([...live.tunnel.watched.keys()].map((id) => backfillTube(client, id)))
  if (!live.tunnel.needSparks) return
  const ids = live.tunnel.busiest(bondsFilled)
  live.tunnel.backfillSparks(
    await Promise.all(ids.map((tubeId) => client.recentTunnel({ tubeId, seconds: 60 }))),
  )
}

async function backfillTube(client: HostClient, tubeId: string): Promise<void> {
  if (!live.tunnel.needsBackfill(tubeId)) return
  const [minute, halfHour] = await Promise.all([
    client.recentTunnel({ tubeId, seconds: 60 }),
    client.recentTunnel({ tubeId, seconds: 1800 }),
  ])
  live.tunnel.backfill(minute, halfHour)
}

/** Keeps the figures of a tube from now on, and those of the last half hour. Gives the way to end it. */
export function watchTube(tubeId: string): () => void {
  live.tunnel.watch(tubeId)
  if (current) void backfillTube(current, tubeId).catch(() => {})
  return () => live.tunnel.unwatch(tubeId)
}

function visible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (document.hidden && !signal.aborted) return
      document.removeEventListener('visibilitychange', check)
      resolve()
    }
    document.addEventListener('visibilitychange', check)
    signal.addEventListener('abort', check, { once: true })
    check()
  })
}
