import type { Tube } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatDuration, formatRate, soFar } from '../../format.ts'
import { live } from '../../state/live.ts'
import { outSpark } from '../../state/live-tunnel.ts'
import { levelOf, thresholds } from '../../state/thresholds.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'

/** The numbers of a tube at a glance. */
export function TubeStats({ id }: { id: string }) {
  const of =
    <T,>(read: (now: Tube) => T, none: T) =>
    () => {
      const now = live.tunnel.tube(id)
      return now ? read(now) : none
    }
  return (
    <dl aria-label={t('Numbers')} className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name={t('Coming in')}
        read={() => formatRate(live.tunnel.sparks.mean(id))}
        note={of(({ bytesIn }) => t('{{bytesIn}} in all', { bytesIn: formatBytes(bytesIn) }), '')}
      />
      <Tile
        name={t('Going out')}
        read={() => formatRate(live.tunnel.sparks.mean(outSpark(id)))}
        note={of(({ bytesOut }) => t('{{bytesOut}} in all', { bytesOut: formatBytes(bytesOut) }), '')}
      />
      <Tile
        name={t('Round trip')}
        read={of(({ rttMs }) => (rttMs >= 0 ? formatDuration(Math.round(rttMs * 10) / 10) : '–'), '–')}
        note={of(({ lanes }) => t('{{count}} lanes', { count: lanes }), '')}
      />
      <Tile
        name={t('Connections')}
        read={of(({ connections }) => formatCount(connections), '–')}
        note={of(({ opened, refused }) => soFar(opened, refused), '')}
      />
      <Tile
        name={<Term word={t('Queued')} meaning={`${words.tubeQueue} ${thresholds.tubeQueue.explain}`} />}
        read={of<string | { text: string; level: 'ok' | 'warn' | 'error' }>(
          ({ queuedBytes }) => ({ text: formatBytes(queuedBytes), level: levelOf('tubeQueue', queuedBytes) }),
          '–',
        )}
        note={of(({ pauses }) => (pauses > 0 ? t('{{count}} pauses of reading', { count: pauses }) : ''), '')}
      />
      <Tile
        name={<Term word={t('Under way')} meaning={words.tubeWindow} />}
        read={of(({ inFlightBytes }) => formatBytes(inFlightBytes), '–')}
        note={of(
          ({ windowBytes }) =>
            windowBytes > 0 ? t('of {{windowBytes}}', { windowBytes: formatBytes(windowBytes) }) : '',
          '',
        )}
      />
      <Tile
        name={<Term word={t('Stalls')} meaning={words.tubeStall} />}
        read={of(({ stalls }) => formatCount(stalls), '–')}
        note={() => {
          const stalled = live.tunnel.connections(id).filter(({ state }) => state === 'stalled').length
          return stalled > 0 ? t('{{stalled}} now', { stalled: formatCount(stalled) }) : ''
        }}
      />
    </dl>
  )
}
