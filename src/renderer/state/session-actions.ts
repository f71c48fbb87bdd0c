import { create } from 'zustand'
import type { Session, SessionForm } from '../../contract/sessions.ts'
import { t } from '../../language/t.ts'
import { saveText } from './event-actions.ts'
import { attempt } from './failure.ts'
import { go, paths } from './router.ts'
import { host } from './session.ts'
import { toast } from './ui.ts'

/** What is asked of a session in its dialog: its name before it begins, its times, or what is to change. */
export type SessionQuestion =
  | { ask: 'start' }
  /** ms since the Unix epoch */
  | { ask: 'range'; from: number; to: number }
  | { ask: 'change'; session: Session }

export const useSessionQuestion = create<{ question: SessionQuestion | undefined }>(() => ({
  question: undefined,
}))
const ask = (question: SessionQuestion | undefined) => useSessionQuestion.setState({ question })

export const startSession = () => ask({ ask: 'start' })
const lastHourMs = 3_600_000
/** Without times, of the last hour. */
export const sessionOfRange = (from = Date.now() - lastHourMs, to = Date.now()) =>
  ask({ ask: 'range', from, to })
export const changeSession = (session: Session) => ask({ ask: 'change', session })
export const closeSessionQuestion = () => ask(undefined)

export async function endSession({ id, name }: Session): Promise<void> {
  const session = await attempt(t('Not ended.'), () => host().endSession({ id }))
  if (session === undefined) return
  toast({
    kind: 'done',
    text: t('"{{name}}" has ended.', { name }),
    undo: {
      label: t('Undo'),
      run: () => void attempt(t('Not undone.'), () => host().changeSession({ id, change: { endedAt: 0 } })),
    },
  })
}

export async function removeSession({ id, name }: Session): Promise<void> {
  const done = await attempt(t('Not deleted.'), async () => {
    await host().removeSession({ id })
    return true
  })
  if (!done) return
  go(paths.sessions)
  toast({
    kind: 'done',
    text: t('Deleted {{what}}.', { what: `"${name}"` }),
    undo: {
      label: t('Undo'),
      run: () => void attempt(t('Not undone.'), () => host().restoreSession({ id })),
    },
  })
}

export async function exportSession({ id }: Session, form: SessionForm, addresses: boolean): Promise<void> {
  const file = await attempt(t('Not exported.'), () => host().exportSession({ id, form, addresses }))
  if (file) saveText(file, form)
}
