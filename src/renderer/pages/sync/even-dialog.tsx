import { MonitorUp, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { Difference, Folder } from '../../../contract/sync.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { overrideFolder, revertFolder } from '../../state/sync-actions.ts'
import { effectsOf, type OneWay } from './difference-texts.ts'

type Props = {
  folder: Folder
  mode: OneWay
  files: readonly Difference[]
  total: number
  close: () => void
}

const wordsOf = {
  receive: { title: 'Revert', lead: 'On this device:', confirm: 'Revert now', icon: Undo2 },
  send: {
    title: 'Make ours hold everywhere in',
    lead: 'On every other device that takes from this folder:',
    confirm: 'Make ours hold now',
    icon: MonitorUp,
  },
} as const

/** One side becomes as the other one; what that does to files is said before it is done. */
export function EvenDialog({ folder, mode, files, total, close }: Props) {
  const [effects] = useState(() => effectsOf(files, total, { keepDays: folder.keepDays, mode }))
  const [busy, setBusy] = useState(false)
  const { title, lead, confirm, icon } = wordsOf[mode]
  const begin = async () => {
    setBusy(true)
    const done = await (mode === 'receive' ? revertFolder(folder) : overrideFolder(folder))
    setBusy(false)
    if (done) close()
  }
  return (
    <Dialog
      title={`${title} ${folder.name}?`}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="danger" icon={icon} disabled={busy} onClick={() => void begin()}>
            {busy ? 'Looking through the folder…' : confirm}
          </Button>
          <Button data-autofocus onClick={close}>
            Leave it as it is
          </Button>
        </>
      }
    >
      <div className="px-5 py-4">
        <p className="mb-2 font-medium">{lead}</p>
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
