import { open } from 'node:fs/promises'
import { basename, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Opened, reportLimit } from '../contract/shell.ts'
import { t } from '../language/t.ts'
import { Fault } from '../wire/fault.ts'

export const reportExtension = '.hawser-report'

/** The path of a saved report that an argument names; undefined for anything else. File managers of Linux name files by `file:` addresses. */
export function reportPath(argument: string, folder: string): string | undefined {
  if (argument.startsWith('-') || argument.includes('\0')) return undefined
  const path = argument.startsWith('file:') ? pathOf(argument) : argument
  if (path === undefined || !path.toLowerCase().endsWith(reportExtension)) return undefined
  return isAbsolute(path) ? path : resolve(folder, path)
}

function pathOf(address: string): string | undefined {
  try {
    return fileURLToPath(address)
  } catch {
    return undefined
  }
}

/** The text of a saved report; whether it is one, the host says. Throws a fault of code `report-invalid`. */
export async function readReport(path: string): Promise<Opened> {
  const name = basename(path).slice(-255)
  await using file = await open(path, 'r').catch((error: Error) => {
    throw new Fault(
      'report-invalid',
      t('{{name}} cannot be read: {{problem}}', { name, problem: error.message }),
    )
  })
  const facts = await file.stat()
  if (!facts.isFile() || facts.size > reportLimit)
    throw new Fault('report-invalid', t('{{name}} is not a saved report of Hawser.', { name }))
  return { kind: 'report', name, text: await file.readFile('utf8') }
}
