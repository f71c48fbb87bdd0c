import type { Telemetry } from '../../contract/host.ts'

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

/** With a stream in it; one whose links are all lost is to come back. */
const running: ReadonlySet<string> = new Set(['live', 'degraded', 'down'])

/**
 * What an update would disturb, in words for people; empty when nothing runs. `transfers`: those of the window.
 * An engine that is being restarted counts: what it carried comes back with it.
 */
export function whatRuns(telemetry: Telemetry | undefined, transfers: number): string[] {
  if (telemetry === undefined) return ['Hawser is starting']
  const { engines, forward, bond, sync, tunnel, diagnose } = telemetry
  const away = engines.filter(({ state }) => state === 'starting' || state === 'waiting').length
  const viewers = sum(forward?.columns.connections ?? [])
  const bonds = (bond?.bonds ?? []).filter(({ state }) => running.has(state)).length
  const receivers = (bond?.receivers ?? []).filter(({ state }) => state === 'live').length
  const files = sum((sync?.folders ?? []).map((folder) => folder.transfers.length))
  const tubes = (tunnel?.tubes ?? []).filter(
    ({ connections, rateIn, rateOut }) => connections > 0 || rateIn + rateOut > 0,
  ).length
  const found: readonly [number, string, string][] = [
    [viewers, 'viewer is connected', 'viewers are connected'],
    [bonds, 'bond is live', 'bonds are live'],
    [receivers, 'receiver takes a stream', 'receivers take streams'],
    [transfers, 'transfer is under way', 'transfers are under way'],
    [files, 'file is being synced', 'files are being synced'],
    [tubes, 'tunnel carries something', 'tunnels carry something'],
    [diagnose?.running ? 1 : 0, 'diagnosis is under way', 'diagnoses are under way'],
    [away, 'engine is being started', 'engines are being started'],
  ]
  return found.filter(([count]) => count > 0).map(([count, one, many]) => plural(count, one, many))
}
