import type { ReactNode } from 'react'
import type { HawserEvent } from '../../contract/events.ts'
import { t } from '../../language/t.ts'
import { useSlow } from '../state/store.ts'
import type { Subject } from '../state/subjects.ts'
import { EventList } from './event-list.tsx'
import { Card } from './page.tsx'

type Props = {
  title: string
  /** Which events; all of them without it. */
  of?: (event: HawserEvent) => boolean
  /** How many at the most. */
  shown?: number
  actions?: ReactNode
  /** What events are about, where that is to be told. */
  names?: ReadonlyMap<string, Subject>
}

/** The last things that happened, newest first. */
export function EventsCard({ title, of = () => true, shown = 12, actions, names }: Props) {
  const events = useSlow(({ events }) => events)
  const last = events.filter(of).slice(-shown).reverse()
  return (
    <Card title={title} actions={actions}>
      {last.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-muted">{t('Nothing happened yet.')}</p>
      ) : (
        <EventList events={last} {...(names && { names })} />
      )}
    </Card>
  )
}
