import { Square } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Bar } from '../../components/bar.tsx'
import { Button } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { live } from '../../state/live.ts'
import { stopVerifying } from '../../state/sync-actions.ts'
import { progressText, verifyingPart, verifyingText } from './sentences.ts'

const now = (folderId: string) => live.sync.folder(folderId)?.verifying

/** How far the reading of all files of a folder is. */
export const VerifyingProgress = ({ folderId }: { folderId: string }) => (
  <div aria-live="off">
    <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-xs">
      <LiveText
        className="font-semibold"
        read={() => {
          const progress = now(folderId)
          return progress ? progressText(verifyingPart(progress)) : '–'
        }}
      />
      <LiveText
        className="num min-w-0 text-muted"
        read={() => {
          const progress = now(folderId)
          return progress ? verifyingText(progress) : ''
        }}
      />
    </p>
    <Bar
      className="mt-1.5"
      read={() => {
        const progress = now(folderId)
        return progress ? verifyingPart(progress) : 0
      }}
    />
  </div>
)

export const StopVerifying = ({ folderId, small }: { folderId: string; small?: boolean }) => (
  <Button small={small ?? false} icon={Square} onClick={() => void stopVerifying(folderId)}>
    {t('Stop reading')}
  </Button>
)

/** A verification that goes on, wherever it was begun. */
export const VerifyingCard = ({ folderId }: { folderId: string }) => (
  <Card title={t('Verifying every file')}>
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2.5 px-4 pb-4">
      <div className="min-w-0 grow basis-72">
        <VerifyingProgress folderId={folderId} />
      </div>
      <StopVerifying folderId={folderId} small />
    </div>
  </Card>
)
