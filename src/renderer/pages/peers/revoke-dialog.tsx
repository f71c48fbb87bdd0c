import { ShieldOff } from 'lucide-react'
import { useState } from 'react'
import type { Peer } from '../../../contract/peers.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { foldersWith, revocationEffects, revokePeer } from '../../state/peer-actions.ts'

/** Trust ends in the moment this is confirmed, so it says beforehand what that means. */
export function RevokeDialog({ peer, close }: { peer: Peer; close: () => void }) {
  const [effects] = useState(() => revocationEffects(peer.name, foldersWith(peer.id)))
  const revoke = async () => {
    if (await revokePeer(peer)) close()
  }
  return (
    <Dialog
      title={`Revoke ${peer.name}?`}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="danger" icon={ShieldOff} onClick={() => void revoke()}>
            Revoke now
          </Button>
          <Button data-autofocus onClick={close}>
            Keep it
          </Button>
        </>
      }
    >
      <div className="px-5 py-4">
        <p className="mb-2 font-medium">This happens at once:</p>
        <ul className="flex list-disc flex-col gap-1.5 pl-5">
          {effects.map((effect) => (
            <li key={effect} className="break-words">
              {effect}
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
