import { Fault } from '../../wire/fault.ts'
import type { PairingChannel } from './pairing-channel.ts'
import type { SealedChannel } from './sealed-channel.ts'

/**
 * Each side tells the other whether it wants to, `ours` when it is known. Resolves when both do. Throws `pairing-refused`
 * as soon as one does not, and as the channel does.
 */
export async function agree(
  channel: PairingChannel,
  sealed: SealedChannel,
  ours: Promise<boolean>,
): Promise<void> {
  const told = ours.then((same) => {
    if (!same) {
      channel.refuse('declined')
      throw new Fault('pairing-refused', 'The words were not the same, or you said no.')
    }
    sealed.send({ same: true })
  })
  const heard = sealed.receive().then((said) => {
    if ((said as { same?: unknown } | null)?.same !== true)
      throw new Fault('pairing-refused', 'The other side said no.')
  })
  await Promise.all([told, heard])
}
