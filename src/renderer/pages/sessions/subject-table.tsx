import type { ReactNode } from 'react'
import type { SubjectFigures } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import { formatBytes, formatCount, formatDuration, formatPart, formatRate, formatSpan } from '../../format.ts'
import { kindLooks, pathOf } from './looks.ts'

const heads = () => [
  t('What'),
  t('Moved'),
  t('Average'),
  t('Lowest to highest minute'),
  t('Frames'),
  t('Interruptions'),
  t('Loss'),
  t('Round trip'),
]

const none = '–'

/** What each thing did that was active, the busiest first; the links of a bond beneath it. */
export function SubjectTable({ subjects }: { subjects: readonly SubjectFigures[] }) {
  const top = subjects.filter(({ kind }) => kind !== 'link')
  const rows = top.flatMap((one) => [
    one,
    ...(one.kind === 'bond' ? subjects.filter(({ kind, of }) => kind === 'link' && of === one.id) : []),
  ])
  return (
    <Card title={t('What was active')}>
      {rows.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-muted">
          {t('Nothing flowed. What moves while a session runs is counted here, minute by minute.')}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard
        <section aria-label={t('What was active')} tabIndex={0} className="overflow-x-auto pb-2">
          <table className="w-full min-w-[56rem] text-left text-sm">
            <thead>
              <tr className="text-xs text-muted">
                {heads().map((head) => (
                  <th key={head} scope="col" className="px-4 py-1.5 font-medium">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((figures) => (
                <Row key={`${figures.kind} ${figures.of} ${figures.id}`} figures={figures} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  )
}

function Row({ figures }: { figures: SubjectFigures }) {
  const { kind, name, activeMinutes, silentMinutes, interruptions, longestInterruptionMs } = figures
  const isActive = activeMinutes > 0
  const isLink = kind === 'link'
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className={`max-w-60 px-4 py-1.5 font-medium ${isLink ? 'pl-8' : ''}`}>
        <a href={pathOf(figures)} className="block truncate hover:underline" title={name}>
          {name}
        </a>
        <Note>
          {kindLooks[kind].one()}
          {silentMinutes > 0 && `, ${t('{{count}} minutes without data', { count: silentMinutes })}`}
        </Note>
      </th>
      <Cell
        note={t('{{bytes}} back', { bytes: formatBytes(isLink ? 0 : lesser(figures)) })}
        hasNote={lesser(figures) > 0}
      >
        {formatBytes(Math.max(figures.bytesDown, figures.bytesUp))}
      </Cell>
      <Cell>{isActive ? formatRate(figures.averageRate) : none}</Cell>
      <Cell>
        {isActive ? `${formatRate(figures.lowestRate)} – ${formatRate(figures.highestRate)}` : none}
      </Cell>
      <Frames figures={figures} />
      <Cell
        bad={interruptions > 0}
        note={t('the longest {{time}}', { time: formatSpan(longestInterruptionMs) })}
        hasNote={interruptions > 0}
      >
        {formatCount(interruptions)}
      </Cell>
      <Cell>{figures.loss < 0 ? none : formatPart(figures.loss)}</Cell>
      <Cell
        note={t('up to {{time}}', { time: formatDuration(Math.round(figures.highestRttMs)) })}
        hasNote={figures.averageRttMs >= 0}
      >
        {figures.averageRttMs < 0 ? none : formatDuration(Math.round(figures.averageRttMs))}
      </Cell>
    </tr>
  )
}

const lesser = ({ bytesDown, bytesUp }: SubjectFigures) => Math.min(bytesDown, bytesUp)

function Frames({ figures }: { figures: SubjectFigures }) {
  const { frames, lateFrames, missingFrames, droppedFrames } = figures
  if (frames <= 0) return <Cell>{none}</Cell>
  const gone = missingFrames + droppedFrames
  return (
    <Cell
      badNote={gone > 0}
      note={t('{{late}} late, {{gone}} missing', { late: formatCount(lateFrames), gone: formatCount(gone) })}
      hasNote
    >
      {formatCount(frames)}
    </Cell>
  )
}

const Note = ({ children, bad }: { children: ReactNode; bad?: boolean | undefined }) => (
  <span className={`block text-xs font-normal ${bad ? 'text-error' : 'text-muted'}`}>{children}</span>
)

function Cell(of: {
  children: ReactNode
  note?: string
  hasNote?: boolean
  bad?: boolean
  badNote?: boolean
}) {
  return (
    <td className="num px-4 py-1.5 whitespace-nowrap">
      <span className={of.bad ? 'font-medium text-error' : ''}>{of.children}</span>
      {of.hasNote && <Note bad={of.badNote}>{of.note}</Note>}
    </td>
  )
}
