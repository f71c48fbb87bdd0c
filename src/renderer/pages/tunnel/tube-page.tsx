import { Plus } from 'lucide-react'
import { useEffect } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { EventsCard } from '../../components/events-card.tsx'
import { Card, Page } from '../../components/page.tsx'
import { sentence } from '../../components/sentence.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { GonePage, ThingTitle } from '../../components/thing-page.tsx'
import { tubeLook } from '../../components/tunnel-looks.ts'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { useBottleneck, withBottleneck } from '../../state/bottlenecks.ts'
import { paths } from '../../state/router.ts'
import { watchTube } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'
import { tubeFacts } from '../../state/stream-facts.ts'
import { addWay } from '../../state/tunnel-actions.ts'
import { isUp, type Party, type TubeView } from '../../state/tunnel-view.ts'
import { Connections } from './connections.tsx'
import { TubeCode } from './party-card.tsx'
import { partyTitle, tubeSentence } from './sentences.ts'
import { TubeActions } from './tube-actions.tsx'
import { PastTubeCharts, TubeCharts } from './tube-charts.tsx'
import { TubeFacts } from './tube-facts.tsx'
import { TubeStats } from './tube-stats.tsx'
import { useEngineAway, useParty } from './use-parties.ts'
import { WayRow } from './way-row.tsx'

/** One tube, live. */
export function TubePage({ party: id }: { party: string }) {
  const party = useParty(id)
  const loaded = useSlow(({ tunnel, flowing }) => tunnel !== undefined && flowing.tunnel)
  if (party) return <Known party={party} />
  if (!loaded) return null
  return (
    <GonePage title={t('This tube is closed')} back={{ href: paths.tunnel, label: t('All tubes') }}>
      {t('It was made by a code, and what was allowed in it has ended with it.')}
    </GonePage>
  )
}

function Known({ party }: { party: Party }) {
  const { id, tube } = party
  const title = partyTitle(party)
  const away = useEngineAway()
  return (
    <Page
      title={
        <ThingTitle in={{ href: paths.tunnel, title: t('Tunnel') }} name={title}>
          <Badge look={tubeLook(tube, away)} pill />
        </ThingTitle>
      }
      actions={
        <>
          <Button icon={Plus} onClick={() => addWay(id)} aria-keyshortcuts="N">
            {t('Add way')}
          </Button>
          <TubeActions party={party} big />
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Verdict party={party} />
        {tube?.code && (
          <Card className="@container pb-2">
            <TubeCode tube={tube} />
          </Card>
        )}
        {tube && isUp(tube) ? <Running tube={tube} party={party} /> : <Ways party={party} />}
        {!(tube && isUp(tube)) && <PastTubeCharts party={id} name={title} />}
        <Events party={party} />
      </div>
    </Page>
  )
}

function Verdict({ party }: { party: Party }) {
  const { level, text } = tubeSentence(party, useEngineAway())
  const { tube } = party
  const cause = useBottleneck(tube?.id ?? '', tubeFacts)
  if (text === '') return null
  const said = { level, text, evidence: tube?.faultCode ? [tube.faultCode] : [] }
  return (
    <div>
      <VerdictBox {...withBottleneck(said, cause)} />
      {tube?.state === 'waiting' && tube.retryAt > 0 && (
        <p className="mt-1.5 ml-10 text-xs text-muted">
          {sentence('Tried again {{countdown}}.', { countdown: <Countdown to={tube.retryAt} /> })}
        </p>
      )}
    </div>
  )
}

function Running({ tube, party }: { tube: TubeView; party: Party }) {
  useEffect(() => watchTube(tube.id), [tube.id])
  return (
    <>
      <TubeStats id={tube.id} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <TubeCharts key={tube.id} party={party.id} tubeId={tube.id} name={partyTitle(party)} />
        <TubeFacts tube={tube} />
      </div>
      <Ways party={party} />
      <Connections tubeId={tube.id} />
    </>
  )
}

const Ways = ({ party }: { party: Party }) => (
  <Card title={t('Ways')} className="@container">
    {party.ways.length === 0 ? (
      <p className="px-4 pt-1 pb-4 text-muted">
        {t('None lead there. Add one to reach something over there.')}
      </p>
    ) : (
      <ul aria-label={t('Ways to {{party}}', { party: partyTitle(party) })} className="pb-1">
        {party.ways.map((way) => (
          <WayRow key={way.id} way={way} />
        ))}
      </ul>
    )}
  </Card>
)

function Events({ party: { id, tube, ways } }: { party: Party }) {
  const wayIds = new Set(ways.map((way) => way.id))
  return (
    <EventsCard
      title={t('Events of this tube')}
      of={(event) =>
        event.source === 'tunnel' &&
        (event.peerId === id ||
          (tube !== undefined && event.tubeId === tube.id) ||
          (event.ruleId !== undefined && wayIds.has(event.ruleId)))
      }
    />
  )
}
