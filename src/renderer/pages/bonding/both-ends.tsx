import type { Bond, FarLink, LinkSnapshot } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { LiveText, type Reading } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { ScrollRow, ScrollTable } from '../../components/scroll-table.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatDuration, formatPart, formatRate } from '../../format.ts'
import { type LinkView, linkName } from '../../state/bond-view.ts'
import { live } from '../../state/live.ts'
import { levelOf, ratio } from '../../state/thresholds.ts'
import { words } from '../../words.ts'

/** What was sent here beside what arrived there, link by link. Only a Hawser at the other end tells. */
export function BothEnds({ bond, links }: { bond: Bond; links: readonly LinkView[] }) {
  return (
    <Card
      title={t('Both ends')}
      actions={
        <span className="text-xs text-muted">{t('The receiver is a Hawser, so it tells what arrives.')}</span>
      }
    >
      <ScrollTable
        className="min-w-180"
        head={
          <>
            <th className="pl-4!">{t('Link')}</th>
            <th className="text-right">{t('Sent here')}</th>
            <th className="text-right">{t('Arrived there')}</th>
            <th className="text-right">
              <Term
                word={t('Difference')}
                meaning={t('Packets sent that have not arrived: lost, or still on their way.')}
              />
            </th>
            <th className="text-right">{t('Rate here')}</th>
            <th className="text-right">{t('Rate there')}</th>
            <th className="pr-4! text-right">
              <Term word={t('Jitter there')} meaning={words.jitter} />
            </th>
          </>
        }
      >
        {links.map((link) => (
          <Row key={link.id} bondId={bond.id} link={link} />
        ))}
      </ScrollTable>
    </Card>
  )
}

const none = { text: '–', level: 'quiet' } as const

function Row({ bondId, link }: { bondId: string; link: LinkView }) {
  const both = (read: (here: LinkSnapshot, there: FarLink) => string | Reading) => () => {
    const here = live.bonds.link(bondId, link.id)
    return here?.far ? read(here, here.far) : none
  }
  const cell = (read: () => string | Reading) => (
    <td className="text-right">
      <LiveText read={read} />
    </td>
  )
  return (
    <ScrollRow>
      <td className="pl-4! font-medium">{linkName(link)}</td>
      {cell(both(({ packets, bytes }) => `${formatCount(packets)} (${formatBytes(bytes)})`))}
      {cell(both((_, { packets, bytes }) => `${formatCount(packets)} (${formatBytes(bytes)})`))}
      {cell(
        both(({ packets }, there) => {
          const gone = Math.max(0, packets - there.packets)
          const part = ratio(gone, packets)
          return { text: `${formatCount(gone)} (${formatPart(part)})`, level: levelOf('linkLoss', part) }
        }),
      )}
      {cell(both(({ bitrate }) => formatRate(bitrate)))}
      {cell(both((_, { bitrate }) => formatRate(bitrate)))}
      <td className="pr-4! text-right">
        <LiveText read={both((_, { jitterMs }) => formatDuration(jitterMs))} />
      </td>
    </ScrollRow>
  )
}
