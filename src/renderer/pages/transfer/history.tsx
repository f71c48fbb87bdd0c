import { ArrowDown, ArrowUp, Copy, Ellipsis, FolderOpen, RotateCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { TransferRecord } from '../../../contract/transfer.ts'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import { Card } from '../../components/page.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { transferLooks } from '../../components/transfer-looks.ts'
import { formatMoment, visibleName } from '../../format.ts'
import { copyText } from '../../state/clipboard.ts'
import { inElectron } from '../../state/link.ts'
import { useSlow } from '../../state/store.ts'
import { forget, sendAgain, showFolder } from '../../state/transfer-actions.ts'
import { sizeText, tookText } from './sentences.ts'

const shownFirst = 12
const none: readonly TransferRecord[] = []

/** What was sent and received, newest first, remembered by the host. */
export function History() {
  const records = useSlow(({ transferHistory }) => transferHistory ?? none)
  const [all, setAll] = useState(false)
  if (records.length === 0) return null
  const shown = all ? records : records.slice(0, shownFirst)
  return (
    <Card
      title={t('History')}
      className="@container"
      actions={
        <Button small look="ghost" icon={Trash2} onClick={() => void forget(records)}>
          {t('Forget all')}
        </Button>
      }
    >
      <ul aria-label={t('History')} className="pb-2">
        {shown.map((record) => (
          <Row key={record.id} record={record} />
        ))}
        {records.length > shown.length && (
          <li className="px-4 py-1.5">
            <Button small onClick={() => setAll(true)}>
              {t('Show {{number}} more', { number: records.length - shown.length })}
            </Button>
          </li>
        )}
      </ul>
    </Card>
  )
}

function Row({ record }: { record: TransferRecord }) {
  const { name, direction, peer, at, files, bytes, result, problem, folder } = record
  const isSent = direction === 'sent'
  const Icon = isSent ? ArrowUp : ArrowDown
  const shown = visibleName(name)
  const who = visibleName(peer) || t('somebody')
  return (
    <li
      aria-label={shown}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 border-t border-line px-4 py-2 first:border-0 @3xl:grid-cols-[auto_minmax(0,1.4fr)_6.5rem_minmax(0,1fr)_auto]"
    >
      <Icon role="img" aria-label={isSent ? t('Sent') : t('Received')} className="size-4 text-faint" />
      <div className="min-w-0">
        <p className="truncate font-medium" title={shown}>
          {shown}
        </p>
        <p className="num truncate text-xs text-muted">
          {isSent
            ? t('to {{who}}, {{at}}', { who, at: formatMoment(at, Date.now()) })
            : t('from {{who}}, {{at}}', { who, at: formatMoment(at, Date.now()) })}
        </p>
      </div>
      <span className="col-start-2 @3xl:col-start-auto">
        <Badge look={transferLooks[result]} />
      </span>
      <p
        className={`num col-start-2 truncate text-xs @3xl:col-start-auto ${result === 'failed' ? 'text-error' : 'text-muted'}`}
        title={problem}
      >
        {result === 'done'
          ? `${sizeText(files, bytes)}, ${tookText(record)}`
          : problem || sizeText(files, bytes)}
      </p>
      <span className="col-start-3 row-start-1 flex items-center justify-end gap-0.5 @3xl:col-start-5">
        {isSent && (
          <IconButton
            label={t('Send {{shown}} again', { shown })}
            icon={RotateCw}
            onClick={() => void sendAgain(record)}
          />
        )}
        {!isSent &&
          folder !== '' &&
          (inElectron() ? (
            <IconButton
              label={t('Open the folder of {{shown}}', { shown })}
              icon={FolderOpen}
              onClick={() => void showFolder(record)}
            />
          ) : (
            <IconButton
              label={t('Copy the folder of {{shown}}', { shown })}
              hint={folder}
              icon={Copy}
              onClick={() => void copyText(folder, t('Path of the folder'))}
            />
          ))}
        <Menu
          label={t('Actions for {{shown}}', { shown })}
          icon={Ellipsis}
          items={[
            ...(folder !== ''
              ? [
                  {
                    label: t('Copy the path of the folder'),
                    icon: Copy,
                    run: () => void copyText(folder, t('Path of the folder')),
                  },
                ]
              : []),
            { label: t('Forget it'), icon: Trash2, run: () => void forget([record]) },
          ]}
        />
      </span>
    </li>
  )
}
