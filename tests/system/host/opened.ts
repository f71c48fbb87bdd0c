import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { HawserEvent, RuleInput, Series, SeriesKind, Telemetry } from '../../../src/contract/index.ts'
import { type Host, openHost } from '../../../src/host/index.ts'
import { rule } from '../../support/rules.ts'
import { fakeEngines } from './fake-engines.ts'

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hawser-host-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A host whose engine is the stand-in beside this file; closed when the test is over, if not before. */
export async function open(userData: string): Promise<Host> {
  const host = await openHost({
    userData,
    engines: fakeEngines,
    shell: 'test',
    version: '0.0.0',
  })
  onTestFinished(() => host[Symbol.asyncDispose]())
  return host
}

/** A rule as it comes out of the contract's validation. */
export function input(given: Partial<RuleInput> = {}) {
  const { id: _, ...settings } = rule(given)
  return settings
}

/** The first telemetry for which `check` holds. */
export async function telemetryUntil(
  host: Host,
  check: (telemetry: Telemetry) => boolean | undefined,
  look: string[] = [],
): Promise<Telemetry> {
  const stop = new AbortController()
  for await (const telemetry of host.server.telemetry({ look }, stop.signal))
    if (check(telemetry as Telemetry)) return telemetry as Telemetry
  throw new Error('telemetry ended')
}

/** Every event up to and including the first with that code. */
export async function eventsUntil(host: Host, code: string, after = 0): Promise<HawserEvent[]> {
  const events: HawserEvent[] = []
  const stop = new AbortController()
  for await (const event of host.server.events({ after }, stop.signal)) {
    events.push(event)
    if (event.code === code) return events
  }
  throw new Error('events ended')
}

export const signal = new AbortController().signal
export const running = ({ engines, forward }: Telemetry) =>
  engines[0]?.state === 'running' && forward !== undefined

/** What the host remembers of something in the last minute. */
export async function lastMinute(host: Host, kind: SeriesKind, id: string): Promise<Series[]> {
  const to = Date.now()
  const { series } = await host.server.series(
    { kind, ids: [id], from: to - 60_000, to, points: 2000 },
    signal,
  )
  return series
}

/** What the host remembers of something, as soon as that is so many points. */
export async function recentOf(host: Host, kind: SeriesKind, id: string, points: number): Promise<Series> {
  const stop = new AbortController()
  for await (const _snapshot of host.server.telemetry({ look: [] }, stop.signal)) {
    const [series] = await lastMinute(host, kind, id)
    if (series && series.at.length >= points) return series
  }
  throw new Error('telemetry ended')
}
