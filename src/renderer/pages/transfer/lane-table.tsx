import { memo } from 'react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import type { LaneSnapshot } from '../../../transfer/snapshot.ts'
import { pathWords } from '../../components/transfer-looks.ts'
import { formatBytes, formatCount, formatDuration, formatPart, formatRate } from '../../format.ts'
import { useLanguage } from '../../state/language.ts'
import { slotLook } from '../../state/link-colours.ts'
import { live } from '../../state/live.ts'
import { cssColour } from '../../state/theme.ts'
import { useCalm } from '../../state/use-calm.ts'
import { laneName } from './chart-configs.ts'

const none: readonly LaneSnapshot[] = []
const stateWords: Record<LaneSnapshot['state'], string> = translated({
  connecting: 'Connecting',
  open: 'Open',
  lost: 'Lost',
})

/** Every lane with its figures. */
export function LaneTable({ id }: { id: string }) {
  const lanes = useCalm(() => live.transfers.session(id)?.lanes ?? none)
  if (lanes.length === 0) return null
  return (
    <details className="group/lanes">
      <summary className="w-fit rounded-sm text-xs font-medium text-muted hover:text-text">
        {t('Every lane ({{lanes}})', { lanes: lanes.length })}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse (WCAG 2.1.1) */}
      <section className="mt-2 overflow-x-auto" tabIndex={0} aria-label={t('Lanes')}>
        <table className="num w-full min-w-176 text-left text-xs">
          <thead className="text-faint">
            <tr className="[&>th]:py-1 [&>th]:pr-3 [&>th]:font-medium">
              <th>{t('Lane')}</th>
              <th>{t('State')}</th>
              <th>{t('Path')}</th>
              <th>{t('Out')}</th>
              <th>{t('In')}</th>
              <th>{t('Round trip')}</th>
              <th>{t('Loss')}</th>
              <th>{t('Again')}</th>
              <th>{t('In flight of window')}</th>
              <th>{t('By')}</th>
            </tr>
          </thead>
          <tbody>
            {lanes.map((lane) => (
              <Row key={lane.lane} lane={lane} />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

const Row = memo(function Row({ lane }: { lane: LaneSnapshot }) {
  useLanguage()
  const { state, path, pair, sendRate, receiveRate, rttMs, loss, retransmits, inFlight, window } = lane
  return (
    <tr className="border-t border-line [&>td]:py-1 [&>td]:pr-3 [&>td]:whitespace-nowrap">
      <td>
        <span className="flex items-center gap-1.5 font-medium">
          <span
            aria-hidden
            className="h-1 w-3.5 rounded-full"
            style={{ background: cssColour(slotLook(lane.lane).colour) }}
          />
          {laneName(lane.lane)}
        </span>
      </td>
      <td className={state === 'lost' ? 'text-warn' : ''}>{stateWords[state]}</td>
      <td>{pathWords[path].word}</td>
      <td>{formatRate(sendRate)}</td>
      <td>{formatRate(receiveRate)}</td>
      <td>{rttMs > 0 ? formatDuration(Math.round(rttMs * 10) / 10) : '–'}</td>
      <td>{loss >= 0 ? formatPart(loss) : '–'}</td>
      <td>{formatCount(Math.max(0, retransmits))}</td>
      <td>
        {t('{{inFlight}} of {{window}}', { inFlight: formatBytes(inFlight), window: formatBytes(window) })}
      </td>
      <td className="text-muted">{pair || '–'}</td>
    </tr>
  )
})
