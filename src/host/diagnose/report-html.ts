import { checkTitles, type Diagnosis } from '../../contract/diagnose.ts'
import { factsOf, figureText, marginText, planWords, stateWords } from './report-words.ts'

/** The element in which the page carries the report, for Hawser to open it again. */
export const embeddedId = 'hawser-report'

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const esc = (text: string) => text.replace(/[&<>"']/g, (one) => escapes[one]!)

/** JSON that cannot end the element that it stands in. */
const embedded = (report: Diagnosis) =>
  JSON.stringify(report).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const list = (lines: readonly string[]) =>
  lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${esc(line)}</li>`).join('')}</ul>`

/** A report as one page of HTML without scripts, pictures or anything from elsewhere; it prints well. */
export function reportHtml(report: Diagnosis): string {
  const { causes, checks, plan, state, verdict } = report
  const facts = factsOf(report).map(([name, value]) => `<div><dt>${name}</dt><dd>${esc(value)}</dd></div>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Hawser report: ${esc(verdict.slice(0, 80))}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<p class="brand">Hawser network report</p>
<h1 class="${state}">${esc(verdict)}</h1>
<dl class="facts">${facts.join('')}</dl>
</header>
${causes.length === 0 ? '' : `<section><h2>Causes, the likeliest first</h2><ol class="causes">${causes.map(causeHtml).join('')}</ol></section>`}
${plan.length === 0 ? '' : planHtml(plan)}
<section><h2>What was looked at</h2>${checks.map(checkHtml).join('')}</section>
</main>
<script type="application/json" id="${embeddedId}">${embedded(report)}</script>
</body>
</html>
`
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
:root{color-scheme:light dark;--text:light-dark(#16202a,#eef1f4);--muted:light-dark(#4c5865,#a9b4bf);--line:light-dark(#dde1e6,#333d47);--soft:light-dark(#f4f6f8,#1b232b);--page:light-dark(#fff,#12181e);--good:light-dark(#1c6b3c,#6fd193);--poor:light-dark(#8a5200,#f0b548);--bad:light-dark(#b3261e,#ff8f84)}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 3rem}
.brand,.quiet{color:var(--muted);font-size:.85rem;margin:0}
h1{font-size:1.5rem;line-height:1.3;margin:.3rem 0 1rem;padding-left:.8rem;border-left:.3rem solid var(--muted);overflow-wrap:anywhere}
h1.good{border-color:var(--good)}h1.poor{border-color:var(--poor)}h1.bad{border-color:var(--bad)}
h2{font-size:1.05rem;margin:2rem 0 .6rem}h3{font-size:1rem;margin:0 0 .3rem}
.facts{display:flex;flex-wrap:wrap;gap:.3rem 2rem;margin:0}
.facts div{display:flex;gap:.5rem}.facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}
.causes{padding-left:1.3rem}.causes>li{margin-bottom:1.2rem}
ul{margin:.2rem 0 .4rem;padding-left:1.2rem;color:var(--muted);overflow-wrap:anywhere}
.fix{margin:.4rem 0;white-space:pre-line}
pre{margin:.4rem 0;padding:.7rem .9rem;background:var(--soft);border:1px solid var(--line);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.87rem}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.figures{width:auto;font-size:.85rem;color:var(--muted);margin:.3rem 0}.figures th{font-weight:400}
.check{padding:.45rem 0;border-bottom:1px solid var(--line)}
summary{cursor:pointer}
.chip{display:inline-block;white-space:nowrap;min-width:5.2rem;text-align:center;font-size:.78rem;font-weight:600;padding:.05rem .5rem;border-radius:1rem;border:1px solid currentColor;color:var(--muted)}
.chip.good,.chip.go{color:var(--good)}.chip.poor,.chip.risk{color:var(--poor)}.chip.bad,.chip.no-go{color:var(--bad)}
@media print{body{font-size:11px}main{max-width:none;padding:0}}
`
