import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import { transferLook } from '../../components/transfer-looks.ts'
import { formatRate, visibleName } from '../../format.ts'
import { live } from '../../state/live.ts'
import { transferSpark } from '../../state/live-transfers.ts'
import { paths } from '../../state/router.ts'
import { useSessions } from '../../state/store.ts'
import { isOver } from '../../state/transfer-view.ts'
import { Line } from './line.tsx'

const shownAtMost = 8

/** Every transfer that is under way in a line. Nothing is shown while none is. */
export function TransferSummary() {
  const sessions = useSessions()
  const { sparks } = live.transfers
  const shown = sessions
    .flatMap(({ id, name, transfers }) => transfers.map((transfer) => ({ sessionId: id, name, transfer })))
    .filter(({ transfer }) => !isOver(transfer))
    .slice(0, shownAtMost)
  if (shown.length === 0) return null
  return (
    <Card
      title={t('Transfers')}
      actions={
        <a href={paths.transfer} className="text-xs font-medium text-accent hover:underline">
          {t('All transfers')}
        </a>
      }
    >
      <ul className="pb-2">
        {shown.map(({ sessionId, name, transfer }) => {
          const id = transferSpark(sessionId, transfer.id)
          const isSending = transfer.direction === 'sending'
          return (
            <Line
              key={id}
              name={visibleName(transfer.name)}
              href={paths.transfer}
              look={transferLook(transfer)}
              note={
                isSending
                  ? t('to {{name}}', { name: visibleName(name || t('the other side')) })
                  : t('from {{name}}', { name: visibleName(name || t('the other side')) })
              }
              warn={false}
              spark={{ id, of: sparks, colour: isSending ? 'series-up' : 'series-down' }}
              read={() => formatRate(sparks.mean(id))}
            />
          )
        })}
      </ul>
    </Card>
  )
}
