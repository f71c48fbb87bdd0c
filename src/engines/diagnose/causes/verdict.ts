import type { Cause, Diagnosis } from '../../../contract/diagnose.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { Facts, type KnownFacts } from './facts.ts'

/** From this weight on a cause is bad, below it can be lived with. */
export const badWeight = 0.5
/** What weighs less is worth a line, and nothing is wrong because of it. */
export const noteWeight = 0.2

/** The one sentence that stands first. */
export function verdictOf(
  known: KnownFacts,
  causes: readonly Cause[],
  isDone: boolean,
): Pick<Diagnosis, 'verdict' | 'state'> {
  const { results } = known
  const [first] = causes
  if (!isDone) {
    const done = results.filter(({ state }) => state !== 'waiting' && state !== 'running').length
    return { state: 'running', verdict: `Looking at the network: ${done} of ${results.length} checks done.` }
  }
  if (first && first.weight >= noteWeight)
    return { state: first.weight >= badWeight ? 'bad' : 'poor', verdict: first.text }
  const isAnything = results.some(({ state }) => state === 'good')
  if (!isAnything) {
    const why = results.find(({ state, summary }) => state === 'unknown' && summary !== '')?.summary
    return { state: 'unknown', verdict: `Nothing could be told. ${why ?? ''}`.trim() }
  }
  return { state: 'good', verdict: healthyText(new Facts(known)) }
}

function healthyText(facts: Facts): string {
  const { target } = facts
  if (target === undefined) return 'Nothing is wrong with the network of this machine.'
  const ms = facts.number('tcp-connect', 'p50Ms') ?? -1
  const loss = facts.number('ping', 'lossPercent')
  const isMeasured = facts.state('ping') === 'good' && loss !== undefined
  const parts = [
    ms >= 0 ? `connections take ${ms < 10 ? ms : Math.round(ms)} ms` : '',
    isMeasured ? (loss === 0 ? 'nothing gets lost' : `${loss} % get lost`) : '',
  ].filter(Boolean)
  return `The way to ${endpointText(target)} is healthy${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`
}
