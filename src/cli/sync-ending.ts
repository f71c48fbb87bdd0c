import type { FolderSnapshot, PeerSnapshot, SyncSnapshot } from '../contract/sync.ts'
import { Fault, isFaultCode } from '../wire/fault.ts'

/** When a command ends by itself. */
export type Ending = 'never' | 'when they have everything' | 'when everything is here'

type FolderPeer = FolderSnapshot['peers'][number]

/** Every device has told all that it has, and nothing is left to do. */
export function isComplete(
  { state, lastScanAt, peers, needFiles, needDeletes, heldTotal }: FolderSnapshot,
  ends: Ending,
): boolean {
  if (ends === 'never' || lastScanAt === 0 || state !== 'idle') return false
  if (heldTotal > 0 || peers.some(({ connected, told }) => !connected || !told)) return false
  if (ends === 'when everything is here') return needFiles + needDeletes === 0
  return peers.every((peer) => peer.needFiles === 0)
}

/** What of a device keeps things from going on; undefined if nothing does. */
export function hindranceOf(
  { connected, shares, told }: FolderPeer,
  now: PeerSnapshot | undefined,
  name: string,
  folderId: string,
): Fault | undefined {
  if (!connected) {
    const code = now && isFaultCode(now.faultCode) ? now.faultCode : 'peer-unreachable'
    const where = now?.address ? ` at ${now.address}` : ''
    const why = now?.state === 'probing' ? 'It does not answer.' : (now?.text ?? 'It is not paired.')
    if (code === 'peer-refused')
      return new Fault(
        code,
        `${name}${where} refuses this device: ${why} Pair the two again: see "hawser pair --help".`,
      )
    // Nothing is wrong yet.
    if (now?.faultCode === '') return new Fault(code, `${name}${where}: ${why}`)
    return new Fault(code, `${name}${where} cannot be reached: ${why}`)
  }
  if (!shares)
    return new Fault(
      'folder-unknown',
      `${name} is connected, but shares no folder "${folderId}" with this device: see --folder, and --peer there.`,
    )
  return told ? undefined : new Fault('sync-stalled', `${name} is still looking through its folder.`)
}

/**
 * Gives up a push or pull that gets nowhere. A device that was there and is lost may come back: that is no reason to give up,
 * unless it refuses.
 */
export class Patience {
  readonly #patienceMs: number
  readonly #met = new Set<string>()
  #seen = ''
  #since = Number.NEGATIVE_INFINITY

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs
  }

  /** `now` in ms. Throws why nothing goes on, when that has been so for too long. */
  check(snapshot: SyncSnapshot, folder: FolderSnapshot, nameOf: (id: string) => string, now: number): void {
    for (const { id, told } of folder.peers) if (told) this.#met.add(id)
    const seen = JSON.stringify([
      folder.state === 'scanning' ? now : 0,
      folder.localFiles,
      folder.totalFiles,
      folder.needFiles,
      folder.needDeletes,
      folder.downBytes,
      folder.upBytes,
      folder.peers,
    ])
    if (seen !== this.#seen) this.#since = now
    this.#seen = seen
    if (now - this.#since < this.#patienceMs) return
    for (const peer of folder.peers) {
      const device = snapshot.peers.find(({ id }) => id === peer.id)
      const fault = hindranceOf(peer, device, nameOf(peer.id), folder.id)
      if (fault === undefined || fault.code === 'sync-stalled') continue
      if (peer.connected || !this.#met.has(peer.id) || fault.code === 'peer-refused') throw fault
    }
    if (folder.peers.every(({ connected, told }) => connected && told)) throw stuck(folder, nameOf)
  }
}

/** Every device is there, and yet nothing goes on. */
function stuck(
  { held: [held], heldTotal, peers, text }: FolderSnapshot,
  nameOf: (id: string) => string,
): Fault {
  if (held) {
    const count = `${heldTotal} ${heldTotal === 1 ? 'file' : 'files'}`
    return new Fault(
      isFaultCode(held.code) ? held.code : 'internal',
      `${count} cannot be taken. ${held.path}: ${held.text}`,
    )
  }
  const behind = peers.find(({ needFiles }) => needFiles > 0)
  if (behind)
    return new Fault(
      'sync-stalled',
      `${nameOf(behind.id)} lacks ${behind.needFiles} files and takes none: look at its folder there.`,
    )
  return new Fault('sync-stalled', text)
}
