import type { Endpoint } from '../../contract/rule.ts'
import type { TransferRecord } from '../../contract/transfer.ts'
import { t } from '../../language/t.ts'
import type { Picked, Target } from '../transfer/client.ts'
import { attempt, failureText, tellFailure } from './failure.ts'
import { pickedOfDrop, pickFiles, readSizes } from './picking.ts'
import { go, paths } from './router.ts'
import { host } from './session.ts'
import { transfers } from './transfer-client.ts'
import { allowNotifications } from './transfer-notices.ts'
import { clearStage, setStage, stage, stageFiles, stageText } from './transfer-stage.ts'
import { setUi, toast } from './ui.ts'

/** Shows the page, with the field for a code ready to be typed into. */
export function enterCode(): void {
  go(paths.transfer)
  setTimeout(() => document.querySelector<HTMLElement>('[data-field=code]')?.focus(), 60)
}

export async function choose(what: 'files' | 'folder'): Promise<void> {
  const picked = await pickFiles(what)
  if (picked.length === 0) return
  await stageRead(t('Not chosen.'), picked)
}

/** Files for a paired device. */
export async function sendTo(peerId: string): Promise<void> {
  await choose('files')
  if (stage().picked.length > 0) setStage({ peerId })
}

/** To be called while the drop is handled. */
export async function takeDrop(data: DataTransfer): Promise<void> {
  await stageRead(t('Not taken.'), pickedOfDrop(data))
}

/** Shows meanwhile that what is in the folders is being read. */
async function stageRead(failure: string, found: Picked[] | Promise<Picked[]>): Promise<void> {
  go(paths.transfer)
  setStage({ reading: true })
  try {
    const picked = await found
    await readSizes(picked)
    stageFiles(picked)
  } catch (error) {
    tellFailure(failure, error)
  } finally {
    setStage({ reading: false })
  }
}

/** What is on the clipboard is to be sent. */
export async function takePaste(data: DataTransfer): Promise<void> {
  const text = data.getData('text/plain')
  if (data.files.length > 0) return takeDrop(data)
  if (text !== '') stageText(text)
}

/** Sends what is staged; true once it is on its way or waits for somebody. */
export async function sendStaged(to: Target): Promise<boolean> {
  const { picked, text, hasText } = stage()
  allowNotifications()
  const id = await attempt(t('Not sent.'), () =>
    hasText && text !== '' ? transfers().send(to, picked, text) : transfers().send(to, picked),
  )
  if (id === undefined) return false
  clearStage()
  return true
}

/** With a code or link; what is wrong with it, where that can be told at once. */
export async function join(code: string, at: Endpoint | undefined): Promise<string | undefined> {
  allowNotifications()
  try {
    await (at ? transfers().join(code, at) : transfers().join(code))
  } catch (error) {
    return failureText(error)
  }
}
/** An offer that somebody gave to this side as a text; what is wrong with it. */
export async function takeOffer(text: string): Promise<string | undefined> {
  allowNotifications()
  try {
    await transfers().pasteOffer(text.trim())
  } catch (error) {
    return failureText(error)
  }
}
export async function takeAnswer(sessionId: string, text: string): Promise<string | undefined> {
  try {
    await transfers().pasteAnswer(sessionId, text.trim())
  } catch (error) {
    return failureText(error)
  }
}

export const accept = (sessionId: string, offerId: string, folder: string) =>
  attempt(t('Not accepted.'), async () => {
    await (folder === ''
      ? transfers().accept(sessionId, offerId)
      : transfers().accept(sessionId, offerId, folder))
    return true
  })
export const decline = (sessionId: string, offerId: string) => transfers().decline(sessionId, offerId)

export const sendText = (sessionId: string, text: string) =>
  attempt(t('Not sent.'), async () => {
    await transfers().sendText(sessionId, text)
    return true
  })

const testBytes = 500_000_000
export const testSpeed = (sessionId: string) =>
  attempt(t('Not tested.'), () => transfers().test(sessionId, testBytes))

/** Over a session that is open; what has arrived before does not travel again. */
export const sendOnceMore = (sessionId: string, files: readonly Picked[]) =>
  attempt(t('Not sent.'), () => transfers().send({ by: 'session', id: sessionId }, files))

/** The same files once more, or the question for them where this window does not have them any more. */
export async function sendAgain({ id, name, peerId }: TransferRecord): Promise<void> {
  const picked = transfers().picked(id)
  go(paths.transfer)
  if (picked) {
    clearStage()
    stageFiles(picked)
    setStage({ peerId })
    return
  }
  toast({
    kind: 'done',
    text: t(
      'This window does not have "{{name}}" any more, because it was opened anew. Choose the files again.',
      { name },
    ),
    undo: { label: t('Choose files'), run: () => void choose('files').then(() => setStage({ peerId })) },
  })
}

export const showFolder = ({ id }: TransferRecord) =>
  attempt(t('Not shown.'), async () => {
    const { shown } = await host().showTransfer({ id })
    if (!shown) toast({ kind: 'error', text: t('The folder is not there any more.') })
  })

export async function forget(records: readonly TransferRecord[]): Promise<void> {
  const done = await attempt(t('Not forgotten.'), async () => {
    await host().forgetTransfers({ ids: records.map(({ id }) => id) })
    return true
  })
  if (!done) return
  const what =
    records.length === 1 ? `"${records[0]!.name}"` : t('{{count}} transfers', { count: records.length })
  toast({
    kind: 'done',
    text: t('Forgotten: {{what}}. The files stay where they are.', { what }),
    undo: {
      label: t('Undo'),
      run: () =>
        void attempt(t('Not undone.'), async () => {
          for (const record of records) await host().recordTransfer(record)
        }),
    },
  })
}

export const editTransfer = () => setUi({ editor: { kind: 'transfer', mode: 'edit', id: 'transfer' } })
