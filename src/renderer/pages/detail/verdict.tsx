import type { Verdict } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { useBottleneck, withBottleneck } from '../../state/bottlenecks.ts'
import { useSlow } from '../../state/store.ts'
import { ruleFacts } from '../../state/stream-facts.ts'

const sides: Record<Verdict['side'], string> = translated({
  none: '',
  camera: 'Camera side',
  tunnel: 'Tunnel',
  viewer: 'Viewer side',
  hawser: 'Hawser',
})

/** What is happening to a rule, in a sentence, and what was measured. */
export function VerdictStrip({ rule }: { rule: Rule }) {
  const detail = useSlow(({ details }) => details[rule.id])
  const state = useSlow(({ states }) => states[rule.id])
  const { side, text, evidence } = detail?.verdict ?? { side: 'none' as const, text: '', evidence: [] }
  const bad = side !== 'none'
  const failed = Boolean(detail?.problem)
  const good = state !== undefined && rule.enabled
  const cause = useBottleneck(rule.id, ruleFacts)
  const said = withBottleneck(
    {
      level: failed ? 'bad' : bad ? 'warning' : good ? 'good' : 'quiet',
      lead: sides[side],
      text: detail?.problem || text || quietSentence(rule, state),
      evidence,
    },
    cause,
  )
  return <VerdictBox className="mx-4 my-2" {...said} />
}

function quietSentence(rule: Rule, state: string | undefined): string {
  if (!rule.enabled) return t('This rule is switched off.')
  if (state === undefined) return t('Waiting for the forwarding engine.')
  return t('Listening. Nobody is connected at the moment.')
}
