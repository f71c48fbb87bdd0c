import type { Tube } from '../../../contract/tunnel.ts'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatDuration, formatRate, plural } from '../../format.ts'
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
    <dl aria-label="Numbers" className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name="Coming in"
        read={() => formatRate(live.tunnel.sparks.mean(id))}
        note={of(({ bytesIn }) => `${formatBytes(bytesIn)} in all`, '')}
      />
      <Tile
        name="Going out"
        read={() => formatRate(live.tunnel.sparks.mean(outSpark(id)))}
        note={of(({ bytesOut }) => `${formatBytes(bytesOut)} in all`, '')}
      />
      <Tile
        name="Round trip"
        read={of(({ rttMs }) => (rttMs >= 0 ? formatDuration(Math.round(rttMs * 10) / 10) : '–'), '–')}
        note={of(({ lanes }) => plural(lanes, 'lane'), '')}
      />
      <Tile
        name="Connections"
        read={of(({ connections }) => formatCount(connections), '–')}
        note={of(
          ({ opened, refused }) =>
            `${formatCount(opened)} so far${refused > 0 ? `, ${formatCount(refused)} refused` : ''}`,
          '',
        )}
      />
      <Tile
        name={<Term word="Queued" meaning={`${words.tubeQueue} ${thresholds.tubeQueue.explain}`} />}
        read={of<string | { text: string; level: 'ok' | 'warn' | 'error' }>(
          ({ queuedBytes }) => ({ text: formatBytes(queuedBytes), level: levelOf('tubeQueue', queuedBytes) }),
          '–',
        )}
        note={of(({ pauses }) => (pauses > 0 ? `${plural(pauses, 'pause')} of reading` : ''), '')}
      />
      <Tile
        name={<Term word="Under way" meaning={words.tubeWindow} />}
        read={of(({ inFlightBytes }) => formatBytes(inFlightBytes), '–')}
        note={of(({ windowBytes }) => (windowBytes > 0 ? `of ${formatBytes(windowBytes)}` : ''), '')}
      />
      <Tile
        name={<Term word="Stalls" meaning={words.tubeStall} />}
        read={of(({ stalls }) => formatCount(stalls), '–')}
        note={() => {
          const stalled = live.tunnel.connections(id).filter(({ state }) => state === 'stalled').length
          return stalled > 0 ? `${formatCount(stalled)} now` : ''
        }}
      />
    </dl>
  )
}
