import { Unplug } from 'lucide-react'
import { memo } from 'react'
import type { TunnelConnection } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { IconButton } from '../../components/button.tsx'
import { ConnectionsCard } from '../../components/connections-card.tsx'
import { ScrollRow } from '../../components/scroll-table.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { Term, Tip } from '../../components/tip.tsx'
import { connectionLooks, kindLooks } from '../../components/tunnel-looks.ts'
import { formatBytes, formatCount, formatDuration, formatRate, formatSpan } from '../../format.ts'
import { useLanguage } from '../../state/language.ts'
import { live } from '../../state/live.ts'
import { useWays } from '../../state/store.ts'
import { closeConnection } from '../../state/tunnel-actions.ts'
import { useCalm } from '../../state/use-calm.ts'
import { words } from '../../words.ts'

/** Every connection in a tube: who, how, how old, how much, what waits; and a way to end each. */
export function Connections({ tubeId }: { tubeId: string }) {
  const connections = useCalm(() => live.tunnel.connections(tubeId))
  const total = useCalm(() => live.tunnel.tube(tubeId)?.connections ?? 0)
  const ways = useWays()
  const nameOf = (wayId: string) => ways.find(({ id }) => id === wayId)?.name ?? ''
  return (
    <ConnectionsCard
      shown={connections.length}
      total={total}
      className="min-w-216"
      head={
        <>
          <th className="pl-4!">{t('Connection')}</th>
          <th>{t('State')}</th>
          <th className="text-right">{t('Age')}</th>
          <th className="text-right">{t('In')}</th>
          <th className="text-right">{t('Out')}</th>
          <th className="text-right">{t('Bytes in, out')}</th>
          <th className="text-right">
            <Term word={t('Queued')} meaning={words.tubeQueue} />
          </th>
          <th className="text-right">
            <Term word={t('Credit')} meaning={words.tubeCredit} />
          </th>
        </>
      }
    >
      {connections.map((connection) => (
        <Row key={connection.number} connection={connection} way={nameOf(connection.wayId)} />
      ))}
    </ConnectionsCard>
  )
}

const Row = memo(function Row({ connection, way }: { connection: TunnelConnection; way: string }) {
  useLanguage()
  const { number, kind, source, target, state, since, rateIn, rateOut, bytesIn, bytesOut } = connection
  const { queuedBytes, creditBytes, stalls, guacamole, direction } = connection
  const { icon: Icon, word } = kindLooks[kind]
  const look = connectionLooks[state]
  const about = [
    t('Connection {{number}}', { number }),
    way || word,
    direction === 'in' ? t('accepted over there') : t('accepted here'),
    ...(stalls > 0 ? [t('stalled {{stalls}} times', { stalls })] : []),
  ].join(', ')
  return (
    <ScrollRow data-state={state}>
      <td className="max-w-80 min-w-52 pl-4!">
        <span className="flex items-center gap-2">
          <Tip text={about}>
            <button type="button" aria-label={word} className="cursor-help rounded-sm text-muted">
              <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.9} />
            </button>
          </Tip>
          <span className="min-w-0">
            <span className="block truncate font-medium">{target}</span>
            <span className="block truncate text-xs text-muted">
              {[way, source && t('from {{source}}', { source })].filter(Boolean).join(', ')}
            </span>
            {guacamole && <Guacamole of={guacamole} />}
          </span>
        </span>
      </td>
      <td>
        <Badge look={look} />
      </td>
      <td className="text-right text-muted">{formatSpan(Date.now() - since)}</td>
      <td className="text-right">{formatRate(rateIn)}</td>
      <td className="text-right">{formatRate(rateOut)}</td>
      <td className="text-right text-muted">
        {formatBytes(bytesIn)}, {formatBytes(bytesOut)}
      </td>
      <td className={`text-right ${state === 'stalled' ? 'text-warn' : ''}`}>{formatBytes(queuedBytes)}</td>
      <td className={`text-right ${creditBytes <= 0 ? 'text-warn' : 'text-muted'}`}>
        {formatBytes(Math.max(0, creditBytes))}
      </td>
      <td className="pr-3! text-right">
        <IconButton
          label={t('Close the connection to {{target}}', { target })}
          icon={Unplug}
          onClick={() => void closeConnection(connection)}
        />
      </td>
    </ScrollRow>
  )
})

/** What goes over the wire of a remote desktop, and how far the client lags behind. */
const Guacamole = ({ of }: { of: NonNullable<TunnelConnection['guacamole']> }) => (
  <span className={`block truncate text-xs ${of.error ? 'text-error' : 'text-muted'}`}>
    {of.error || of.lagMs >= 0
      ? t('{{in}} instructions in, {{out}} out, {{lag}} behind', {
          in: formatCount(of.in),
          out: formatCount(of.out),
          lag: formatDuration(of.lagMs),
        })
      : t('{{in}} instructions in, {{out}} out', { in: formatCount(of.in), out: formatCount(of.out) })}
  </span>
)
