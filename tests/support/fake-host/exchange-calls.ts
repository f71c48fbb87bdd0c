import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { exchangeCalls } from '../../../src/contract/exchange.ts'
import type { hostContract, Telemetry } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import type { Settings } from '../../../src/contract/settings.ts'
import { thisMachine } from '../../../src/host/addresses.ts'
import type { EventLog } from '../../../src/host/events.ts'
import { implementExchange } from '../../../src/host/implement-exchange.ts'
import { busyBy } from '../../../src/host/settings/busy.ts'
import { SettingsExchange } from '../../../src/host/settings/exchange.ts'
import { UndoFile } from '../../../src/host/settings/undo.ts'

interface FakeSettings {
  settings(): Settings
  put(settings: Settings): void
  telemetry(): Telemetry
}

/** Single settings, files and profiles of a host without engines: the real ones, over settings in memory. */
export function fakeExchange({
  settings,
  put,
  telemetry,
}: FakeSettings): Pick<Server<typeof hostContract>, keyof typeof exchangeCalls> {
  const exchange = new SettingsExchange({
    settings: {
      latest: {
        get value() {
          return settings()
        },
      },
      async change(next) {
        const changed = next(settings())
        put(changed)
        return changed
      },
    },
    // A folder that is not there: it is kept in memory alone.
    undo: new UndoFile(join(tmpdir(), 'hawser-nowhere', 'nothing'), undefined, () => {}),
    version: '0.1.0',
    deviceName: () => 'Control room',
    machine: thisMachine,
    busyOf: (noun, id) => busyBy(telemetry())(noun, id),
    changed: async () => {},
    now: Date.now,
  })
  return implementExchange({ exchange, events: { add() {} } as unknown as EventLog })
}
