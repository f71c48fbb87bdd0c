import { useEffect, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useLanguage } from '../../state/language.ts'
import { setLook } from '../../state/session.ts'
import { type Slow, useRules, useSlow } from '../../state/store.ts'
import { ruleTrouble, type Trouble, type TroubledState, troubledRules, troublesOf } from './troubles.ts'

const picked = (slow: Slow): TroubledState => ({
  fileOffers: slow.fileOffers,
  sessions: slow.sessions,
  networkCauses: slow.networkCauses,
  tunnelRequests: slow.tunnelRequests,
  tubeViews: slow.tubeViews,
  wayViews: slow.wayViews,
  tunnel: slow.tunnel,
  bonds: slow.bonds,
  receivers: slow.receivers,
  bondViews: slow.bondViews,
  receiverViews: slow.receiverViews,
  verdicts: slow.verdicts,
  folders: slow.folders,
  folderViews: slow.folderViews,
  folderTexts: slow.folderTexts,
  peers: slow.peers,
  peerViews: slow.peerViews,
})

/** As many rules as telemetry carries details of. */
const detailed = 16

/** All that needs somebody, rules last; `moreRules` are in trouble besides. */
export function useTroubles(): { troubles: readonly Trouble[]; moreRules: number } {
  const rules = useRules()
  const states = useSlow(({ states }) => states)
  const details = useSlow(({ details }) => details)
  const state = useSlow(useShallow(picked))
  const language = useLanguage()
  const bad = useMemo(() => troubledRules(rules, states), [rules, states])
  const look = bad
    .slice(0, detailed)
    .map(({ id }) => id)
    .join()
  useEffect(() => setLook(look === '' ? [] : look.split(',')), [look])
  // biome-ignore lint/correctness/useExhaustiveDependencies: sentences are in the language that is spoken
  const others = useMemo(() => troublesOf(state), [state, language])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const ofRules = useMemo(
    () => bad.slice(0, detailed).map((rule) => ruleTrouble(rule, { states, details })),
    [bad, states, details, language],
  )
  return { troubles: [...others, ...ofRules], moreRules: Math.max(0, bad.length - detailed) }
}
