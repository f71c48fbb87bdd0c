import type { ReactNode } from 'react'
import type { RuleColumn } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Term } from '../../components/tip.tsx'
import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatFps,
  formatRate,
  soFar,
} from '../../format.ts'
import { live } from '../../state/live.ts'
import { slow } from '../../state/store.ts'
import { levelOf, ratio, thresholds } from '../../state/thresholds.ts'
import { words } from '../../words.ts'

const percent = (part: number, whole: number) => {
  const share = ratio(part, whole) * 100
  return share === 0
    ? '0 %'
    : share < 0.01
      ? `< ${formatDecimal(0.01, 2)} %`
      : `${formatDecimal(share, share < 1 ? 2 : 1)} %`
}

/** The numbers of a rule at a glance. */
export function RuleStats({ rule }: { rule: Rule }) {
  const value = (column: RuleColumn) => live.value(rule.id, column)
  const seen = () => value('frames') > 0
  const up = () => live.snapshot !== undefined
  const nominal = () => slow().details[rule.id]?.connections[0]?.stream?.nominalFps ?? 0
  const frames = (column: RuleColumn, threshold: 'lateRatio' | 'missingRatio' | 'droppedRatio') => ({
    read: () =>
      seen()
        ? {
            text: formatCount(value(column)),
            level:
              value(column) > 0 ? levelOf(threshold, ratio(value(column), value('frames'))) : ('ok' as const),
          }
        : '–',
    note: () => (seen() ? t('{{part}} of frames', { part: percent(value(column), value('frames')) }) : ''),
  })
  return (
    <dl aria-label={t('Numbers')} className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name={t('To viewers')}
        read={() => (up() ? formatRate(value('connections') > 0 ? live.sparks.mean(rule.id) : 0) : '–')}
        note={() => (up() ? t('{{bytes}} in all', { bytes: formatBytes(value('bytesDown')) }) : '')}
      />
      <Tile
        name={t('Connections')}
        read={() => (up() ? formatCount(value('connections')) : '–')}
        note={() => {
          const refused = value('rejected')
          return up() ? soFar(value('accepted'), refused) : ''
        }}
      />
      <Tile
        name={<Term word={t('Buffered')} meaning={`${words.buffered} ${thresholds.buffered.explain}`} />}
        read={() => {
          const bytes = Math.max(0, value('bufferedProcess')) + Math.max(0, value('bufferedKernel'))
          return up() ? { text: formatBytes(bytes), level: levelOf('buffered', bytes) } : '–'
        }}
        note={() => (up() ? t('Hawser {{bytes}}', { bytes: formatBytes(value('bufferedProcess')) }) : '')}
      />
      {rule.monitor && (
        <>
          <Tile
            name={<Term word={t('Frame rate')} meaning={`${words.fps} ${thresholds.fpsShortfall.explain}`} />}
            read={() => {
              const short = nominal() > 0 ? 1 - value('fps') / nominal() : 0
              return { text: formatFps(value('fps')), level: seen() ? levelOf('fpsShortfall', short) : 'ok' }
            }}
            note={() => (nominal() > 0 ? t('of {{nominal}} fps', { nominal: formatFps(nominal()) }) : '')}
          />
          <Tile
            name={<Term word={t('Late frames')} meaning={`${words.late} ${thresholds.lateRatio.explain}`} />}
            {...frames('lateFrames', 'lateRatio')}
          />
          <Tile
            name={
              <Term
                word={t('Missing frames')}
                meaning={`${words.missing} ${thresholds.missingRatio.explain}`}
              />
            }
            {...frames('missingFrames', 'missingRatio')}
          />
          <Tile
            name={
              <Term
                word={t('Dropped frames')}
                meaning={`${words.dropped} ${thresholds.droppedRatio.explain}`}
              />
            }
            {...frames('droppedFrames', 'droppedRatio')}
          />
          <Tile
            name={
              <Term
                word={t('Delay to viewers')}
                meaning={`${words.egress} ${thresholds.egressDelayMs.explain}`}
              />
            }
            read={() =>
              seen()
                ? {
                    text: formatDuration(value('egressDelayMs')),
                    level: levelOf('egressDelayMs', value('egressDelayMs')),
                  }
                : '–'
            }
            note={() => (seen() ? t('slowest frame') : '')}
          />
        </>
      )}
    </dl>
  )
}

type TileProps = { name: ReactNode; read: Parameters<typeof LiveText>[0]['read']; note: () => string }

export function Tile({ name, read, note }: TileProps) {
  return (
    <div className="min-w-0 grow basis-29 bg-surface px-3.5 py-3">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-0.5">
        <LiveText
          read={read}
          className="block text-[1.125rem] leading-6 font-semibold tracking-tight whitespace-nowrap"
        />
        <LiveText read={note} className="block min-h-4 truncate text-xs text-faint" />
      </dd>
    </div>
  )
}
