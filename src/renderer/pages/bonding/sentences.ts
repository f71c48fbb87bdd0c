import type { BondVerdict, Impairment, Receiver, ReceiverSnapshot } from '../../../contract/bond.ts'
import type { Endpoint } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { formatDuration, formatEndpoint, formatRate } from '../../format.ts'

const everywhere = new Set(['0.0.0.0', '::'])

/** What is entered in the camera or encoder that sends to a bond. */
export function callerUrl({ host, port }: Endpoint): string {
  return `srt://${formatEndpoint({ host: everywhere.has(host) ? 'THIS-MACHINE' : host, port })}`
}

/** What a test does to a link, in words: `50 % loss, 200 ms more each way`. */
export function impairmentText({ cut, loss, delayMs, rate }: Impairment): string {
  if (cut) return t('cut: nothing passes')
  const parts = [
    ...(loss > 0 ? [t('{{loss}} % loss', { loss: Math.round(loss * 100) })] : []),
    ...(delayMs > 0 ? [t('{{delayMs}} more each way', { delayMs: formatDuration(delayMs) })] : []),
    ...(rate > 0 ? [t('at most {{rate}}', { rate: formatRate(rate) })] : []),
  ]
  return parts.join(', ') || t('nothing is changed')
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
  if (!enabled) return say('good', t('This receiver is switched off.'))
  if (now === undefined) return say('good', t('Waiting for the bonding engine.'))
  if (now.state === 'failed') return say('bad', now.problem || t('The receiver cannot listen.'))
  if (now.state === 'starting') return say('good', t('Starting.'))
  if (now.groups.length === 0)
    return say(
      'good',
      t('Listening on {{listen}}. No sender is there at the moment.', { listen: formatEndpoint(listen) }),
      refusals(now),
    )
  const links = now.groups.flatMap((group) => group.links.map((link) => ({ group, link })))
  const evidence = [
    t('{{senders}}, {{links}}, {{bitrate}} to {{target}}', {
      senders: t('{{count}} senders', { count: now.groupsTotal }),
      links: t('{{count}} links', { count: links.length }),
      bitrate: formatRate(now.bitrate),
      target: formatEndpoint(target),
    }),
    ...refusals(now),
  ]
  const silent = links.filter(({ link }) => link.silentMs >= silentMs)
  const worst = silent.sort((a, b) => b.link.silentMs - a.link.silentMs)[0]
  if (worst) {
    const more =
      silent.length > 1 ? ` ${t('{{silent}} more are silent.', { silent: silent.length - 1 })}` : ''
    return say(
      'warning',
      t('Nothing came by {{address}} (sender {{id}}) for {{silentMs}}.{{more}}', {
        address: worst.link.address,
        id: worst.group.id,
        silentMs: formatDuration(worst.link.silentMs),
        more,
      }),
      evidence,
    )
  }
  const idle = now.bitrate === 0
  return say(
    'good',
    idle
      ? t('{{count}} senders registered; no stream arrives.', { count: now.groupsTotal })
      : t('{{count}} streams arrive by {{links}}.', {
          count: now.groupsTotal,
          links: t('{{count}} links', { count: links.length }),
        }),
    evidence,
  )
}

const refusals = ({ refusedLimit, refusedFlood, refusedSource }: ReceiverSnapshot): string[] => {
  const refused = refusedLimit + refusedFlood + refusedSource
  return refused > 0
    ? [t('{{count}} registrations refused since the engine started', { count: refused })]
    : []
}

/** What a bond says of itself while the engine says nothing. */
export const quietBond = (enabled: boolean): BondVerdict => ({
  level: 'good',
  text: enabled ? t('Waiting for the bonding engine.') : t('This bond is switched off.'),
  evidence: [],
})
