import { CircleCheck, Hourglass, TriangleAlert } from 'lucide-react'
import type { Verdict } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { useSlow } from '../../state/store.ts'

const sides: Record<Verdict['side'], string> = {
  none: '',
  camera: 'Camera side',
  tunnel: 'Tunnel',
  viewer: 'Viewer side',
  hawser: 'Hawser',
}

/** What is happening, in a sentence, and what was measured. */
export function VerdictStrip({ rule }: { rule: Rule }) {
  const detail = useSlow(({ details }) => details[rule.id])
  const state = useSlow(({ states }) => states[rule.id])
  const { side, text, evidence } = detail?.verdict ?? { side: 'none' as const, text: '', evidence: [] }
  const bad = side !== 'none'
  const sentence = detail?.problem || text || quietSentence(rule, state)
  const failed = Boolean(detail?.problem)
  const good = !failed && !bad && state !== undefined && rule.enabled
  const Icon = failed || bad ? TriangleAlert : good ? CircleCheck : Hourglass
  const colour = failed ? 'text-error' : bad ? 'text-warn' : good ? 'text-ok' : 'text-faint'
  return (
    <div
      className={`mx-4 my-2 rounded-lg px-3.5 py-2.5 ${failed ? 'bg-error-soft' : bad ? 'bg-warn-soft' : 'bg-raised'}`}
    >
      <p role="status" aria-live="off" className="flex items-start gap-2.5 text-base">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colour}`} />
        <span className="num min-w-0">
          {bad && <strong className={`mr-1.5 font-semibold ${colour}`}>{sides[side]}:</strong>}
          {sentence}
        </span>
      </p>
      {evidence.length > 0 && (
        <ul className="num mt-1 ml-6.5 flex flex-wrap gap-x-5 text-xs text-muted">
          {evidence.map((line) => (
            <li key={line.replace(/\d+/g, '#')} className="list-['–__'] marker:text-faint">
              {line}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function quietSentence(rule: Rule, state: string | undefined): string {
  if (!rule.enabled) return 'This rule is switched off.'
  if (state === undefined) return 'Waiting for the forwarding engine.'
  return 'Listening. Nobody is connected at the moment.'
}
