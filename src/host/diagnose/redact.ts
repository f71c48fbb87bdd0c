import type { Diagnosis } from '../../contract/diagnose.ts'
import { HiddenAddresses } from './hidden-addresses.ts'
import { withoutSecrets } from './secrets.ts'

export interface Redaction {
  /** Secrets that are known, such as those in the settings. */
  known?: readonly string[]
  /** Whether addresses and names of machines stay. */
  addresses: boolean
}

/** What would steer a terminal or turn a line round: everything in a report may come from servers and files. */
const unprintable = /(?![\n\t])\p{C}/gu

/** A text without what is secret or deceives; `known` as in `Redaction`. */
export const cleanText = (text: string, known: readonly string[]): string =>
  withoutSecrets(text.replace(unprintable, ''), known)

/** A report without what is secret; every text in it is looked through, names of figures too. */
export function redactReport(report: Diagnosis, { known = [], addresses }: Redaction): Diagnosis {
  const hidden = addresses ? undefined : new HiddenAddresses(namesIn(report))
  const clean = (text: string) => {
    const safe = cleanText(text, known)
    return hidden?.hide(safe) ?? safe
  }
  const lines = (texts: readonly string[]) => texts.map(clean)
  return {
    ...report,
    version: clean(report.version),
    platform: clean(report.platform),
    target: clean(report.target),
    peer: clean(report.peer),
    verdict: clean(report.verdict),
    causes: report.causes.map((cause) => ({
      ...cause,
      text: clean(cause.text),
      evidence: lines(cause.evidence),
      fix: clean(cause.fix),
      command: clean(cause.command),
    })),
    checks: report.checks.map((check) => ({
      ...check,
      summary: clean(check.summary),
      evidence: lines(check.evidence),
      figures: Object.fromEntries(
        Object.entries(check.figures).map(([name, value]) => [
          clean(name),
          Array.isArray(value)
            ? value.map((one) => cleanFigure(name, one, clean))
            : typeof value === 'string'
              ? cleanFigure(name, value, clean)
              : value,
        ]),
      ),
    })),
    plan: report.plan.map((line) => ({ ...line, text: clean(line.text), reason: clean(line.reason) })),
  }
}

/** A figure whose name says that it is secret, such as `{ password: 'x' }`, is looked at together with its name. */
function cleanFigure(name: string, value: string, clean: (text: string) => string): string {
  const together = clean(`${name}=${value}`)
  const prefix = `${clean(name)}=`
  return together.startsWith(prefix) ? together.slice(prefix.length) : clean(value)
}

/** The host of the target as it was typed, and the other device. */
function namesIn({ target, peer }: Diagnosis): string[] {
  const host = target.replace(/:\d+$/, '').replace(/^\[|]$/g, '')
  // Addresses are found by their shape.
  return [...(/[g-z]/i.test(host) ? [host] : []), ...(peer === '' ? [] : [peer])]
}
