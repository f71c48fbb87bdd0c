import type { EventFilter } from '../../contract/events.ts'
import { t } from '../../language/t.ts'
import { attempt } from './failure.ts'
import { download } from './files.ts'
import { host } from './session.ts'
import { toast } from './ui.ts'

const types = { csv: 'text/csv', json: 'application/json', html: 'text/html' } as const

/** Hands a text that the host wrote to the browser's downloads. */
export function saveText({ text, name }: { text: string; name: string }, form: keyof typeof types): void {
  download(name, new Blob([text], { type: `${types[form]};charset=utf-8` }))
  toast({ kind: 'done', text: t('Saved as {{name}}.', { name }) })
}

/** All that are found, not only those that the page shows. */
export async function exportEvents(filter: Partial<EventFilter>, form: 'csv' | 'json'): Promise<void> {
  const file = await attempt(t('Not exported.'), () => host().exportEvents({ ...filter, form }))
  if (file) saveText(file, form)
}
