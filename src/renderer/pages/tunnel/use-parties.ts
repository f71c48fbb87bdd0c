import { useMemo } from 'react'
import { usePeers, useSlow, useWays } from '../../state/store.ts'
import { type Party, partiesOf } from '../../state/tunnel-view.ts'

/** Nothing is known of tubes and ways at the moment. */
export const useEngineAway = () => useSlow(({ flowing }) => !flowing.tunnel)

/** Everybody whom there is a tube or a way to. */
export function useParties(): readonly Party[] {
  const tubeViews = useSlow(({ tubeViews }) => tubeViews)
  const ways = useWays()
  const peers = usePeers()
  return useMemo(
    () => partiesOf(Object.values(tubeViews), ways, (id) => peers.find((peer) => peer.id === id)?.name),
    [tubeViews, ways, peers],
  )
}

/** The one with that id: a device, whether there is a tube to it or not, or whoever came with a code. */
export function useParty(id: string): Party | undefined {
  const parties = useParties()
  const peers = usePeers()
  return useMemo(() => {
    const peer = peers.find((one) => one.id === id)
    return (
      parties.find((party) => party.id === id) ?? (peer && { id, name: peer.name, tube: undefined, ways: [] })
    )
  }, [id, parties, peers])
}
