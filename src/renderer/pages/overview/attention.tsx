import { ChevronRight, CircleCheck } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { RuleState } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { Card } from '../../components/page.tsx'
import { StateShape, stateLooks } from '../../components/state-badge.tsx'
import { plural } from '../../format.ts'
import { paths } from '../../state/router.ts'
import { setLook } from '../../state/session.ts'
import { useRules, useSlow } from '../../state/store.ts'
import { attention, stateOf } from '../forwarding/list.ts'

/** As many as telemetry carries details of. */
const detailed = 16
const order: readonly RuleState[] = ['failed', 'holding', 'slow']

/** The rules that need somebody, each with the sentence that says why. */
export function Attention() {
  const rules = useRules()
  const states = useSlow(({ states }) => states)
  const flowing = useSlow(({ flowing }) => flowing)
  const bad = useMemo(
    () =>
      rules
        .filter((rule) => attention(states[rule.id]))
        .sort((a, b) => order.indexOf(states[a.id]!) - order.indexOf(states[b.id]!)),
    [rules, states],
  )
  const shown = bad.slice(0, detailed)
  const look = shown.map(({ id }) => id).join()
  useEffect(() => {
    setLook(look === '' ? [] : look.split(','))
  }, [look])
  const on = rules.filter(({ enabled }) => enabled).length
  return (
    <Card title={bad.length > 0 ? `Needs attention (${bad.length})` : 'Needs attention'}>
      {shown.length > 0 ? (
        <ul className="pb-2">
          {shown.map((rule) => (
            <Trouble key={rule.id} rule={rule} state={stateOf(rule, states)} />
          ))}
          {bad.length > shown.length && (
            <li className="px-4 py-1.5 text-muted">and {plural(bad.length - shown.length, 'more rule')}</li>
          )}
        </ul>
      ) : (
        <p className="flex items-center gap-2.5 px-4 pt-1 pb-4 text-muted">
          {flowing ? (
            <>
              <CircleCheck aria-hidden className="size-4 text-ok" /> Nothing. {plural(on, 'rule')}{' '}
              {on === 1 ? 'is' : 'are'} on, none in trouble.
            </>
          ) : (
            'Not known while the forwarding engine is away.'
          )}
        </p>
      )}
    </Card>
  )
}

function Trouble({ rule, state }: { rule: Rule; state: RuleState }) {
  const detail = useSlow(({ details }) => details[rule.id])
  const sentence = detail?.problem || detail?.verdict.text || stateLooks[state].meaning
  return (
    <li>
      <a
        href={paths.rule(rule.id)}
        className="flex items-start gap-3 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2"
      >
        <StateShape state={state} className="mt-1 size-3" />
        <span className="min-w-0 grow">
          <span className="flex items-baseline gap-2">
            <span className="truncate font-medium">{rule.name}</span>
            <span className={`text-xs font-medium ${stateLooks[state].colour}`}>
              {stateLooks[state].word}
            </span>
          </span>
          <span className="num block text-muted">{sentence}</span>
        </span>
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      </a>
    </li>
  )
}
