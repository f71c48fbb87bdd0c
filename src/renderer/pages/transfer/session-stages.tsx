import { Copy, QrCode as QrIcon } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Busy, CodeShown } from '../../components/code-shown.tsx'
import { TextArea } from '../../components/field.tsx'
import { sentence } from '../../components/sentence.tsx'
import { TextAreaField } from '../../forms/text-field.tsx'
import { copyText } from '../../state/clipboard.ts'
import { takeAnswer } from '../../state/transfer-actions.ts'
import type { SessionView } from '../../state/transfer-view.ts'
import { countdown } from '../bonding/sentences.ts'
import { QrCode } from '../peers/qr-code.tsx'
import { wrongTriesText } from './sentences.ts'

/** The code to read out, and its picture to scan. */
export const SessionCode = ({ session: { code, link, until, wrongTries } }: { session: SessionView }) => (
  <CodeShown
    code={code}
    link={link}
    warning={wrongTries > 0 ? wrongTriesText(wrongTries) : ''}
    how={sentence('Read this code to the other side. There it is typed under <b>Receive</b>, or scanned.')}
    waiting={
      until > 0
        ? sentence('Waiting for the other side, for {{left}} more', { left: <Left until={until} /> })
        : t('Waiting for the other side')
    }
  />
)

/** `59:12`. Not read out every second. */
function Left({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <span aria-live="off" className="num font-medium text-text">
      {countdown(until - now)}
    </span>
  )
}

/** A text to give away, with its picture on demand. */
function GiveAway({ text, what }: { text: string; what: string }) {
  const [picture, setPicture] = useState(false)
  return (
    <div className="flex flex-col items-start gap-2">
      <TextArea
        readOnly
        aria-label={what}
        rows={3}
        value={text}
        className="font-mono text-xs! break-all"
        onFocus={(event) => event.currentTarget.select()}
        data-paste
      />
      <div className="flex flex-wrap gap-2">
        <Button small look="primary" icon={Copy} onClick={() => void copyText(text, what)}>
          {t('Copy')}
        </Button>
        <Button small icon={QrIcon} aria-expanded={picture} onClick={() => setPicture(!picture)}>
          {picture ? t('Hide the QR code') : t('QR code')}
        </Button>
      </div>
      {picture && <QrCode text={text} label={t('{{what}} as a QR code', { what })} className="w-56" />}
    </div>
  )
}

/** The offer to give away, and the answer that comes back. */
export function OfferShown({ session: { id, paste } }: { session: SessionView }) {
  const [answer, setAnswer] = useState('')
  const [wrong, setWrong] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (answer.trim() === '') return setWrong(t('Paste the whole answer of the other side.'))
    setWrong(await takeAnswer(id, answer))
  }
  return (
    <ol className="mt-3 grid gap-x-6 gap-y-4 px-4 @2xl:grid-cols-2">
      <li className="min-w-0">
        <h4 className="mb-1.5 font-medium">{t('1. Give this offer to the other side')}</h4>
        <GiveAway text={paste} what={t('Offer')} />
        <p className="mt-2 text-xs text-faint">
          {t('By mail, chat or camera. There it goes under Receive, "By a text".')}
        </p>
      </li>
      <li className="min-w-0">
        <h4 className="mb-1.5 font-medium">{t('2. Paste the answer that comes back')}</h4>
        <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col items-start gap-2">
          <TextAreaField
            label={t('Answer')}
            className="w-full"
            problem={wrong ? { level: 'error', message: wrong } : undefined}
            rows={3}
            maxLength={10_000}
            placeholder="hawser-answer:…"
            inputClassName="font-mono text-xs! break-all"
            value={answer}
            change={(text) => {
              setAnswer(text)
              setWrong(undefined)
            }}
          />
          <Button small look="primary" type="submit">
            {t('Connect')}
          </Button>
        </form>
      </li>
    </ol>
  )
}

/** The answer to an offer of the other side. */
export const AnswerBack = ({ session: { paste } }: { session: SessionView }) => (
  <div className="mt-3 flex max-w-144 flex-col gap-2 px-4">
    <h4 className="font-medium">{t('Give this answer back to the other side')}</h4>
    <GiveAway text={paste} what={t('Answer')} />
    <Busy>{t('Waiting until it is pasted there…')}</Busy>
  </div>
)
