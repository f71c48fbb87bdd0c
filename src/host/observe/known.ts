import type { Settings } from '../../contract/settings.ts'
import type { Attributes } from './metric.ts'

/** The attributes that tell what a series is of, and those under which its name goes. */
const subjects = {
  'hawser.rule.id': 'hawser.rule.name',
  'hawser.bond.id': 'hawser.bond.name',
  'hawser.receiver.id': 'hawser.receiver.name',
  'hawser.folder.id': 'hawser.folder.name',
  'hawser.peer.id': 'hawser.peer.name',
  'hawser.way.id': 'hawser.way.name',
} as const

/** By the attribute of its id: what there is, by id. */
function namesIn(settings: Settings): Record<keyof typeof subjects, ReadonlyMap<string, string>> {
  const named = (entries: readonly { id: string; name: string }[]) =>
    new Map(entries.map(({ id, name }) => [id, name]))
  return {
    'hawser.rule.id': named(settings.rules),
    'hawser.bond.id': named(settings.bonds),
    'hawser.receiver.id': named(settings.receivers),
    'hawser.folder.id': named(settings.folders),
    'hawser.peer.id': named([...settings.peers, { id: 'code', name: 'by a code' }]),
    'hawser.way.id': named(settings.tunnel.ways),
  }
}

const ids = Object.keys(subjects) as (keyof typeof subjects)[]

/** Whether what a series is of is still in the settings. */
export function isKnownIn(settings: Settings): (attributes: Attributes) => boolean {
  const names = namesIn(settings)
  return (attributes) => ids.every((id) => attributes[id] === undefined || names[id].has(attributes[id]))
}

/** Adds the names of what a series is of. */
export function withNamesOf(settings: Settings): (attributes: Attributes) => Attributes {
  const names = namesIn(settings)
  return (attributes) => {
    const more = ids.flatMap((id) => {
      const name = attributes[id] === undefined ? undefined : names[id].get(attributes[id])
      return name === undefined ? [] : [[subjects[id], name]]
    })
    return more.length === 0 ? attributes : { ...attributes, ...Object.fromEntries(more) }
  }
}
