import type { Bond, Receiver } from '../../../contract/bond.ts'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { useSlow } from '../../state/store.ts'
import { quietBond } from './sentences.ts'
import { useReceiverVerdict } from './use-receiver-verdict.ts'

/** The plain sentence about a bond; the engine's, while there is one. */
export function useBondVerdict({ id, enabled }: Pick<Bond, 'id' | 'enabled'>) {
  const told = useSlow(({ verdicts }) => verdicts[id])
  const known = useSlow(({ bondViews }) => bondViews[id] !== undefined)
  const verdict = enabled && told ? told : quietBond(enabled)
  return { ...verdict, level: enabled && known ? verdict.level : ('quiet' as const) }
}

export const BondVerdictBox = ({ bond }: { bond: Bond }) => <VerdictBox {...useBondVerdict(bond)} />

export const ReceiverVerdictBox = ({ receiver }: { receiver: Receiver }) => (
  <VerdictBox {...useReceiverVerdict(receiver)} />
)
