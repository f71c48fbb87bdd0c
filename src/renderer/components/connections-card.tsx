import type { ReactNode } from 'react'
import { t } from '../../language/t.ts'
import { formatCount } from '../format.ts'
import { Card } from './page.tsx'
import { ScrollTable } from './scroll-table.tsx'

type Props = {
  /** How many have a row, and how many there are. */
  shown: number
  total: number
  /** How wide the table is at least, as a class. */
  className: string
  /** The heads of its columns, as `th`; one for what can be done is added. */
  head: ReactNode
  children: ReactNode
}

/** Who is connected, a row each. */
export const ConnectionsCard = ({ shown, total, className, head, children }: Props) => (
  <Card
    title={t('Connections')}
    actions={
      total > shown && (
        <span className="text-xs text-muted">
          {t('The busiest {{shown}} of {{total}}', { shown: formatCount(shown), total: formatCount(total) })}
        </span>
      )
    }
  >
    {shown === 0 ? (
      <p className="px-4 pt-1 pb-4 text-muted">{t('Nobody is connected.')}</p>
    ) : (
      <ScrollTable
        className={className}
        head={
          <>
            {head}
            <th>
              <span className="sr-only">{t('Actions')}</span>
            </th>
          </>
        }
      >
        {children}
      </ScrollTable>
    )}
  </Card>
)
