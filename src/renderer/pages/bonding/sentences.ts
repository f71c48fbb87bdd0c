import type { BondVerdict, Impairment, Receiver, ReceiverSnapshot } from '../../../contract/bond.ts'
import type { Endpoint } from '../../../contract/rule.ts'
import { formatDuration, formatEndpoint, formatRate, plural } from '../../format.ts'

const everywhere = new Set(['0.0.0.0', '::'])

/** What is entered in the camera or encoder that sends to a bond. */
export function callerUrl({ host, port }: Endpoint): string {
  return `srt://${formatEndpoint({ host: everywhere.has(host) ? 'THIS-MACHINE' : host, port })}`
}

/** What a test does to a link, in words: `50 % loss, 200 ms more each way`. */
export function impairmentText({ cut, loss, delayMs, rate }: Impairment): string {
  if (cut) return 'cut: nothing passes'
  const parts = [
    ...(loss > 0 ? [`${Math.round(loss * 100)} % loss`] : []),
    ...(delayMs > 0 ? [`${formatDuration(delayMs)} more each way`] : []),
    ...(rate > 0 ? [`at most ${formatRate(rate)}`] : []),
  ]
  return parts.join(', ') || 'nothing is changed'
}

/** `2:05`, `0:09`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A link from which nothing came for so long is worth a word. */
const silentMs = 3000

/** The sentence at the top of a receiver, and what it rests on. */
export function receiverVerdict(
  { listen, target, enabled }: Pick<Receiver, 'listen' | 'target' | 'enabled'>,
  now: ReceiverSnapshot | undefined,
): BondVerdict {
  const say = (level: BondVerdict['level'], text: string, evidence: string[] = []) => ({
    level,
    text,
    evidence,
  })
  if (!enabled) return say('good', 'This receiver is switched off.')
  if (now === undefined) return say('good', 'Waiting for the bonding engine.')
  if (now.state === 'failed') return say('bad', now.problem || 'The receiver cannot listen.')
  if (now.state === 'starting') return say('good', 'Starting.')
  if (now.groups.length === 0)
    return say(
      'good',
      `Listening on ${formatEndpoint(listen)}. No sender is there at the moment.`,
      refusals(now),
    )
  const links = now.groups.flatMap((group) => group.links.map((link) => ({ group, link })))
  const evidence = [
    `${plural(now.groupsTotal, 'sender')}, ${plural(links.length, 'link')}, ${formatRate(now.bitrate)} to ${formatEndpoint(target)}`,
    ...refusals(now),
  ]
  const silent = links.filter(({ link }) => link.silentMs >= silentMs)
  const worst = silent.sort((a, b) => b.link.silentMs - a.link.silentMs)[0]
  if (worst) {
    const more = silent.length > 1 ? ` ${silent.length - 1} more are silent.` : ''
    return say(
      'warning',
      `Nothing came by ${worst.link.address} (sender ${worst.group.id}) for ${formatDuration(worst.link.silentMs)}.${more}`,
      evidence,
    )
  }
  const idle = now.bitrate === 0
  return say(
    'good',
    idle
      ? `${plural(now.groupsTotal, 'sender')} registered; no stream arrives.`
      : `${plural(now.groupsTotal, 'stream')} arrive${now.groupsTotal === 1 ? 's' : ''} by ${plural(links.length, 'link')}.`,
    evidence,
  )
}

const refusals = ({ refusedLimit, refusedFlood, refusedSource }: ReceiverSnapshot): string[] => {
  const refused = refusedLimit + refusedFlood + refusedSource
  return refused > 0 ? [`${plural(refused, 'registration')} refused since the engine started`] : []
}

/** What a bond says of itself while the engine says nothing. */
export const quietBond = (enabled: boolean): BondVerdict => ({
  level: 'good',
  text: enabled ? 'Waiting for the bonding engine.' : 'This bond is switched off.',
  evidence: [],
})
