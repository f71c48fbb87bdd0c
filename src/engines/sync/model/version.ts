import type { Version } from './record.ts'

export type Relation = 'equal' | 'newer' | 'older' | 'concurrent'

/** How `a` stands to `b`: `newer` has seen all of `b` and more. Both in ascending order of devices. */
export function compareVersions(a: Version, b: Version): Relation {
  let ahead = false
  let behind = false
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const ours = a[i]
    const theirs = b[j]
    if (theirs === undefined || (ours !== undefined && ours[0] < theirs[0])) {
      ahead = true
      i++
    } else if (ours === undefined || theirs[0] < ours[0]) {
      behind = true
      j++
    } else {
      if (ours[1] > theirs[1]) ahead = true
      else if (ours[1] < theirs[1]) behind = true
      i++
      j++
    }
  }
  if (ahead) return behind ? 'concurrent' : 'newer'
  return behind ? 'older' : 'equal'
}

/**
 * The version after a change by `device`. Its count becomes at least `least`: with the time in seconds there, a device
 * that lost what it knew does not count again what others have already seen. Nothing else depends on the clock.
 */
export function bump(version: Version, device: string, least = 1): Version {
  const at = version.findIndex(([id]) => id >= device)
  const place = at === -1 ? version.length : at
  const known = version[place]
  const entry = [device, known?.[0] === device ? Math.max(known[1] + 1, least) : least] as const
  return known?.[0] === device ? version.with(place, entry) : version.toSpliced(place, 0, entry)
}

/** The least version that follows both. */
export function merge(a: Version, b: Version): Version {
  const merged: (readonly [string, number])[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const ours = a[i]
    const theirs = b[j]
    if (theirs === undefined || (ours !== undefined && ours[0] < theirs[0])) {
      merged.push(ours!)
      i++
    } else if (ours === undefined || theirs[0] < ours[0]) {
      merged.push(theirs)
      j++
    } else {
      merged.push(ours[1] >= theirs[1] ? ours : theirs)
      i++
      j++
    }
  }
  return merged
}

/** How often a device has changed the path. */
export const countOf = (version: Version, device: string): number =>
  version.find(([id]) => id === device)?.[1] ?? 0
