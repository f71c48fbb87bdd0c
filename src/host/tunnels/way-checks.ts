import type { RuleProblem } from '../../contract/rule.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Allow, Way } from '../../contract/tunnel.ts'

/** A way as it is checked: what is not stored yet may have no id. */
export type WayDraft = Omit<Way, 'id'> & { id?: string | undefined }

/** Everything wrong with a way among these settings that can be told without asking the engine. */
export function checkWay(way: WayDraft, { tunnel, peers }: Settings): RuleProblem[] {
  const problems: RuleProblem[] = []
  if (!peers.some(({ id }) => id === way.party))
    problems.push({
      path: 'party',
      level: 'error',
      code: 'peer-unknown',
      message: 'It names a device that is not paired.',
    })
  const taken = tunnel.ways.find((other) => other.id !== way.id && sharesListener(other, way))
  if (taken)
    problems.push({
      path: 'listen.port',
      level: 'error',
      code: 'port-in-use',
      message: `"${taken.name}" listens there already.`,
    })
  return problems
}

/** On this machine; where a reverse way listens, the far end sees to. */
function sharesListener(one: WayDraft, other: WayDraft): boolean {
  if (!one.enabled || !other.enabled || one.listen.port === 0 || one.listen.port !== other.listen.port)
    return false
  if ((one.kind === 'reverse') !== (other.kind === 'reverse')) return false
  if (one.kind === 'reverse' && one.party !== other.party) return false
  return (
    one.listen.host === other.listen.host || [one, other].some(({ listen }) => everywhere.has(listen.host))
  )
}

const everywhere = new Set(['0.0.0.0', '::'])

/** A rule is for a device that is paired, or for all of them. */
export function checkAllow({ party }: Pick<Allow, 'party'>, { peers }: Settings): RuleProblem[] {
  if (party === '*' || peers.some(({ id }) => id === party)) return []
  return [
    {
      path: 'party',
      level: 'error',
      code: 'peer-unknown',
      message: 'It names a device that is not paired.',
    },
  ]
}
