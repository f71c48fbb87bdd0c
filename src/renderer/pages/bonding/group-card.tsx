import type { Group, GroupLink } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { Bar } from '../../components/bar.tsx'
import { LiveText, type Reading } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { ScrollTable } from '../../components/scroll-table.tsx'
import { sentence } from '../../components/sentence.tsx'
import { Term } from '../../components/tip.tsx'
import { formatCount, formatDuration, formatPart, formatRate, formatTime } from '../../format.ts'
import type { ReceiverView } from '../../state/bond-view.ts'
import { slotLook } from '../../state/link-colours.ts'
import { live } from '../../state/live.ts'
import { cssColour } from '../../state/theme.ts'
import { levelOf } from '../../state/thresholds.ts'
import { words } from '../../words.ts'

type Props = { receiverId: string; group: ReceiverView['groups'][number] }

/** One sender at a receiver: what arrives, and by which of its links. */
export function GroupCard({ receiverId, group }: Props) {
  const now = () => live.bonds.receiver(receiverId)?.groups.find(({ id }) => id === group.id)
  const figure = (read: (now: Group) => string) => () => {
    const found = now()
    return found ? read(found) : '–'
  }
  return (
    <Card
      title={sentence('Sender {{code}}', {
        code: <code className="font-mono text-xs font-medium">{group.id}</code>,
      })}
      actions={
        <p className="num flex flex-wrap gap-x-4 text-xs text-muted">
          <span>{t('since {{since}}', { since: formatTime(group.since) })}</span>
          <LiveText className="font-medium text-text" read={figure(({ bitrate }) => formatRate(bitrate))} />
          <LiveText
            read={figure(({ missing }) => t('{{missing}} missing', { missing: formatCount(missing) }))}
          />
          <LiveText
            read={figure(({ duplicates }) =>
              t('{{duplicates}} twice', { duplicates: formatCount(duplicates) }),
            )}
          />
        </p>
      }
    >
      <ScrollTable
        className="min-w-200"
        head={
          <>
            <th className="pl-4!">{t('Link')}</th>
            <th className="w-1/5">
              <Term word={t('Share')} meaning={words.share} />
            </th>
            <th className="text-right">{t('Bitrate')}</th>
            <th className="text-right">
              <Term word={t('Jitter')} meaning={words.jitter} />
            </th>
            <th className="text-right">
              <Term word={t('Silent for')} meaning={words.silent} />
            </th>
            <th className="text-right">
              <Term word="RTT" meaning={t('{{rtt}} Told by the sender.', { rtt: words.rtt })} />
            </th>
            <th className="text-right">
              <Term
                word={t('Window')}
                meaning={t('{{window}} Told by the sender, with what is in flight.', {
                  window: words.window,
                })}
              />
            </th>
            <th className="pr-4! text-right">
              <Term word="NAKs" meaning={t('{{nak}} Told by the sender.', { nak: words.nak })} />
            </th>
          </>
        }
      >
        {group.links.map((address) => (
          <Row key={address} receiverId={receiverId} group={group} address={address} />
        ))}
      </ScrollTable>
    </Card>
  )
}

const none = { text: '–', level: 'quiet' } as const

function Row({ receiverId, group, address }: Props & { address: string }) {
  const now = () =>
    live.bonds
      .receiver(receiverId)
      ?.groups.find(({ id }) => id === group.id)
      ?.links.find((link) => link.address === address)
  const read = (of: (link: GroupLink) => string | Reading) => () => {
    const link = now()
    return link ? of(link) : none
  }
  const cell = (of: (link: GroupLink) => string | Reading) => (
    <td className="text-right">
      <LiveText read={read(of)} />
    </td>
  )
  const { colour } = slotLook(group.links.indexOf(address))
  return (
    <tr className="border-b border-line last:border-0 hover:bg-hover [&>td]:px-2 [&>td]:py-2 [&>td]:whitespace-nowrap">
      <td className="pl-4! font-medium">
        <span
          aria-hidden
          className="mr-2 inline-block h-3 w-1 rounded-full align-[-0.1rem]"
          style={{ background: cssColour(colour) }}
        />
        {address}
      </td>
      <td>
        <span className="flex items-center gap-2">
          <Bar className="grow" colour={colour} read={() => now()?.share ?? 0} />
          <LiveText className="w-10 text-right text-muted" read={read(({ share }) => formatPart(share))} />
        </span>
      </td>
      {cell(({ bitrate }) => formatRate(bitrate))}
      {cell(({ jitterMs }) => formatDuration(jitterMs))}
      {cell(({ silentMs }) =>
        silentMs < 1000
          ? { text: '–', level: 'quiet' }
          : { text: formatDuration(silentMs), level: levelOf('linkSilentMs', silentMs) },
      )}
      {cell(({ rttMs }) => (rttMs > 0 ? formatDuration(Math.round(rttMs)) : none))}
      {cell(({ window, inFlight }) =>
        window > 0
          ? t('{{window}}, {{inFlight}} in flight', {
              window: formatCount(window),
              inFlight: formatCount(inFlight),
            })
          : none,
      )}
      <td className="pr-4! text-right">
        <LiveText read={read(({ naks, window }) => (window > 0 ? formatCount(naks) : none))} />
      </td>
    </tr>
  )
}
