import type { Profile, Settings } from '../../contract/settings.ts'
import type { iceServerSchema } from '../../contract/transfer.ts'
import { sealedPrefix, type Way } from '../../contract/tunnel.ts'
import { secretParameter } from '../tunnels/way-secrets.ts'

type IceServer = { [K in keyof typeof iceServerSchema.shape]?: string } & { url: string }
/** `place` says whose secret it is, the same on every machine; an empty secret is none. */
type Change = (place: string, secret: string) => string

function inWay(prefix: string, way: Way, change: Change): Way {
  const at = `${prefix}${way.id}`
  const parameters = Object.entries(way.session?.parameters ?? {}).map(
    ([name, value]) => [name, secretParameter.test(name) ? change(`${at}.${name}`, value) : value] as const,
  )
  return {
    ...way,
    password: change(`${at}.password`, way.password),
    session: way.session && { ...way.session, parameters: Object.fromEntries(parameters) },
  }
}

const inServers = <S extends IceServer>(prefix: string, servers: readonly S[], change: Change): S[] =>
  servers.map(({ credential, ...server }) => {
    const changed = change(`${prefix}${server.url} ${server.username ?? ''}`, credential ?? '')
    return { ...server, ...(changed !== '' && { credential: changed }) } as S
  })

export const inProfile = (profile: Profile, change: Change): Profile => ({
  ...profile,
  ways: profile.ways.map((way) => inWay(`profiles.${profile.id}.ways.`, way, change)),
})

/** The settings with `change` of every password in them, those that are empty too. */
export const changeAllSecrets = (settings: Settings, change: Change): Settings => ({
  ...settings,
  tunnel: {
    ...settings.tunnel,
    ways: settings.tunnel.ways.map((way) => inWay('tunnel.ways.', way, change)),
  },
  transfer: {
    ...settings.transfer,
    iceServers: inServers('transfer.iceServers.', settings.transfer.iceServers, change),
  },
  diagnose: {
    ...settings.diagnose,
    stunServers: inServers('diagnose.stunServers.', settings.diagnose.stunServers, change),
  },
  profiles: settings.profiles.map((profile) => inProfile(profile, change)),
})

/** What the key store of the system has sealed is of no use anywhere else. */
export const isOfUse = (secret: string): boolean => secret !== '' && !secret.startsWith(sealedPrefix)

/** Every secret by its place, also those that only the key store opens. */
export function secretsByPlace(settings: Settings): Map<string, string> {
  const found = new Map<string, string>()
  changeAllSecrets(settings, (place, secret) => {
    if (secret !== '') found.set(place, secret)
    return secret
  })
  return found
}

/** As they may be shown. */
export const masked = (settings: Settings): Settings =>
  changeAllSecrets(settings, (_, secret) => (secret === '' ? '' : '••••'))
