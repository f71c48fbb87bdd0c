import { ShieldCheck, ShieldOff } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Tip } from '../../components/tip.tsx'
import { transfers } from '../../state/transfer-client.ts'
import type { SessionView } from '../../state/transfer-view.ts'
import { toast } from '../../state/ui.ts'
import { confirmWords, useAreCompared } from '../../state/words-compared.ts'
import { wordList } from './sentences.ts'

export const wordsMeaning = () =>
  t(
    'Both screens show these words. If they differ, somebody sits in between: end the session and send nothing.',
  )

/** The words by which two people tell that nobody sits between them, one beside the other. */
export function Words({ words }: { words: string }) {
  return (
    <span className="font-semibold tracking-wide [word-spacing:0.25em] select-all" data-words>
      {wordList(words).join(' ')}
    </span>
  )
}

/** In a line: how the other side has been proven, and the words. */
export function WordsLine({ session }: { session: SessionView }) {
  const compared = useAreCompared(session.id)
  const { words, proven, sealed, peerId } = session
  if (!sealed) return <NotSealed />
  const safe = proven || compared
  if (words === '' || !safe) return null
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
      <ShieldCheck aria-hidden className="size-4 shrink-0 text-ok" />
      <Tip text={wordsMeaning()}>
        <button
          type="button"
          className="cursor-help rounded-sm underline decoration-line-strong decoration-dotted underline-offset-3"
        >
          {compared ? t('Compared on both screens') : peerId ? t('A paired device') : t('Proven by the code')}
        </button>
      </Tip>
      <span className="text-sm text-text">
        <Words words={words} />
      </span>
    </p>
  )
}

const NotSealed = () => (
  <p className="flex items-center gap-2 text-xs text-warn">
    <ShieldOff aria-hidden className="size-4 shrink-0" />
    {t('Not sealed by Hawser, as both sides wish: DTLS alone protects it.')}
  </p>
)

/** Asks to compare the words where nothing else has proven who the other side is. */
export function CompareWords({ session }: { session: SessionView }) {
  const compared = useAreCompared(session.id)
  const { id, words, proven, sealed } = session
  if (proven || compared || words === '' || !sealed) return null
  return (
    <div
      role="alert"
      className="mx-4 mt-3 flex flex-wrap items-center gap-x-5 gap-y-2.5 rounded-lg bg-warn-soft px-3.5 py-2.5"
    >
      <div className="min-w-0 grow">
        <p className="text-muted">
          {t(
            'This session began with a text that somebody may have changed on its way. Read these words to each other before you send anything:',
          )}
        </p>
        <p className="mt-1 text-lg">
          <Words words={words} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={() => confirmWords(id)}>
          {t('They are the same')}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            transfers().end(id)
            toast({
              kind: 'error',
              text: t(
                'The session is ended. Somebody sat in between: begin anew, by another way to each other.',
              ),
            })
          }}
        >
          {t('They differ')}
        </Button>
      </div>
    </div>
  )
}
