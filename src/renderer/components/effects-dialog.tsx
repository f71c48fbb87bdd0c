import type { LucideIcon } from 'lucide-react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

type Props = {
  title: string
  /** Before the list. */
  lead: string
  /** What it does, one sentence each. */
  effects: readonly string[]
  icon: LucideIcon
  confirm: string
  keep: string
  busy?: boolean
  begin: () => void
  close: () => void
}

/** Asks before something that cannot be taken back, and says what it does. */
export function EffectsDialog({ title, lead, effects, icon, confirm, keep, busy, begin, close }: Props) {
  return (
    <Dialog
      title={title}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="danger" icon={icon} disabled={busy} onClick={begin}>
            {confirm}
          </Button>
          <Button data-autofocus onClick={close}>
            {keep}
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
