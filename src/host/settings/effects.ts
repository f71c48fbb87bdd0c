import { isDeepStrictEqual } from 'node:util'
import type { SettingsEffect, SettingsNoun } from '../../contract/exchange.ts'
import type { Settings } from '../../contract/settings.ts'

/** What goes through one of them at the moment, such as `3 connections`; empty: nothing. */
export type BusyOf = (noun: SettingsNoun, id: string) => string

type Running = { noun: SettingsNoun; id: string; name: string; works: boolean; core: unknown }

/** Everything that works or rests, with what of it cannot be changed without beginning anew. */
function runningIn({ rules, bonds, receivers, tunnel, folders, pausedFolders }: Settings): Running[] {
  const paused = new Set(pausedFolders)
  return [
    ...rules.map(
      ({ id, name, enabled, protocol, listen, target, portCount }): Running => ({
        noun: 'rule',
        id,
        name,
        works: enabled,
        core: [protocol, listen, target, portCount],
      }),
    ),
    ...bonds.map(
      ({ id, name, enabled, listen, receiver, uplinks, links, uplinksFile, datagrams }): Running => ({
        noun: 'bond',
        id,
        name,
        works: enabled,
        core: [listen, receiver, uplinks, links.map(({ uplink }) => uplink), uplinksFile, datagrams],
      }),
    ),
    ...receivers.map(
      ({ id, name, enabled, listen, target, datagrams }): Running => ({
        noun: 'receiver',
        id,
        name,
        works: enabled,
        core: [listen, target, datagrams],
      }),
    ),
    ...tunnel.ways.map(
      ({ id, name, enabled, party, kind, listen, target }): Running => ({
        noun: 'way',
        id,
        name,
        works: enabled,
        core: [party, kind, listen, target],
      }),
    ),
    ...folders.map(
      ({ id, name, enabled, path, mode }): Running => ({
        noun: 'folder',
        id,
        name,
        works: enabled && !paused.has(id),
        core: [path, mode],
      }),
    ),
  ]
}

const keyOf = ({ noun, id }: Pick<Running, 'noun' | 'id'>) => `${noun} ${id}`

/** What would begin, end, or begin anew; what is busy and would be disturbed stands first. */
export function effectsOf(before: Settings, after: Settings, busyOf: BusyOf): SettingsEffect[] {
  const old = new Map(runningIn(before).map((each) => [keyOf(each), each]))
  const fresh = new Map(runningIn(after).map((each) => [keyOf(each), each]))
  const effects: SettingsEffect[] = []
  for (const [key, { noun, id, name, works, core }] of old) {
    if (!works) continue
    const next = fresh.get(key)
    if (next?.works && isDeepStrictEqual(core, next.core)) continue
    effects.push({ does: next?.works ? 'restart' : 'stop', noun, id, name, busy: busyOf(noun, id) })
  }
  for (const [key, { noun, id, name, works }] of fresh)
    if (works && !old.get(key)?.works) effects.push({ does: 'start', noun, id, name, busy: '' })
  return effects.sort((a, b) => Number(b.busy !== '') - Number(a.busy !== ''))
}
