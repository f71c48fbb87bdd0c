import { useId } from 'react'
import { t } from '../../language/t.ts'
import { formatDuration } from '../format.ts'
import type { ChartTime } from './chart-time.ts'
import { spanText } from './ranges.ts'

/** A slider that moves what charts show back in time, and the time that they show. */
export function Scrubber({ time }: { time: ChartTime<never> }) {
  const id = useId()
  const { range, travel, end, shared } = time
  const now = time.now()
  const back = end === undefined ? 0 : Math.min(travel, now - end)
  const shown = shared.zoom ?? (end === undefined && shared.running ? undefined : shared.span())
  const said =
    back === 0
      ? t('now')
      : t('{{time}} ago', { time: formatDuration(Math.round(back / 60) * 60_000 || 1000) })
  return (
    <div className="flex flex-wrap items-center gap-x-3 border-b border-line px-4 py-1.5 text-xs text-muted">
      <label htmlFor={id} className="shrink-0">
        {t('Back in time')}
      </label>
      <input
        id={id}
        type="range"
        className="slider disabled:cursor-default disabled:opacity-40"
        style={{ ['--part' as string]: '0%', width: 'auto', flex: '1 1 8rem' }}
        min={-Math.max(1, travel)}
        max={0}
        step={Math.max(1, range.seconds / 60)}
        value={-back}
        disabled={travel === 0}
        aria-valuetext={said}
        onChange={({ target }) => {
          const moved = Number(target.value)
          time.scrub(moved === 0 ? undefined : time.now() + moved)
        }}
      />
      <output className="num ml-auto text-right sm:min-w-40" htmlFor={id} aria-live="off">
        {shown ? spanText(shown, now) : t('to the present')}
      </output>
    </div>
  )
}
