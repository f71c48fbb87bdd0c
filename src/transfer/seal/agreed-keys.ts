import { Fault } from '../../wire/fault.ts'
import { byRole, laneContext, otherRole, type Role } from './agreement.ts'
import { type Bytes, concat } from './bytes.ts'
import type { MakeCipher } from './cipher.ts'
import type { Derivation } from './derive.ts'
import type { Handshake } from './handshake.ts'
import { fingerprintBytes } from './messages.ts'
import { channelSeal, keyMaterialBytes } from './sealer.ts'
import type { ChannelSeal, Fingerprints, SessionKeys } from './session-keys.ts'

const channelNumbers = { control: 0, data: 1 } as const

export interface Agreed {
  role: Role
  peer: string
  words: string
  sealed: boolean
  proven: boolean
  /** Of which the keys of all lanes are made. */
  root: Derivation
  /** Whether the other side is known to have the keys too. */
  confirmed: boolean
  /** The platform's, if left out. */
  cipher?: MakeCipher | undefined
  resume(fingerprints: Fingerprints, confirmed: boolean): Handshake
}

export class AgreedKeys implements SessionKeys {
  readonly #agreed: Agreed
  readonly #epochs = new Map<number, number>()
  #confirmed: boolean

  constructor(agreed: Agreed) {
    this.#agreed = agreed
    this.#confirmed = agreed.confirmed
  }

  get peer(): string {
    return this.#agreed.peer
  }

  get words(): string {
    return this.#agreed.words
  }

  get sealed(): boolean {
    return this.#agreed.sealed
  }

  get proven(): boolean {
    return this.#agreed.proven
  }

  resume(fingerprints: Fingerprints): Handshake {
    return this.#agreed.resume(fingerprints, this.#confirmed)
  }

  async lane(
    lane: number,
    epoch: number,
    fingerprints: Fingerprints,
  ): Promise<{ control: ChannelSeal; data: ChannelSeal }> {
    this.#claim(lane, epoch)
    checkFingerprints(fingerprints)
    const [control, data] = await Promise.all([
      this.#channel('control', lane, epoch, fingerprints),
      this.#channel('data', lane, epoch, fingerprints),
    ])
    return { control, data }
  }

  /** The counters of a key begin at zero, so the same key must not be made twice. */
  #claim(lane: number, epoch: number): void {
    const inRange = [lane, epoch].every(
      (number) => Number.isInteger(number) && number >= 0 && number < 2 ** 32,
    )
    if (!inRange || epoch <= (this.#epochs.get(lane) ?? -1))
      throw new Fault('transfer-protocol', `Lane ${lane} has had an epoch ${epoch} already.`)
    this.#epochs.set(lane, epoch)
  }

  async #channel(
    kind: 'control' | 'data',
    lane: number,
    epoch: number,
    fingerprints: Fingerprints,
  ): Promise<ChannelSeal> {
    const { role, sealed, root, cipher } = this.#agreed
    const opened = () => {
      this.#confirmed = true
    }
    if (!sealed) return channelSeal(kind, undefined, opened)
    const { initiator, responder } = byRole(role, fingerprints)
    const salt = concat(initiator, responder)
    const material = (sender: Role): Promise<Bytes> =>
      root.bytes(keyMaterialBytes, salt, 'lane', laneContext(lane, epoch, channelNumbers[kind], sender))
    const [send, receive] = await Promise.all([material(role), material(otherRole[role])])
    return channelSeal(kind, { send, receive }, opened, cipher)
  }
}

export function checkFingerprints({ local, remote }: Fingerprints): void {
  if (local.length !== fingerprintBytes || remote.length !== fingerprintBytes)
    throw new Fault(
      'transfer-protocol',
      'A connection has a certificate whose fingerprint is not of SHA-256.',
    )
}
