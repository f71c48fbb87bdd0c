import { CircleCheck, ShieldCheck, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { attempt } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'
import { toast } from '../../state/ui.ts'
import { FileName } from './file-name.tsx'
import { StopVerifying, VerifyingProgress } from './verifying.tsx'

type Result = { files: number; damaged: string[]; complete: boolean }
type Stage = { is: 'asking' } | { is: 'running' } | { is: 'done'; result: Result }

const resultText = (result: Result) =>
  result.complete
    ? damagedText(result)
    : t('Stopped before the end. {{result}}', { result: damagedText(result) })

const damagedText = ({ files, damaged }: Result) =>
  damaged.length === 0
    ? t('{{count}} files read, all as they should be.', { count: files })
    : t('{{count}} files of {{files}} are not what is known of them.', {
        count: damaged.length,
        files: t('{{count}} files', { count: files }),
      })

/** Every file is read again and compared. It goes on when the dialog is closed, and then tells its result as a message. */
export function VerifyDialog({ folder, close }: { folder: Folder; close: () => void }) {
  const [stage, setStage] = useState<Stage>({ is: 'asking' })
  // It may have been begun before, or somewhere else.
  const isRunning = useSlow(({ folderViews }) => folderViews[folder.id]?.verifying === true)
  const running = stage.is === 'running' || (stage.is === 'asking' && isRunning)
  const open = useRef(true)
  useEffect(() => {
    open.current = true
    return () => {
      open.current = false
    }
  }, [])
  const start = async () => {
    setStage({ is: 'running' })
    const result = await attempt(t('{{name}} was not verified.', { name: folder.name }), () =>
      host().verifyFolder({ folderId: folder.id }),
    )
    if (!open.current) {
      if (result) {
        const kind = result.damaged.length > 0 ? 'error' : 'done'
        toast({ kind, text: `${folder.name}: ${resultText(result)}` })
      }
      return
    }
    setStage(result ? { is: 'done', result } : { is: 'asking' })
  }
  return (
    <Dialog
      title={t('Verify {{name}}', { name: folder.name })}
      as="modal"
      close={close}
      footer={
        <>
          {stage.is === 'asking' && !running && (
            <Button look="primary" icon={ShieldCheck} data-autofocus onClick={() => void start()}>
              {t('Read every file')}
            </Button>
          )}
          {running && <StopVerifying folderId={folder.id} />}
          <Button onClick={close}>{running ? t('Go on in the background') : t('Close')}</Button>
        </>
      }
    >
      <div className="flex min-h-28 flex-col gap-3 px-5 py-4" aria-live="polite">
        {stage.is === 'asking' && !running && (
          <p>
            {t(
              'Every file is read from the disk and compared with what is known of it. That finds files that a disk has damaged, and takes as long as reading all of it. Damaged files are told; nothing is changed.',
            )}
          </p>
        )}
        {running && (
          <>
            <p>{t('Reading every file…')}</p>
            <VerifyingProgress folderId={folder.id} />
          </>
        )}
        {stage.is === 'done' && <Outcome result={stage.result} />}
      </div>
    </Dialog>
  )
}

function Outcome({ result }: { result: Result }) {
  const { damaged } = result
  const bad = damaged.length > 0 || !result.complete
  const Icon = bad ? TriangleAlert : CircleCheck
  return (
    <>
      <p className="flex items-start gap-2.5 font-medium">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${bad ? 'text-warn' : 'text-ok'}`} />
        {resultText(result)}
      </p>
      {damaged.length > 0 && (
        <>
          <ScrollList
            aria-label={t('Damaged files')}
            className="max-h-60 rounded-lg border border-line bg-canvas px-3 py-1"
          >
            {damaged.map((path) => (
              <li key={path} className="border-b border-line py-1.5 last:border-0">
                <FileName path={path} />
              </li>
            ))}
          </ScrollList>
          <p className="text-muted">
            {t(
              'Nothing was changed. Copy a whole version over from another device, or restore one from the bin. Do not just delete a damaged file: that would delete it on every device. And look at the disk.',
            )}
          </p>
        </>
      )}
    </>
  )
}
