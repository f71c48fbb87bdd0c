import type { Bond, Receiver } from '../../../contract/bond.ts'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { useBottleneck, withBottleneck } from '../../state/bottlenecks.ts'
import { useSlow } from '../../state/store.ts'
import { bondFacts, receiverFacts } from '../../state/stream-facts.ts'
import { quietBond } from './sentences.ts'
import { useReceiverVerdict } from './use-receiver-verdict.ts'

/** The plain sentence about a bond; the engine's, while there is one. */
export function useBondVerdict({ id, enabled }: Pick<Bond, 'id' | 'enabled'>) {
  const told = useSlow(({ verdicts }) => verdicts[id])
  const known = useSlow(({ bondViews }) => bondViews[id] !== undefined)
  const verdict = enabled && told ? told : quietBond(enabled)
  return { ...verdict, level: enabled && known ? verdict.level : ('quiet' as const) }
}

export const BondVerdictBox = ({ bond }: { bond: Bond }) => (
  <VerdictBox {...withBottleneck(useBondVerdict(bond), useBottleneck(bond.id, bondFacts))} />
)

export const ReceiverVerdictBox = ({ receiver }: { receiver: Receiver }) => (
  <VerdictBox {...withBottleneck(useReceiverVerdict(receiver), useBottleneck(receiver.id, receiverFacts))} />
)
