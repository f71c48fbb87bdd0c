import { ArrowDown, ArrowUp, Copy, Send, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { TextArea } from '../../components/field.tsx'
import { formatTime } from '../../format.ts'
import { copyText } from '../../state/clipboard.ts'
import { useSlow } from '../../state/store.ts'
import { sendText } from '../../state/transfer-actions.ts'
import { canSend, type SessionView } from '../../state/transfer-view.ts'
import type { ClientText } from '../../transfer/client.ts'
import { sessionTitle } from './sentences.ts'

type Props = { session: SessionView; writing: boolean; close: () => void }

/** Texts that went over a session, and a field for the next one. */
export function Snippets({ session, writing, close }: Props) {
  const all = useSlow(({ snippets }) => snippets)
  const own = all.filter(({ sessionId }) => sessionId === session.id)
  return (
    <section
      aria-label={t('Texts with {{session}}', { session: sessionTitle(session) })}
      className="mt-3 border-t border-line px-4 pt-3"
    >
      <h4 className="mb-1.5 text-xs font-semibold">{t('Texts')}</h4>
      {own.length > 0 && (
        <ul aria-live="polite" className="flex flex-col">
          {own.map((snippet) => (
            <Snippet key={snippet.id} snippet={snippet} />
          ))}
        </ul>
      )}
      {canSend(session) && <Write session={session} focus={writing} close={close} />}
    </section>
  )
}

function Snippet({ snippet: { at, direction, text } }: { snippet: ClientText }) {
  const Icon = direction === 'sent' ? ArrowUp : ArrowDown
  return (
    <li className="flex items-start gap-2.5 py-1">
      <Icon
        role="img"
        aria-label={direction === 'sent' ? t('Sent') : t('Received')}
        className="mt-0.5 size-3.5 shrink-0 text-faint"
      />
      <time dateTime={new Date(at).toISOString()} className="num shrink-0 text-faint">
        {formatTime(at)}
      </time>
      <p className="max-h-40 min-w-0 grow overflow-y-auto break-words whitespace-pre-wrap">{text}</p>
      <IconButton
        label={t('Copy this text')}
        icon={Copy}
        className="size-6!"
        onClick={() => void copyText(text, t('Text'))}
      />
    </li>
  )
}

function Write({ session, focus, close }: { session: SessionView; focus: boolean; close: () => void }) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event?: FormEvent) => {
    event?.preventDefault()
    if (text === '' || busy) return
    setBusy(true)
    if (await sendText(session.id, text)) setText('')
    setBusy(false)
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-1.5 flex items-end gap-2">
      <TextArea
        key={String(focus)}
        autoFocus={focus}
        aria-label={t('Text for {{session}}', { session: sessionTitle(session) })}
        rows={1}
        maxLength={1_000_000}
        placeholder={t('A link, a password, a message… Enter sends it.')}
        className="max-h-40 [field-sizing:content]"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) void submit(event)
          if (event.key === 'Escape') close()
        }}
      />
      <Button icon={Send} type="submit" disabled={busy || text === ''}>
        {t('Send text')}
      </Button>
      {focus && <IconButton label={t('Close the text field')} icon={X} onClick={close} />}
    </form>
  )
}
