import { useEffect, useState } from 'react'
import type { Receiver } from '../../../contract/bond.ts'
import { same } from '../../state/bond-view.ts'
import { live } from '../../state/live.ts'
import { useSlow } from '../../state/store.ts'
import { receiverVerdict } from './sentences.ts'

/** The plain sentence about a receiver, made of its snapshots as often as one can read. */
export function useReceiverVerdict(receiver: Receiver) {
  const known = useSlow(({ receiverViews }) => receiverViews[receiver.id] !== undefined)
  const [verdict, setVerdict] = useState(() => receiverVerdict(receiver, live.bonds.receiver(receiver.id)))
  useEffect(() => {
    const look = () =>
      setVerdict((old) => {
        const next = receiverVerdict(receiver, live.bonds.receiver(receiver.id))
        return same(old, next) ? old : next
      })
    look()
    return live.onCalm(look)
  }, [receiver])
  return { ...verdict, level: receiver.enabled && known ? verdict.level : ('quiet' as const) }
}
