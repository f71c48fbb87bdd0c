import { Copy } from 'lucide-react'
import type { Cause } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { copyText } from '../../state/clipboard.ts'

/** What is wrong, the likeliest first: the evidence and the way out. */
export function Causes({ causes }: { causes: readonly Cause[] }) {
  if (causes.length === 0) return null
  return (
    <Card title={causes.length === 1 ? t('The cause') : t('Causes, the likeliest first')}>
      <ol className="flex flex-col px-4 pb-3">
        {causes.map((cause, n) => (
          <CauseItem key={`${cause.code} ${cause.text}`} cause={cause} place={n + 1} />
        ))}
      </ol>
    </Card>
  )
}

function CauseItem({
  cause: { code, text, evidence, fix, command },
  place,
}: {
  cause: Cause
  place: number
}) {
  return (
    <li
      className="grid grid-cols-[1.75rem_minmax(0,1fr)] border-t border-line py-3 first:border-t-0"
      data-cause={code}
    >
      <span aria-hidden className="num font-semibold text-faint">
        {place}
      </span>
      <div className="min-w-0">
        <h3 className="num text-base font-semibold break-words">{text}</h3>
        {evidence.length > 0 && (
          <ul className="num mt-1 text-muted">
            {evidence.map((line) => (
              <li key={line} className="ml-4 list-['–__'] break-words marker:text-faint">
                {line}
              </li>
            ))}
          </ul>
        )}
        {fix !== '' && (
          <p className="num mt-2 whitespace-pre-line break-words">
            <strong className="font-semibold">{t('What to do:')}</strong> {fix}
          </p>
        )}
        {command !== '' && (
          <div className="mt-2 flex items-start gap-2 rounded-md border border-line bg-raised py-1.5 pr-1.5 pl-3">
            <pre className="min-w-0 grow self-center font-mono text-xs break-words whitespace-pre-wrap">
              {command}
            </pre>
            <Button
              small
              icon={Copy}
              aria-label={t('Copy: {{command}}', { command })}
              onClick={() => void copyText(command, command.includes('\n') ? t('Commands') : t('Command'))}
            >
              {t('Copy')}
            </Button>
          </div>
        )}
      </div>
    </li>
  )
}
