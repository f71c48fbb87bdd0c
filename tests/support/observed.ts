import type { EngineName, Telemetry } from '../../src/contract/host.ts'
import { engineNames } from '../../src/contract/host.ts'
import { type Settings, settingsSchema } from '../../src/contract/settings.ts'
import { Exposition } from '../../src/host/observe/exposition.ts'
import { Figures } from '../../src/host/observe/figures.ts'
import { withNamesOf } from '../../src/host/observe/known.ts'
import { FakeHost } from './fake-host/index.ts'

/** The settings and the newest telemetry of a made-up host in which everything is at work. */
export async function madeUpWorld(): Promise<{ settings: Settings; telemetry: Telemetry }> {
  const { server } = new FakeHost('venue')
  const { signal } = new AbortController()
  const first = async <T>(values: AsyncIterable<unknown>): Promise<T> => {
    for await (const value of values) return value as T
    throw new Error('nothing came')
  }
  return {
    settings: settingsSchema.parse(await first(server.settings(undefined, signal))),
    telemetry: await first<Telemetry>(server.telemetry({ look: [] }, signal)),
  }
}

/** Figures with all that is in `telemetry`. */
export function figuresOf(telemetry: Telemetry, now: () => number): Figures {
  const figures = new Figures(now)
  takeAll(figures, telemetry)
  return figures
}

export function takeAll(figures: Figures, telemetry: Telemetry): void {
  for (const status of telemetry.engines) figures.status(status)
  for (const name of engineNames) take(figures, name, telemetry)
}

function take(figures: Figures, name: EngineName, telemetry: Telemetry): void {
  const snapshot = telemetry[name]
  if (snapshot) figures.snapshot(name, snapshot as never)
}

export function expose(figures: Figures, settings: () => Settings, now: () => number): Exposition {
  return new Exposition({
    tell: (tell) => figures.tell(tell, settings()),
    leftOut: () => figures.leftOut,
    named: () => (settings().observe.names ? withNamesOf(settings()) : (attributes) => attributes),
    version: '1.2.3',
    instanceId: 'device',
    now,
  })
}

export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

/** Reads the text format of Prometheus; throws for a line that is none. */
export function readSamples(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] =
        /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.e+-]+|NaN|[+-]Inf)$/.exec(line) ?? []
      if (name === undefined) throw new Error(`no sample: ${line}`)
      const pairs = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)]
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key, held]) => [key, held])),
        value: Number(value),
      }
    })
}
