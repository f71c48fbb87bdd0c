import { Stethoscope } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { reportLooks } from '../../components/diagnose-looks.ts'
import { Card } from '../../components/page.tsx'
import { Shape } from '../../components/state-badge.tsx'
import { formatMoment } from '../../format.ts'
import { diagnoseNow } from '../../state/diagnose-actions.ts'
import { useDiagnosis } from '../../state/diagnosis.ts'
import { paths } from '../../state/router.ts'
import { useLastDiagnosis } from '../diagnose/use-last.ts'

/** What the doctor said last, and the button. */
export function NetworkSummary() {
  useLastDiagnosis()
  const last = useDiagnosis(({ last }) => last)
  const running = useDiagnosis(({ running }) => running)
  return (
    <Card
      title={t('Network')}
      actions={
        <a href={paths.diagnose} className="text-xs font-medium text-accent hover:underline">
          {last ? t('The report') : t('Diagnose')}
        </a>
      }
    >
      <div className="flex flex-col items-start gap-3 px-4 pt-1 pb-4">
        {last ? (
          <div className="flex items-start gap-2.5">
            <Shape look={reportLooks[last.state]} className="mt-1 size-3" />
            <div className="min-w-0">
              <p className="num break-words">{last.verdict}</p>
              <p className="text-xs text-faint">{formatMoment(last.startedAt, Date.now())}</p>
            </div>
          </div>
        ) : (
          <p className="text-muted">
            {t('One button tells what is wrong with this network, and what to do.')}
          </p>
        )}
        <Button small icon={Stethoscope} disabled={running} onClick={diagnoseNow} aria-keyshortcuts="C">
          {running ? t('Looking…') : t('Diagnose now')}
        </Button>
      </div>
    </Card>
  )
}
