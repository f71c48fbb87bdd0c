import { hostContract } from '../../contract/host.ts'
import type { Client } from '../../contract/procedure.ts'
import { t } from '../../language/t.ts'
import { connect, Fault } from '../../wire/index.ts'
import { fillBonds, fillFolders, fillRules, fillTransfers, fillTubes } from './fill.ts'
import { openLink } from './link.ts'
import { live } from './live.ts'
import { addEvents, noneFlows, setSlow, slow } from './store.ts'

export type HostClient = Client<typeof hostContract>
let current: HostClient | undefined

/** The host's calls. Throws a fault of code `closed` while there is no connection. */
export function host(): HostClient {
  if (current === undefined)
    throw new Fault('closed', t('There is no connection to Hawser at the moment. It is being restored.'))
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

live.notable = () => {
  const samples = current ? live.transfers.takeNotes() : []
  if (samples.length > 0) void current?.noteTransfers({ samples }).catch(() => {})
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
      followSessions(client, stop.signal),
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
      settings,
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

async function followSessions(client: HostClient, signal: AbortSignal): Promise<void> {
  for await (const { sessions } of client.sessions(undefined, signal)) setSlow({ keptSessions: sessions })
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
      void fillTransfers(client).catch(() => {})
      let [first, firstBonds, firstSync, firstTunnel] = [true, true, true, true]
      for await (const telemetry of client.telemetry(
        { look: [...look] },
        AbortSignal.any([signal, restart.signal]),
      )) {
        live.take(telemetry)
        if (first && telemetry.forward) {
          first = false
          void fillRules(client).catch(() => {})
        }
        if (firstBonds && telemetry.bond) {
          firstBonds = false
          void fillBonds(client).catch(() => {})
        }
        if (firstSync && telemetry.sync) {
          firstSync = false
          void fillFolders(client).catch(() => {})
        }
        if (firstTunnel && telemetry.tunnel) {
          firstTunnel = false
          void fillTubes(client).catch(() => {})
        }
      }
    } catch (error) {
      if (!restart.signal.aborted) throw error
    } finally {
      document.removeEventListener('visibilitychange', hide)
    }
  }
}

/** Begins to keep figures, puts before them what the host remembers, and gives the way to end it. */
function keeping(
  begin: () => void,
  fill: (client: HostClient) => Promise<void>,
  end: () => void,
): () => void {
  begin()
  if (current) void fill(current).catch(() => {})
  return end
}

export const watchRule = (id: string): (() => void) =>
  keeping(
    () => live.watch(id),
    fillRules,
    () => live.unwatch(id),
  )
export const watchBond = (id: string): (() => void) =>
  keeping(
    () => live.bonds.watch(id),
    fillBonds,
    () => live.bonds.unwatch(id),
  )
export const watchReceiver = (id: string): (() => void) =>
  keeping(
    () => live.bonds.watchReceiver(id),
    fillBonds,
    () => live.bonds.unwatchReceiver(id),
  )
export const watchFolder = (id: string): (() => void) =>
  keeping(
    () => live.sync.watch(id),
    fillFolders,
    () => live.sync.unwatch(id),
  )
export const watchTube = (id: string): (() => void) =>
  keeping(
    () => live.tunnel.watch(id),
    fillTubes,
    () => live.tunnel.unwatch(id),
  )

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
