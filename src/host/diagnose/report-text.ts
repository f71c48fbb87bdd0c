import { checkTitles, type Diagnosis } from '../../contract/diagnose.ts'
import { factsOf, marginText, planWords, stateWords } from './report-words.ts'

const indent = (text: string, by: string) => text.replaceAll('\n', `\n${by}`)

/** A report as plain text, to be pasted into a mail: the verdict first. */
export function reportText(report: Diagnosis): string {
  const { causes, checks, plan, verdict } = report
  const facts = factsOf(report).map(([name, value]) => `${name}: ${value}`)
  const parts = [
    verdict,
    facts.join('\n'),
    ...(causes.length > 0 ? [causes.map(causeText).join('\n\n')] : []),
    ...(plan.length > 0 ? [['Plan:', ...plan.map(planText)].join('\n')] : []),
    ['Checks:', ...checks.map(checkText)].join('\n'),
  ]
  return `${parts.join('\n\n')}\n`
}

function causeText({ text, evidence, fix, command }: Diagnosis['causes'][number], n: number): string {
  return [
    `${n + 1}. ${text}`,
    ...evidence.map((line) => `   - ${line}`),
    ...(fix === '' ? [] : [`   What to do: ${indent(fix, '   ')}`]),
    ...(command === '' ? [] : [`     ${indent(command, '     ')}`]),
  ].join('\n')
}

function planText({ text, verdict, margin, reason }: Diagnosis['plan'][number]): string {
  const room = marginText(margin)
  return `  ${planWords[verdict].toUpperCase().padEnd(10)} ${text}${room && ` (${room})`}${reason && `: ${reason}`}`
}

function checkText({ name, state, summary, evidence }: Diagnosis['checks'][number]): string {
  return [
    `  ${stateWords[state].padEnd(10)} ${checkTitles[name]}${summary && `: ${summary}`}`,
    ...evidence.map((line) => `               ${line}`),
  ].join('\n')
}
