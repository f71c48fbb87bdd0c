import type { Bond, BondSnapshot } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import type { Reading } from '../../components/live-text.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatDuration, formatPart, formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { levelOf, ratio, thresholds } from '../../state/thresholds.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'

const carrying = new Set(['live', 'warming', 'degraded'])

/** The numbers of a bond at a glance. */
export function BondStats({ bond }: { bond: Bond }) {
  const of =
    <T,>(read: (now: BondSnapshot) => T, none: T) =>
    () => {
      const now = live.bonds.bond(bond.id)
      return now && now.state !== 'off' ? read(now) : none
    }
  const carriers = ({ links }: BondSnapshot) => links.filter(({ state }) => carrying.has(state))
  const used = ({ links }: BondSnapshot) => links.filter(({ state }) => state !== 'off').length
  return (
    <dl aria-label={t('Numbers')} className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name={t('Stream')}
        read={of((): string => formatRate(live.bonds.sparks.mean(bond.id)), '–')}
        note={of(({ bytes }) => t('{{bytes}} in all', { bytes: formatBytes(bytes) }), '')}
      />
      <Tile
        name={t('Links that carry')}
        read={of<string | Reading>((now) => {
          const count = carriers(now).length
          const level = count === 0 ? 'error' : count < used(now) ? 'warn' : 'ok'
          return { text: formatCount(count), level }
        }, '–')}
        note={of((now) => t('of {{number}}', { number: formatCount(used(now)) }), '')}
      />
      <Tile
        name={<Term word={t('Slowest round trip')} meaning={words.rtt} />}
        read={of<string | Reading>((now) => {
          const rtts = carriers(now).flatMap(({ rttMs }) => (rttMs > 0 ? [rttMs] : []))
          return rtts.length > 0 ? formatDuration(Math.round(Math.max(...rtts))) : '–'
        }, '–')}
        note={of((now) => {
          const rtts = carriers(now).flatMap(({ rttMs }) => (rttMs > 0 ? [rttMs] : []))
          return rtts.length > 1
            ? t('best {{time}}', { time: formatDuration(Math.round(Math.min(...rtts))) })
            : rtts.length > 0
              ? t('one link')
              : ''
        }, '')}
      />
      <Tile
        name={<Term word={t('Reported lost')} meaning={`${words.nak} ${thresholds.linkLoss.explain}`} />}
        read={of<string | Reading>(({ naks, packets }) => {
          const level = naks > 0 ? levelOf('linkLoss', ratio(naks, packets)) : 'ok'
          return { text: formatCount(naks), level }
        }, '–')}
        note={of(
          ({ naks, packets }) =>
            packets > 0 ? t('{{naks}} of sent', { naks: formatPart(ratio(naks, packets)) }) : '',
          '',
        )}
      />
      <Tile
        name={<Term word={t('Sent again')} meaning={words.retransmit} />}
        read={of(({ retransmits }) => formatCount(retransmits), '–')}
        note={of(
          ({ retransmits, packets }) =>
            packets > 0
              ? t('{{retransmits}} of sent', { retransmits: formatPart(ratio(retransmits, packets)) })
              : '',
          '',
        )}
      />
      <Tile
        name={
          <Term
            word={t('Not sent')}
            meaning={t(
              'Packets that had no link to go by, because none was up, and packets that the system did not take.',
            )}
          />
        }
        read={of<string | Reading>(({ noLink, links }) => {
          const lost = links.reduce((sum, { drops }) => sum + drops, noLink)
          return { text: formatCount(lost), level: lost > 0 ? 'warn' : 'ok' }
        }, '–')}
        note={of(
          ({ noLink }) => (noLink > 0 ? t('{{noLink}} without a link', { noLink: formatCount(noLink) }) : ''),
          '',
        )}
      />
    </dl>
  )
}
