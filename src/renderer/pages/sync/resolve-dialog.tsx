import { Files } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { Conflict, Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { formatBytes, formatMoment, splitPath, visibleName } from '../../format.ts'
import { attempt } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { toast } from '../../state/ui.ts'
import { outcome, type Side, sidesOf } from './sentences.ts'

type Props = {
  folder: Folder
  conflict: Conflict
  deviceName: string
  close: () => void
  resolved: () => void
}
type Keep = 'current' | 'copy' | 'both'

const formId = 'resolve-form'

const confirmWords: Record<Keep, string> = translated({
  current: 'Keep the file in place',
  copy: 'Put the copy in its place',
  both: 'Keep both files',
})

/**
 * Which version is kept. Nothing is chosen to begin with; each side is told by device, date and size; and before
 * anything is done a sentence says what becomes of both.
 */
export function ResolveDialog({ folder, conflict, deviceName, close, resolved }: Props) {
  const [keep, setKeep] = useState<Keep>()
  const [busy, setBusy] = useState(false)
  const sides = sidesOf(conflict, deviceName)
  const now = Date.now()
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (keep === undefined || busy) return
    setBusy(true)
    const done = await attempt(t('Not resolved.'), async () => {
      await host().resolveConflict({ folderId: folder.id, copy: conflict.copy, keep })
      return true
    })
    setBusy(false)
    if (!done) return
    toast({ kind: 'done', text: outcome(keep, sides, folder, now) })
    resolved()
  }
  return (
    <Dialog
      title={t('Which version stays?')}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="primary" type="submit" form={formId} disabled={keep === undefined || busy}>
            {keep ? confirmWords[keep] : t('Choose one above')}
          </Button>
          <Button onClick={close}>{t('Decide later')}</Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 px-5 py-4">
        <p className="min-w-0 break-words">
          <bdi className="font-medium">{visibleName(conflict.path)}</bdi>{' '}
          {t('was changed on two devices at once.')}
        </p>
        <fieldset className="grid gap-3 min-[30rem]:grid-cols-2">
          <legend className="sr-only">{t('Which version stays in place')}</legend>
          {sides.map((side) => (
            <SideChoice
              key={side.keep}
              side={side}
              chosen={keep === side.keep}
              choose={() => setKeep(side.keep)}
              now={now}
            />
          ))}
          <Choice chosen={keep === 'both'} choose={() => setKeep('both')} className="min-[30rem]:col-span-2">
            <span className="flex items-center gap-2 font-semibold">
              <Files aria-hidden className="size-4 text-muted" />
              {t('Keep both, as two files')}
            </span>
          </Choice>
        </fieldset>
        <p
          role="status"
          className={`num min-h-14 rounded-lg px-3.5 py-2.5 ${keep ? 'bg-accent-soft' : 'bg-raised text-muted'}`}
        >
          {keep ? (
            <>
              <strong className="font-semibold">{t('On every device:')}</strong>{' '}
              {outcome(keep, sides, folder, now)}
            </>
          ) : (
            t('Nothing is done until you choose and confirm.')
          )}
        </p>
      </form>
    </Dialog>
  )
}

type ChoiceProps = { chosen: boolean; choose: () => void; className?: string; children: React.ReactNode }

const Choice = ({ chosen, choose, className = '', children }: ChoiceProps) => (
  <label
    className={`flex min-w-0 cursor-pointer gap-2.5 rounded-lg border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent ${chosen ? 'border-accent bg-selected' : 'border-outline hover:bg-hover'} ${className}`}
  >
    <input
      type="radio"
      name="keep"
      checked={chosen}
      onChange={choose}
      className="mt-0.5 size-4 shrink-0 accent-(--accent)"
    />
    <span className="min-w-0 grow">{children}</span>
  </label>
)

function SideChoice({
  side,
  chosen,
  choose,
  now,
}: {
  side: Side
  chosen: boolean
  choose: () => void
  now: number
}) {
  const { whose, name, mtime, size, gone, newer, larger } = side
  const id = useId()
  return (
    <Choice chosen={chosen} choose={choose}>
      <span className="block font-semibold">{whose}</span>
      <dl
        aria-labelledby={id}
        className="num mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs"
      >
        <dt className="text-muted">{t('Changed')}</dt>
        <dd>
          {gone ? '–' : formatMoment(mtime, now)} {newer && <Mark>{t('newer')}</Mark>}
        </dd>
        <dt className="text-muted">{t('Size')}</dt>
        <dd>
          {gone ? '–' : formatBytes(size)} {larger && <Mark>{t('larger')}</Mark>}
        </dd>
        <dt className="text-muted">{t('Name')}</dt>
        <dd id={id} className="break-all">
          <bdi>{visibleName(splitPath(name).name)}</bdi>
        </dd>
      </dl>
    </Choice>
  )
}

const Mark = ({ children }: { children: string }) => (
  <span className="ml-1 rounded-sm bg-raised px-1.5 py-0.5 font-semibold text-text">{children}</span>
)
