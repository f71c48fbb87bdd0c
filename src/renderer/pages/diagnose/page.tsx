import { FileUp, Share2, SlidersHorizontal, X } from 'lucide-react'
import { useEffect } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Page } from '../../components/page.tsx'
import { sentence } from '../../components/sentence.tsx'
import { closeReport, editDiagnose, openReport, startDiagnosis } from '../../state/diagnose-actions.ts'
import { setDiagnosis, useDiagnosis } from '../../state/diagnosis.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { Causes } from './causes.tsx'
import { Checks } from './checks.tsx'
import { HowItWorks } from './empty.tsx'
import { PlanList } from './plan-list.tsx'
import { RunCard } from './run-card.tsx'
import { ShareDialog } from './share-dialog.tsx'
import { useLastDiagnosis } from './use-last.ts'
import { Verdict } from './verdict.tsx'
import { WhileRunning } from './while-running.tsx'

/** One button, and what is wrong with this network: the verdict first. `start`: it was pressed elsewhere. */
export function DiagnosePage({ start }: { start: boolean }) {
  useLastDiagnosis()
  const { shown, sharing, problem } = useDiagnosis()
  const connected = useSlow(({ link }) => link.is === 'open')
  useEffect(() => {
    if (!start || !connected) return
    // Going back in the history must not begin anew.
    history.replaceState(null, '', paths.diagnose)
    dispatchEvent(new HashChangeEvent('hashchange'))
    void startDiagnosis()
  }, [start, connected])
  const report = shown?.report
  const done = report !== undefined && report.state !== 'running'
  return (
    <Page
      help="diagnose"
      title={t('Diagnose')}
      actions={
        <>
          <Button icon={FileUp} onClick={() => void openReport()}>
            {t('Open a report')}
          </Button>
          {done && (
            <Button icon={Share2} onClick={() => setDiagnosis({ sharing: true })}>
              {t('Share', { context: 'verb' })}
            </Button>
          )}
          <Button icon={SlidersHorizontal} onClick={editDiagnose}>
            {t('Settings')}
          </Button>
        </>
      }
    >
      <div className="@container mx-auto flex max-w-[76rem] flex-col gap-4">
        {shown?.source.is === 'file' && <FileStrip name={shown.source.name} />}
        <RunCard />
        <WhileRunning />
        {problem !== '' && (
          <p role="alert" className="rounded-lg bg-error-soft px-3.5 py-2.5 text-error">
            {problem}
          </p>
        )}
        {report && shown ? (
          <>
            <Verdict report={report} source={shown.source} />
            <PlanList lines={report.plan} />
            <Causes causes={report.causes} />
            <Checks checks={report.checks} />
          </>
        ) : (
          <HowItWorks />
        )}
      </div>
      {sharing && report && <ShareDialog report={report} close={() => setDiagnosis({ sharing: false })} />}
    </Page>
  )
}

/** A report from elsewhere must not be taken for one of this machine. */
const FileStrip = ({ name }: { name: string }) => (
  <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-accent-soft px-3.5 py-2">
    <span className="min-w-0">
      {sentence('You look at a saved report: {{strong}}. It tells of the machine on which it was made.', {
        strong: <strong className="font-semibold break-all">{name}</strong>,
      })}
    </span>
    <Button small icon={X} className="ml-auto" onClick={closeReport}>
      {t('Close it')}
    </Button>
  </div>
)
