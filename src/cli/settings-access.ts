import { setTimeout as sleep } from 'node:timers/promises'
import type { hostContract } from '../contract/host.ts'
import type { Client } from '../contract/procedure.ts'
import type { Settings } from '../contract/settings.ts'
import { connectControl } from '../host/control.ts'
import { lockFolder } from '../host/lock.ts'
import { SettingsFile } from '../host/settings-file.ts'
import { createUserDataFolder } from '../host/user-data.ts'
import { Fault } from '../wire/fault.ts'

export type HostClient = Client<typeof hostContract>

/** Two ways to the same settings. Both throw the faults of the host's contract. */
export interface SettingsAccess<A> {
  ofHost(host: HostClient): A
  ofFile(file: SettingsFile): A
}

/** A host that starts holds its folder a moment before it can be asked. */
const attempts = 10
const betweenMs = 200

/** Lets `action` work with a running Hawser, or with its settings file when none runs. */
export async function withSettings<A>(
  userData: string,
  { ofHost, ofFile }: SettingsAccess<A>,
  action: (access: A) => Promise<void>,
): Promise<void> {
  for (let left = attempts; ; left--)
    try {
      using control = await connectControl(userData)
      return await action(ofHost(control.client))
    } catch (notRunning) {
      if (!isFault(notRunning, 'host-not-running')) throw notRunning
      try {
        return await withFile(userData, (file) => action(ofFile(file)))
      } catch (running) {
        if (left === 0 || !isFault(running, 'host-running')) throw running
        await sleep(betweenMs)
      }
    }
}

const isFault = (error: unknown, code: string) => error instanceof Fault && error.code === code

/** Throws `host-running`. */
async function withFile(userData: string, action: (file: SettingsFile) => Promise<void>): Promise<void> {
  await createUserDataFolder(userData)
  using _ = lockFolder(userData)
  const file = await SettingsFile.open(userData, {
    notice: (fault) => fault && console.error(`hawser: ${fault.code}: ${fault.message}`),
    edited: () => {},
    report: (error) => console.error(error),
  })
  try {
    await action(file)
  } finally {
    await file.close()
  }
}

export async function settingsOf(host: HostClient): Promise<Settings> {
  for await (const settings of host.settings(undefined)) return settings
  throw new Fault('closed', 'Hawser has ended.')
}

/** The ids of what is named by id or by name, each once. Throws such as `rule-unknown`, or `usage` for a name of several. */
export function findNamed(
  entries: readonly { id: string; name: string }[],
  names: readonly string[],
  noun: 'rule' | 'bond' | 'peer' | 'folder' | 'way' | 'session',
): string[] {
  const ids = names.map((name) => {
    if (entries.some(({ id }) => id === name)) return name
    const named = entries.filter((entry) => entry.name === name)
    if (named.length === 0) throw new Fault(`${noun}-unknown`, `There is no ${noun} "${name}".`)
    if (named.length > 1)
      throw new Fault(
        'usage',
        `${named.length} ${noun}s are called "${name}"; name one by its id: ${named.map(({ id }) => id).join(', ')}`,
      )
    return named[0]!.id
  })
  return [...new Set(ids)]
}
