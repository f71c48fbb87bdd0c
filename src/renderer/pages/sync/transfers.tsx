import { memo } from 'react'
import type { FileTransfer } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import { formatBytes, formatPart } from '../../format.ts'
import { useLanguage } from '../../state/language.ts'
import { live } from '../../state/live.ts'
import { ratio } from '../../state/thresholds.ts'
import { useCalm } from '../../state/use-calm.ts'
import { BlockLegend, BlockMap } from './block-map.tsx'
import { FileName } from './file-name.tsx'

const none: readonly FileTransfer[] = []
const shownAtMost = 8

/** What arrives at this moment, file by file. Nothing is shown while nothing does. */
export function Transfers({ folderId }: { folderId: string }) {
  const transfers = useCalm(() => live.sync.folder(folderId)?.transfers ?? none)
  if (transfers.length === 0) return null
  const more = transfers.length - shownAtMost
  return (
    <Card
      title={t('Arriving now ({{transfers}})', { transfers: transfers.length })}
      actions={<BlockLegend />}
    >
      <ul aria-label={t('Running transfers')} className="@container pb-2">
        {transfers.slice(0, shownAtMost).map((transfer) => (
          <Transfer key={transfer.path} transfer={transfer} />
        ))}
        {more > 0 && (
          <li className="px-4 pt-1.5 pb-1 text-xs text-faint">
            {t('and {{count}} more files', { count: more })}
          </li>
        )}
      </ul>
    </Card>
  )
}

const Transfer = memo(function Transfer({ transfer }: { transfer: FileTransfer }) {
  useLanguage()
  const { path, size, done, reused, from, blocks } = transfer
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-1.5 @4xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_8rem_14rem]">
      <FileName path={path} className="col-span-2 font-medium @xl:col-span-1" />
      <BlockMap
        blocks={blocks}
        className="col-span-2 row-start-2 @4xl:col-span-1 @4xl:col-start-2 @4xl:row-start-1"
      />
      <span className="num row-start-3 col-start-2 flex items-baseline justify-end gap-2 whitespace-nowrap @xl:row-start-1 @4xl:col-start-3">
        <span className="text-xs text-muted">{formatBytes(size)}</span>
        <span className="w-11 text-right font-semibold">{formatPart(ratio(done, size))}</span>
      </span>
      <span className="num col-start-1 row-start-3 truncate text-xs text-muted @xl:col-span-2 @4xl:col-span-1 @4xl:col-start-4 @4xl:row-start-1 @4xl:text-right">
        {from.length > 0 && t('from {{from}}', { from: from.join(', ') })}
        {reused > 0 && (
          <span className="text-faint">
            {from.length > 0 && ', '}
            {t('{{reused}} reused', { reused: formatBytes(reused) })}
          </span>
        )}
      </span>
    </li>
  )
})
