import { Unplug } from 'lucide-react'
import type { Connection, RuleDetail } from '../../../contract/forward.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { ConnectionsCard } from '../../components/connections-card.tsx'
import { ScrollRow } from '../../components/scroll-table.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatDuration, formatRate, formatTime } from '../../format.ts'
import { disconnect } from '../../state/actions.ts'
import { levelOf, thresholds } from '../../state/thresholds.ts'
import { words } from '../../words.ts'

const states: Record<Connection['state'], { word: string; colour: string }> = translated(
  {
    open: { word: 'Open', colour: 'text-ok' },
    connecting: { word: 'Connecting', colour: 'text-muted' },
    holding: { word: 'Holding', colour: 'text-warn' },
    'half-closed': { word: 'Half closed', colour: 'text-muted' },
    stalled: { word: 'Stalled', colour: 'text-warn' },
  },
  'word',
)
const levels = { ok: '', warn: 'text-warn', error: 'text-error' }

/** Who is connected, who is behind, and a way to end each. */
export function Connections({ ruleId, detail }: { ruleId: string; detail: RuleDetail | undefined }) {
  const connections = detail?.connections ?? []
  const total = detail?.connectionsTotal ?? 0
  return (
    <ConnectionsCard
      shown={connections.length}
      total={total}
      className="min-w-180"
      head={
        <>
          <th className="pl-4!">{t('Viewer')}</th>
          <th>{t('State')}</th>
          <th>{t('Since')}</th>
          <th className="text-right">{t('Sent')}</th>
          <th className="text-right">{t('Rate')}</th>
          <th className="text-right">
            <Term word={t('Waiting')} meaning={`${words.buffered} ${thresholds.buffered.explain}`} />
          </th>
          <th className="text-right">
            <Term word={t('Behind')} meaning={`${words.behind} ${thresholds.behindMs.explain}`} />
          </th>
          <th>{t('Target')}</th>
        </>
      }
    >
      {connections.map((connection) => (
        <Row key={connection.id} ruleId={ruleId} connection={connection} />
      ))}
    </ConnectionsCard>
  )
}

function Row({ ruleId, connection }: { ruleId: string; connection: Connection }) {
  const { id, source, target, state, since, bytesDown, rateDown, bufferedProcess, bufferedKernel, behindMs } =
    connection
  const waiting = Math.max(0, bufferedProcess) + Math.max(0, bufferedKernel)
  const { word, colour } = states[state]
  return (
    <ScrollRow>
      <td className="pl-4! font-medium">{source}</td>
      <td className={`text-xs font-medium ${colour}`}>{word}</td>
      <td className="text-muted">{formatTime(since)}</td>
      <td className="text-right">{formatBytes(bytesDown)}</td>
      <td className="text-right">{formatRate(rateDown)}</td>
      <td className={`text-right ${levels[levelOf('buffered', waiting)]}`}>{formatBytes(waiting)}</td>
      <td className={`text-right ${levels[levelOf('behindMs', behindMs)]}`}>
        {behindMs > 0 ? formatDuration(behindMs) : '–'}
      </td>
      <td className="text-muted">{target}</td>
      <td className="pr-3! text-right">
        <Button
          small
          look="danger"
          icon={Unplug}
          aria-label={t('Disconnect {{source}}', { source })}
          onClick={() => void disconnect(ruleId, id)}
        >
          {t('Disconnect')}
        </Button>
      </td>
    </ScrollRow>
  )
}
