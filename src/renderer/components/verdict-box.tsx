import { CircleCheck, CircleX, Hourglass, TriangleAlert } from 'lucide-react'
import { t } from '../../language/t.ts'

const levels = {
  good: { icon: CircleCheck, colour: 'text-ok', soft: 'bg-raised' },
  warning: { icon: TriangleAlert, colour: 'text-warn', soft: 'bg-warn-soft' },
  bad: { icon: CircleX, colour: 'text-error', soft: 'bg-error-soft' },
  quiet: { icon: Hourglass, colour: 'text-faint', soft: 'bg-raised' },
} as const

/** More is told by what stands beneath. */
const evidenceShown = 6

type Props = {
  level: keyof typeof levels
  /** Said first, such as the side on which a fault lies. */
  lead?: string
  text: string
  evidence: readonly string[]
  className?: string
}

/** What is happening, in a sentence, and what was measured. */
export function VerdictBox({ level, lead, text, evidence, className = '' }: Props) {
  const { icon: Icon, colour, soft } = levels[level]
  return (
    <div className={`rounded-lg px-3.5 py-2.5 ${soft} ${className}`}>
      <p role="status" aria-live="off" className="flex items-start gap-2.5 text-base">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colour}`} />
        <span className="num min-w-0">
          {lead && <strong className={`mr-1.5 font-semibold ${colour}`}>{lead}:</strong>}
          {text}
        </span>
      </p>
      {evidence.length > 0 && (
        <ul className="num mt-1 ml-6.5 flex flex-wrap gap-x-5 text-xs text-muted">
          {evidence.slice(0, evidenceShown).map((line, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the numbers in a line change, its place does not
            <li key={n} className="list-['–__'] marker:text-faint">
              {line}
            </li>
          ))}
          {evidence.length > evidenceShown && (
            <li>{t('and {{evidence}} more', { evidence: evidence.length - evidenceShown })}</li>
          )}
        </ul>
      )}
    </div>
  )
}
