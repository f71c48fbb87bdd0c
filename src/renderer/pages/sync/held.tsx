import { useState } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { Term } from '../../components/tip.tsx'
import { live } from '../../state/live.ts'
import { useCalm } from '../../state/use-calm.ts'
import { words } from '../../words.ts'
import { FileName } from './file-name.tsx'

const shownAtFirst = 5

/** What cannot be brought in place at the moment, and why. */
export function Held({ folderId, total }: { folderId: string; total: number }) {
  const held = useCalm(() => live.sync.folder(folderId)?.held ?? [])
  const [all, setAll] = useState(false)
  const shown = all ? held : held.slice(0, shownAtFirst)
  return (
    <Card title={<Term word={t('Held back ({{total}})', { total })} meaning={words.held} />}>
      <ul aria-label={t('Held back')} className="pb-2">
        {shown.map(({ path, code, text }) => (
          <li key={path} className="border-b border-line px-4 py-2 last:border-0">
            <FileName path={path} className="font-medium" />
            <p className="mt-0.5 text-xs text-muted">
              {text} <code className="font-mono text-2xs whitespace-nowrap text-faint">{code}</code>
            </p>
          </li>
        ))}
      </ul>
      {total > shown.length && (
        <p className="px-4 pb-3 text-xs text-faint">
          {all || held.length <= shownAtFirst ? (
            t('and {{count}} more files', { count: total - shown.length })
          ) : (
            <Button small onClick={() => setAll(true)}>
              {t('Show {{count}} more files', { count: held.length - shownAtFirst })}
            </Button>
          )}
        </p>
      )}
    </Card>
  )
}
