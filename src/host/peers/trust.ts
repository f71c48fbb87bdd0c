import { type Peer, type PeerChange, peerSchema } from '../../contract/peers.ts'
import type { Settings } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'
import { readCertificate } from './certificate.ts'

/** As many as the settings file may hold. */
const limit = 1000
const addressLimit = 16

/** Every change there is to the devices that are trusted. Each returns the new settings, or throws a fault. */
export const peerList = {
  /** One that is trusted already keeps the name that it was given here, and its addresses after the new ones. */
  add(settings: Settings, peer: Peer): Settings {
    const known = settings.peers.find(({ id }) => id === peer.id)
    if (known === undefined) {
      if (settings.peers.length >= limit)
        throw new Fault('invalid', `More than ${limit} devices are not possible.`)
      return { ...settings, peers: [...settings.peers, peer] }
    }
    const addresses = distinct([...peer.addresses, ...known.addresses]).slice(0, addressLimit)
    return replace(settings, { ...peer, name: known.name, addresses })
  },

  change(settings: Settings, id: string, change: PeerChange): Settings {
    const known = find(settings, id)
    const addresses = distinct(change.addresses ?? known.addresses)
    const checked = peerSchema.safeParse({ ...known, ...change, addresses })
    if (checked.success) return replace(settings, checked.data)
    throw new Fault('invalid', checked.error.issues[0]?.message ?? 'The change is invalid.')
  },

  /** Those that are not there are no matter. Folders forget them too, so that pairing again gives nothing back unasked. */
  revoke(settings: Settings, ids: readonly string[]): Settings {
    const gone = new Set(ids)
    if (!settings.peers.some(({ id }) => gone.has(id))) return settings
    return {
      ...settings,
      peers: settings.peers.filter(({ id }) => !gone.has(id)),
      folders: settings.folders.map((folder) => ({
        ...folder,
        peers: folder.peers.filter((id) => !gone.has(id)),
      })),
    }
  },
}

/**
 * The devices that may be trusted: those whose certificate is theirs. The settings file can be edited by hand, and
 * another certificate beside a known id must not go unnoticed.
 */
export function trustedPeers(settings: Settings, ownId: string): { trusted: Peer[]; refused: Peer[] } {
  const isSound = ({ id, certificate }: Peer) => id !== ownId && idOf(certificate) === id
  const { yes = [], no = [] } = Object.groupBy(settings.peers, (peer) => (isSound(peer) ? 'yes' : 'no'))
  return { trusted: yes, refused: no }
}

/** By certificate: each is looked at once, not with every change of the settings. Empty for what is none. */
const ids = new Map<string, string>()

function idOf(certificate: string): string {
  let id = ids.get(certificate)
  if (id === undefined) {
    try {
      id = readCertificate(certificate).id
    } catch {
      id = ''
    }
    if (ids.size >= 2 * limit) ids.clear()
    ids.set(certificate, id)
  }
  return id
}

function find(settings: Settings, id: string): Peer {
  const peer = settings.peers.find((each) => each.id === id)
  if (peer === undefined) throw new Fault('peer-unknown', 'No paired device has that id.')
  return peer
}

const replace = (settings: Settings, peer: Peer): Settings => ({
  ...settings,
  peers: settings.peers.map((each) => (each.id === peer.id ? peer : each)),
})

const distinct = (addresses: readonly Peer['addresses'][number][]) =>
  addresses.filter(
    (one, index) =>
      addresses.findIndex((other) => other.host === one.host && other.port === one.port) === index,
  )
