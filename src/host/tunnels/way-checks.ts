import type { RuleProblem } from '../../contract/rule.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Allow, Way } from '../../contract/tunnel.ts'

/** A way as it is checked: what is not stored yet may have no id. */
export type WayDraft = Omit<Way, 'id'> & { id?: string | undefined }

type IsPassing = (party: string) => boolean

/** Everything wrong with a way among these settings that can be told without asking the engine. */
export function checkWay(way: WayDraft, settings: Settings, isPassing: IsPassing): RuleProblem[] {
  const problems = checkParty(way.party, settings, isPassing)
  const taken = settings.tunnel.ways.find((other) => other.id !== way.id && sharesListener(other, way))
  if (taken)
    problems.push({
      path: 'listen.port',
      level: 'error',
      code: 'port-in-use',
      message: `"${taken.name}" listens there already.`,
    })
  return problems
}

/** A rule is for a device that is paired, for all of them, or for whoever came with a code. */
export function checkAllow(
  { party }: Pick<Allow, 'party'>,
  settings: Settings,
  isPassing: IsPassing,
): RuleProblem[] {
  return party === '*' ? [] : checkParty(party, settings, isPassing)
}

function checkParty(party: string, { peers }: Settings, isPassing: IsPassing): RuleProblem[] {
  if (isPassing(party) || peers.some(({ id }) => id === party)) return []
  const message = 'It names neither a device that is paired nor a tube that is there.'
  return [{ path: 'party', level: 'error', code: 'peer-unknown', message }]
}

/** Where a reverse way listens, the far end sees to; two of the same far end get in one another's way there. */
function sharesListener(one: WayDraft, other: WayDraft): boolean {
  const { listen, kind, party } = one
  if (!one.enabled || !other.enabled || listen.port === 0 || listen.port !== other.listen.port) return false
  if ((kind === 'reverse') !== (other.kind === 'reverse')) return false
  if (kind === 'reverse' && party !== other.party) return false
  return listen.host === other.listen.host || [one, other].some((way) => everywhere.has(way.listen.host))
}

const everywhere = new Set(['0.0.0.0', '::'])
