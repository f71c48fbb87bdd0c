import type { Endpoint } from '../../contract/rule.ts'
import { t } from '../../language/t.ts'
import { formatEndpoint, formatInstant } from '../format.ts'
import { parseForm } from '../pages/diagnose/form.ts'
import { changeForm, diagnosis, setDiagnosis } from './diagnosis.ts'
import { attempt, failureText } from './failure.ts'
import { download, pickText } from './files.ts'
import { go, paths } from './router.ts'
import { host } from './session.ts'
import { setUi, toast } from './ui.ts'

let run: AbortController | undefined

/** Begins with what the form says, also on other pages; one run at a time. */
export async function startDiagnosis(): Promise<void> {
  const { input } = parseForm(diagnosis().form)
  if (input === undefined || run !== undefined) return
  const own = new AbortController()
  run = own
  setDiagnosis({ running: true, problem: '' })
  try {
    for await (const report of host().diagnose(input, own.signal)) {
      setDiagnosis({ shown: { report, source: { is: 'run' } } })
      if (report.state !== 'running') setDiagnosis({ last: report })
    }
  } catch (error) {
    if (!own.signal.aborted) setDiagnosis({ problem: failureText(error) })
  } finally {
    run = undefined
    setDiagnosis({ running: false })
    const { shown } = diagnosis()
    // What is half looked at is no report.
    if (shown?.report.state === 'running' && own.signal.aborted) showLast()
  }
}

export const stopDiagnosis = () => run?.abort()

/** One click, from anywhere: the page opens, and it begins. */
export function diagnoseNow(): void {
  changeForm({ planned: false })
  go(paths.diagnose)
  void startDiagnosis()
}

/** Looks at the way to one target. */
export function diagnoseTarget(target: Endpoint): void {
  changeForm({ target: formatEndpoint(target), planned: false })
  go(paths.diagnose)
  void startDiagnosis()
}

/** The page, ready to say what is planned. */
export function planSession(): void {
  changeForm({ planned: true })
  go(paths.diagnose)
}

function showLast(): void {
  const { last } = diagnosis()
  setDiagnosis({ shown: last && { report: last, source: { is: 'last' } } })
}

/** The newest report that the host has, shown unless something else is. */
export async function loadLast(): Promise<void> {
  const { report } = await host()
    .lastDiagnosis(undefined)
    .catch(() => ({ report: null }))
  if (report === null) return
  const { shown, running } = diagnosis()
  setDiagnosis({ last: report })
  if (!running && (shown === undefined || shown.source.is === 'last')) showLast()
}

/** Asks for a report that was saved, and shows it. */
export async function openReport(): Promise<void> {
  const file = await pickText('.hawser-report,.json,.html,application/json,text/html')
  if (file) await showReport(file)
}

export async function showReport({ name, text }: { name: string; text: string }): Promise<void> {
  const report = await attempt(t('Not opened.'), () => host().readDiagnosis({ text }))
  if (report === undefined) return
  stopDiagnosis()
  setDiagnosis({ shown: { report, source: { is: 'file', name } }, problem: '' })
  go(paths.diagnose)
}

/** Shows a report that the host has kept. */
export async function openKeptDiagnosis(startedAt: number): Promise<void> {
  const found = await attempt(t('Not opened.'), () => host().keptDiagnosis({ startedAt }))
  if (found === undefined) return
  const name = formatInstant(startedAt)
  if (found.report === null)
    return toast({ kind: 'error', text: t('That report is not kept any more: the last 100 are.') })
  stopDiagnosis()
  setDiagnosis({ shown: { report: found.report, source: { is: 'file', name } }, problem: '' })
  go(paths.diagnose)
}

/** Back from a saved report to this machine's own. */
export const closeReport = showLast

export async function saveReport(form: 'json' | 'html' | 'text', addresses: boolean): Promise<void> {
  const { shown } = diagnosis()
  if (shown === undefined) return
  const file = await attempt(t('Not saved.'), () =>
    host().diagnosisText({ report: shown.report, form, addresses }),
  )
  if (file === undefined) return
  const types = { json: 'application/json', html: 'text/html', text: 'text/plain' }
  download(file.name, new Blob([file.text], { type: `${types[form]};charset=utf-8` }))
  toast({ kind: 'done', text: t('Saved as {{name}}.', { name: file.name }) })
}

export const editDiagnose = () => setUi({ editor: { kind: 'diagnose', mode: 'edit', id: 'diagnose' } })
