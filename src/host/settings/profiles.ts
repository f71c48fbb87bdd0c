import { isDeepStrictEqual } from 'node:util'
import { type Preferences, type Profile, profileLimit, type Settings } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'

/** In all profiles together, so that the settings stay a file that can be read. */
const entriesLimit = 10_000
const sizeOf = ({ rules, bonds, receivers, ways, allow }: Profile) =>
  rules.length + bonds.length + receivers.length + ways.length + allow.length

/** What belongs to the machine and its people, wherever they work. */
const remembered: readonly (keyof Preferences)[] = ['closeToTrayExplained']

/** The present state, as a profile holds it. */
export function contentOf(settings: Settings): Omit<Profile, 'id' | 'name' | 'savedAt'> {
  const { rules, bonds, receivers, tunnel, folders, pausedFolders } = settings
  const preferences: Partial<Preferences> = { ...settings.preferences }
  for (const name of remembered) delete preferences[name]
  return {
    rules,
    bonds,
    receivers,
    ways: tunnel.ways,
    allow: tunnel.allow,
    folders: folders.map(({ id, enabled }) => ({ id, enabled, paused: pausedFolders.includes(id) })),
    preferences,
  }
}

/** Throws `profile-unknown`. */
export function findProfile({ profiles }: Settings, id: string): Profile {
  const profile = profiles.find((each) => each.id === id)
  if (profile === undefined) throw new Fault('profile-unknown', 'There is no profile with that id.', { id })
  return profile
}

/** The settings with the profile put in place. Folders that it does not name stay as they are. Throws `profile-unknown`. */
export function withProfile(settings: Settings, id: string): Settings {
  const profile = findProfile(settings, id)
  const named = new Map(profile.folders.map((folder) => [folder.id, folder]))
  const isPaused = ({ id }: { id: string }) => named.get(id)?.paused ?? settings.pausedFolders.includes(id)
  return {
    ...settings,
    rules: profile.rules,
    bonds: profile.bonds,
    receivers: profile.receivers,
    tunnel: { ...settings.tunnel, ways: profile.ways, allow: profile.allow },
    folders: settings.folders.map((folder) => ({
      ...folder,
      enabled: named.get(folder.id)?.enabled ?? folder.enabled,
    })),
    pausedFolders: settings.folders.filter(isPaused).map((folder) => folder.id),
    preferences: { ...settings.preferences, ...profile.preferences },
    activeProfile: id,
  }
}

/** With the present state saved as a profile; with an id in place of what that one held. Throws `profile-unknown`, `invalid`. */
export function withSaved(settings: Settings, profile: Pick<Profile, 'id' | 'name' | 'savedAt'>): Settings {
  const saved: Profile = { ...profile, ...contentOf(settings) }
  const isKnown = settings.profiles.some(({ id }) => id === profile.id)
  if (!isKnown && settings.profiles.length >= profileLimit)
    throw new Fault('invalid', `More than ${profileLimit} profiles are not possible.`)
  const others = settings.profiles.filter(({ id }) => id !== profile.id)
  if ([...others, saved].reduce((sum, each) => sum + sizeOf(each), 0) > entriesLimit)
    throw new Fault('invalid', `All profiles together hold at most ${entriesLimit} rules, bonds and ways.`)
  refuseTwin(settings, profile)
  return {
    ...settings,
    profiles: isKnown
      ? settings.profiles.map((each) => (each.id === profile.id ? saved : each))
      : [...settings.profiles, saved],
    activeProfile: profile.id,
  }
}

/** Throws `profile-unknown`, `invalid`. */
export function withRenamed(settings: Settings, id: string, name: string): Settings {
  findProfile(settings, id)
  refuseTwin(settings, { id, name })
  return {
    ...settings,
    profiles: settings.profiles.map((each) => (each.id === id ? { ...each, name } : each)),
  }
}

/** What works goes on. Throws `profile-unknown`. */
export function withoutProfile(settings: Settings, id: string): Settings {
  findProfile(settings, id)
  return {
    ...settings,
    profiles: settings.profiles.filter((each) => each.id !== id),
    activeProfile: settings.activeProfile === id ? '' : settings.activeProfile,
  }
}

/** Whether a profile holds what there is. What was added to the preferences since it was saved does not count. */
export function isSaved(settings: Settings, profile: Profile): boolean {
  return isDeepStrictEqual(contentOf(withProfile(settings, profile.id)), contentOf(settings))
}

function refuseTwin({ profiles }: Settings, { id, name }: { id: string; name: string }): void {
  const twin = profiles.find((each) => each.id !== id && each.name.toLowerCase() === name.toLowerCase())
  if (twin) throw new Fault('invalid', `Another profile is called "${twin.name}" already.`)
}
