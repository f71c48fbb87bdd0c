import { type Diagnosis, diagnosisSchema } from '../../contract/diagnose.ts'
import { Fault } from '../../wire/fault.ts'
import { embeddedId } from './report-html.ts'

const opening = `<script type="application/json" id="${embeddedId}">`

/** Reads a report that was saved as JSON or as HTML. Throws a fault of code `report-invalid` that says why it is none. */
export function readReport(text: string): Diagnosis {
  const checked = diagnosisSchema.safeParse(parse(jsonIn(text)))
  if (checked.success) return checked.data
  const { path = [], message = '' } = checked.error.issues[0] ?? {}
  if (path[0] === 'hawserReport')
    throw new Fault('report-invalid', 'This file is no report of Hawser, or one of a newer version.')
  throw new Fault(
    'report-invalid',
    `This report is damaged: ${path.map(String).join('.') || 'the whole'}: ${message}`,
  )
}

/** The report that a page carries; the whole of any other text. */
function jsonIn(text: string): string {
  const start = text.indexOf(opening)
  if (start < 0) return text
  const end = text.indexOf('</script>', start)
  return text.slice(start + opening.length, end < 0 ? undefined : end)
}

function parse(json: string): unknown {
  try {
    // Files that Windows has saved may begin with a byte order mark.
    return JSON.parse(json.replace(/^\uFEFF/, ''))
  } catch {
    throw new Fault(
      'report-invalid',
      'This file is no report of Hawser: open the JSON or HTML that it saved.',
    )
  }
}
