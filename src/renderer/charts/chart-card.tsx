import { CalendarClock, FileSpreadsheet, Image, Pause, Play, ZoomOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../language/t.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Segmented } from '../components/field.tsx'
import { sessionOfRange } from '../state/session-actions.ts'
import { useKey } from '../state/use-key.ts'
import type { ChartTime } from './chart-time.ts'
import { type RangeName, rangeOptions } from './ranges.ts'
import { Scrubber } from './scrubber.tsx'

type Props = {
  /** Without, it is there for those alone who cannot see. */
  title?: string
  time: ChartTime<never>
  /** What can be chosen; without, everything. */
  ranges?: readonly RangeName[]
  /** Besides the range. */
  choices?: ReactNode
  saveCsv: () => void
  savePng: () => void
  children: ReactNode
}

/** Charts with one range, one place in time, one zoom, one cursor, and the buttons for them. */
export function ChartCard({ title, time, ranges, choices, saveCsv, savePng, children }: Props) {
  const { range, end, shared } = time
  const { zoom, setZoom } = shared
  const isHeld = end !== undefined || zoom !== undefined
  const hold = () => {
    if (isHeld) time.scrub(undefined)
    else time.hold()
  }
  useKey('p', hold)
  return (
    <section aria-label={title ?? t('Charts')} className="card min-w-0">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <h2 className={title ? 'mr-auto text-sm font-semibold' : 'sr-only'}>{title ?? t('Charts')}</h2>
        <Segmented
          label={t('Time window')}
          value={range.name}
          options={rangeOptions(ranges)}
          change={time.choose}
        />
        {choices}
        <Button
          small
          look="ghost"
          icon={isHeld ? Play : Pause}
          aria-keyshortcuts="P"
          title={isHeld ? t('Show the present again') : t('Let the charts stand still')}
          onClick={hold}
        >
          {isHeld ? t('Resume') : t('Pause')}
        </Button>
        {zoom && (
          <Button small look="ghost" icon={ZoomOut} onClick={() => setZoom(undefined)}>
            {t('Reset zoom')}
          </Button>
        )}
        {zoom && (
          <Button
            small
            look="ghost"
            icon={CalendarClock}
            onClick={() => sessionOfRange(zoom.min * 1000, zoom.max * 1000)}
          >
            {t('Make it a session')}
          </Button>
        )}
        <span className={`flex items-center gap-1 ${title ? '' : 'ml-auto'}`}>
          {!title && (
            <span className="mr-2 hidden text-xs text-faint xl:inline">
              {t('Drag to zoom, double click to go back')}
            </span>
          )}
          <IconButton label={t('Export as CSV')} icon={FileSpreadsheet} onClick={saveCsv} />
          <IconButton label={t('Export as PNG')} icon={Image} onClick={savePng} />
        </span>
      </div>
      <Scrubber time={time} />
      {children}
    </section>
  )
}
