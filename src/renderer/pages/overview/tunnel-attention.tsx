import { useMemo } from 'react'
import type { TunnelRequest, Way } from '../../../contract/tunnel.ts'
import { transferLooks } from '../../components/transfer-looks.ts'
import { tubeLook, wayLooks } from '../../components/tunnel-looks.ts'
import { visibleName } from '../../format.ts'
import { paths } from '../../state/router.ts'
import { useSlow, useWays } from '../../state/store.ts'
import { type Party, tubeInTrouble } from '../../state/tunnel-view.ts'
import { partyTitle, requestText, tubeSentence } from '../tunnel/sentences.ts'
import { useParties } from '../tunnel/use-parties.ts'
import { Item } from './item.tsx'
import { t } from '../../../language/t.ts'

type Troubles = { requests: readonly TunnelRequest[]; parties: readonly Party[]; ways: readonly Way[] }

/** What of the tunnel needs somebody, and how much that is. */
export function useTunnelTroubles(): Troubles & { count: number } {
  const requests = useSlow(({ tunnelRequests }) => tunnelRequests)
  const ways = useFailedWays()
  const parties = useParties().filter(({ tube }) => tube && tubeInTrouble(tube))
  return { requests, parties, ways, count: Math.min(1, requests.length) + parties.length + ways.length }
}

export const TunnelTroubles = ({ requests, parties, ways }: Troubles) => (
  <>
    {requests.length > 0 && <Requests requests={requests} />}
    {parties.map((party) => (
      <TroubledTube key={party.id} party={party} />
    ))}
    {ways.map((way) => (
      <FailedWay key={way.id} way={way} />
    ))}
  </>
)

/** What others asked for, until somebody allows or declines it. */
function Requests({ requests }: { requests: readonly TunnelRequest[] }) {
  const [first, ...more] = requests
  if (!first) return null
  const others = more.length > 0 ? ` ${t('And {{count}} more requests.', { count: more.length })}` : ''
  return (
    <Item
      href={paths.tunnel}
      name={visibleName(first.peerName || t('The other side of a code'))}
      look={{ ...transferLooks.asking, word: t('Asks') }}
      sentence={`${upperFirst(requestText(first))}.${others}`}
    />
  )
}
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const TroubledTube = ({ party }: { party: Party }) => (
  <Item
    href={paths.tube(party.id)}
    name={partyTitle(party)}
    look={tubeLook(party.tube)}
    sentence={tubeSentence(party).text}
  />
)

/** Ways on which nobody can connect before somebody does something. */
function useFailedWays(): readonly Way[] {
  const ways = useWays()
  const views = useSlow(({ wayViews }) => wayViews)
  return useMemo(
    () => ways.filter(({ id, enabled }) => enabled && views[id]?.state === 'failed'),
    [ways, views],
  )
}

function FailedWay({ way: { id, name, party } }: { way: Way }) {
  const problem = useSlow(({ wayViews }) => wayViews[id]?.problem)
  return (
    <Item
      href={paths.tube(party)}
      name={name}
      look={wayLooks.failed}
      sentence={problem || wayLooks.failed.meaning}
    />
  )
}
