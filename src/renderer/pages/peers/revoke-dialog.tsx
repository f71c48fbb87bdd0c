import { ShieldOff } from 'lucide-react'
import { useState } from 'react'
import type { Peer } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { EffectsDialog } from '../../components/effects-dialog.tsx'
import { foldersWith, revocationEffects, revokePeer } from '../../state/peer-actions.ts'

/** Trust ends in the moment this is confirmed, so it says beforehand what that means. */
export function RevokeDialog({ peer, close }: { peer: Peer; close: () => void }) {
  const [effects] = useState(() => revocationEffects(peer.name, foldersWith(peer.id)))
  const revoke = async () => {
    if (await revokePeer(peer)) close()
  }
  return (
    <EffectsDialog
      title={t('Revoke {{name}}?', { name: peer.name })}
      lead={t('This happens at once:')}
      effects={effects}
      icon={ShieldOff}
      confirm={t('Revoke now')}
      keep={t('Keep it')}
      begin={() => void revoke()}
      close={close}
    />
  )
}
