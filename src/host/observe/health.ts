import type { EngineStatus } from '../../contract/host.ts'
import type { Health } from '../../contract/observe.ts'

/** Whether every engine runs that is needed; an engine that has not come up yet counts as one that does not. */
export function healthOf(statuses: readonly EngineStatus[]): Health {
  return {
    status: statuses.every(({ state }) => state === 'running' || state === 'idle') ? 'ok' : 'degraded',
    engines: Object.fromEntries(statuses.map(({ name, state, restarts }) => [name, { state, restarts }])),
  }
}

/** As an answer over HTTP: 200, or 503 for whoever asks only for that. */
export const healthAnswer = (health: Health): { status: 200 | 503; text: string } => ({
  status: health.status === 'ok' ? 200 : 503,
  text: `${JSON.stringify(health)}\n`,
})
