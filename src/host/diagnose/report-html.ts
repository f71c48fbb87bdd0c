import { checkTitles, type Diagnosis } from '../../contract/diagnose.ts'
import { escapeHtml as esc, htmlPage } from '../html-page.ts'
import { factsOf, figureText, marginText, planWords, stateWords } from './report-words.ts'

/** The element in which the page carries the report, for Hawser to open it again. */
export const embeddedId = 'hawser-report'

const list = (lines: readonly string[]) =>
  lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${esc(line)}</li>`).join('')}</ul>`

/** A report as one page of HTML without scripts, pictures or anything from elsewhere; it prints well. */
export function reportHtml(report: Diagnosis): string {
  const { causes, checks, plan, state, verdict } = report
  const facts = factsOf(report).map(([name, value]) => `<div><dt>${name}</dt><dd>${esc(value)}</dd></div>`)
  return htmlPage({
    title: `Hawser report: ${verdict.slice(0, 80)}`,
    style,
    body: `<header>
<p class="brand">Hawser network report</p>
<h1 class="${state}">${esc(verdict)}</h1>
<dl class="facts">${facts.join('')}</dl>
</header>
${causes.length === 0 ? '' : `<section><h2>Causes, the likeliest first</h2><ol class="causes">${causes.map(causeHtml).join('')}</ol></section>`}
${plan.length === 0 ? '' : planHtml(plan)}
<section><h2>What was looked at</h2>${checks.map(checkHtml).join('')}</section>`,
    data: { id: embeddedId, value: report },
  })
}

const causeHtml = ({ text, evidence, fix, command }: Diagnosis['causes'][number]) =>
  `<li><h3>${esc(text)}</h3>${list(evidence)}${fix === '' ? '' : `<p class="fix"><strong>What to do:</strong> ${esc(fix)}</p>`}${command === '' ? '' : `<pre>${esc(command)}</pre>`}</li>`

const planHtml = (plan: Diagnosis['plan']) =>
  `<section><h2>Before the session</h2><table><thead><tr><th scope="col">Verdict</th><th scope="col">What</th><th scope="col">Room</th><th scope="col">Why</th></tr></thead><tbody>${plan
    .map(
      ({ text, verdict, margin, reason }) =>
        `<tr><td><span class="chip ${verdict}">${planWords[verdict]}</span></td><td>${esc(text)}</td><td>${marginText(margin)}</td><td>${esc(reason)}</td></tr>`,
    )
    .join('')}</tbody></table></section>`

function checkHtml({ name, state, summary, evidence, figures, ms }: Diagnosis['checks'][number]): string {
  const numbers = Object.entries(figures)
  const more =
    numbers.length === 0
      ? ''
      : `<table class="figures"><tbody>${numbers.map(([of, value]) => `<tr><th scope="row">${esc(of)}</th><td>${esc(figureText(value))}</td></tr>`).join('')}</tbody></table>`
  const head = `<span class="chip ${state}">${stateWords[state]}</span> <strong>${checkTitles[name]}</strong> <span>${esc(summary)}</span>`
  return evidence.length + numbers.length === 0
    ? `<div class="check">${head}</div>`
    : `<details class="check"${state === 'bad' || state === 'poor' ? ' open' : ''}><summary>${head}</summary>${list(evidence)}${more}<p class="quiet">Took ${(ms / 1000).toFixed(1)} s</p></details>`
}

const style = `
h1.good{border-color:var(--good)}h1.poor{border-color:var(--poor)}h1.bad{border-color:var(--bad)}
.causes{padding-left:1.3rem}.causes>li{margin-bottom:1.2rem}
.fix{margin:.4rem 0;white-space:pre-line}
pre{margin:.4rem 0;padding:.7rem .9rem;background:var(--soft);border:1px solid var(--line);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.87rem}
.figures{width:auto;font-size:.85rem;color:var(--muted);margin:.3rem 0}.figures th{font-weight:400}
.check{padding:.45rem 0;border-bottom:1px solid var(--line)}
summary{cursor:pointer}
.chip.good,.chip.go{color:var(--good)}.chip.poor,.chip.risk{color:var(--poor)}.chip.bad,.chip.no-go{color:var(--bad)}
`
