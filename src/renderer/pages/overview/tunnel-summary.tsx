import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import type { Look } from '../../components/state-badge.tsx'
import { tubeLook, wayLooks } from '../../components/tunnel-looks.ts'
import { formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { outSpark } from '../../state/live-tunnel.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { isUp, type Party, tubeInTrouble } from '../../state/tunnel-view.ts'
import { partyTitle } from '../tunnel/sentences.ts'
import { useEngineAway, useParties } from '../tunnel/use-parties.ts'
import { Line } from './line.tsx'

const shownAtMost = 12

/** Everybody at the other end of a tube or a way in a line: state, ways that fail, rate. */
export function TunnelSummary() {
  const parties = useParties()
  if (parties.length === 0) return null
  const rank = ({ tube }: Party) => (tube === undefined ? 3 : tubeInTrouble(tube) ? 0 : isUp(tube) ? 1 : 2)
  const shown = parties.toSorted((a, b) => rank(a) - rank(b)).slice(0, shownAtMost)
  return (
    <Card
      title={t('Tunnel')}
      actions={
        <a href={paths.tunnel} className="text-xs font-medium text-accent hover:underline">
          {t('All tubes')}
        </a>
      }
    >
      <ul className="pb-2">
        {shown.map((party) => (
          <PartyLine key={party.id} party={party} />
        ))}
        {parties.length > shown.length && (
          <li className="px-4 py-1.5 text-muted">
            {t('and {{parties}} more', { parties: parties.length - shown.length })}
          </li>
        )}
      </ul>
    </Card>
  )
}

function PartyLine({ party }: { party: Party }) {
  const { id, tube, ways } = party
  const views = useSlow(({ wayViews }) => wayViews)
  const away = useEngineAway()
  const failed = ways.filter((way) => views[way.id]?.state === 'failed').length
  const look: Look = failed > 0 && tube === undefined ? wayLooks.failed : tubeLook(tube, away)
  const { sparks } = live.tunnel
  return (
    <Line
      name={partyTitle(party)}
      href={paths.tube(id)}
      look={look}
      note={
        failed > 0
          ? t('{{count}} ways failed', { count: failed })
          : ways.length > 0
            ? t('{{count}} ways', { count: ways.length })
            : ''
      }
      warn={failed > 0}
      spark={{ id: tube?.id ?? id, of: sparks }}
      read={() =>
        tube && isUp(tube) ? formatRate(sparks.mean(tube.id) + sparks.mean(outSpark(tube.id))) : '–'
      }
    />
  )
}
