import { CircleCheck, CircleX, FolderPlus, LoaderCircle, RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { Pairing } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { sentence } from '../../components/sentence.tsx'
import { visibleName } from '../../format.ts'
import { confirmPairing } from '../../state/peer-actions.ts'
import { addFolder } from '../../state/sync-actions.ts'
import { countdown } from '../bonding/sentences.ts'
import { shortId } from './device-id.ts'
import { addressIn } from './pairing-link.ts'
import { QrCode } from './qr-code.tsx'

const Busy = ({ children }: { children: ReactNode }) => (
  <p className="flex items-center gap-2.5 text-muted">
    <LoaderCircle aria-hidden className="size-4 shrink-0 text-accent motion-safe:animate-spin" />
    <span>{children}</span>
  </p>
)

export const Opening = () => <Busy>{t('Opening this device for pairing…')}</Busy>

/** The code and its picture, until somebody types or scans it. */
export function Open({ pairing: { code, link, until } }: { pairing: Pairing }) {
  const address = addressIn(link)
  return (
    <div className="flex flex-col items-center gap-4 text-center">
      <p className="text-muted">
        {t('On the other device choose "Enter a code" and type this, or scan it.')}
      </p>
      <p className="num text-2xl font-semibold tracking-wide break-words select-all" data-code>
        {code}
      </p>
      <QrCode text={link} label={t('The code as a QR code')} />
      {address && (
        <p className="text-xs text-muted">
          {sentence('From another network, its address too: {{code}}', {
            code: <code className="font-mono select-all">{address}</code>,
          })}
        </p>
      )}
      <Busy>
        {sentence('Waiting for the other device, for {{left}} more', { left: <Left until={until} /> })}
      </Busy>
    </div>
  )
}

/** `4:59`. Not read out every second. */
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

export const Connecting = ({ pairing: { device } }: { pairing: Pairing }) => (
  <Busy>
    {device ? t('Asking {{name}}…', { name: visibleName(device.name) }) : t('Asking the other device…')}
  </Busy>
)

/** Without a code nobody in between is kept out but by people who compare. */
export function Confirm({ pairing: { words, device } }: { pairing: Pairing }) {
  const [said, setSaid] = useState(false)
  const say = async (same: boolean) => {
    setSaid(true)
    if (!(await confirmPairing(same))) setSaid(false)
  }
  const name = device ? visibleName(device.name) : t('The other device')
  return (
    <div className="flex grow flex-col gap-4">
      <p>
        {sentence(
          '{{strong}} {{device}} wants to be paired with this device. Both screens show these words now:',
          {
            strong: <strong className="font-semibold">{name}</strong>,
            device: device && <code className="font-mono text-xs text-muted">{shortId(device.id)}</code>,
          },
        )}
      </p>
      <p
        className="rounded-lg bg-raised px-4 py-5 text-center text-xl font-semibold tracking-wide [word-spacing:0.5em] select-all"
        data-words
      >
        {words}
      </p>
      <p className="text-muted">
        {t(
          'Compare them word by word. If they differ, somebody sits in between: say so, and nothing is paired.',
        )}
      </p>
      {said ? (
        <Busy>{t('Waiting until {{name}} confirms too…', { name })}</Busy>
      ) : (
        <div className="mt-auto flex flex-wrap gap-2">
          <Button look="primary" onClick={() => void say(true)}>
            {t('They are the same')}
          </Button>
          <Button look="danger" onClick={() => void say(false)}>
            {t('They differ')}
          </Button>
        </div>
      )}
    </div>
  )
}

export function Done({ pairing: { device }, close }: { pairing: Pairing; close: () => void }) {
  return (
    <div className="flex grow flex-col gap-4">
      <p className="flex items-center gap-3 text-lg font-semibold">
        <CircleCheck aria-hidden className="size-6 shrink-0 text-ok" />
        {device ? t('{{name}} is paired.', { name: visibleName(device.name) }) : t('Paired.')}
      </p>
      <p className="text-muted">
        {t(
          'The two connect by themselves from now on. Nothing is shared yet: share a folder, or take part in one that is offered.',
        )}
      </p>
      <div className="mt-auto flex flex-wrap gap-2">
        {device && (
          <Button
            look="primary"
            icon={FolderPlus}
            onClick={() => {
              close()
              addFolder([device.id])
            }}
          >
            {t('Share a folder with it')}
          </Button>
        )}
        <Button onClick={close}>{t('Close')}</Button>
      </div>
    </div>
  )
}

export const Failed = ({
  pairing: { problem, faultCode },
  again,
}: {
  pairing: Pairing
  again: () => void
}) => (
  <div className="flex grow flex-col gap-4">
    <p role="alert" className="flex items-start gap-3">
      <CircleX aria-hidden className="mt-0.5 size-5 shrink-0 text-error" />
      <span>
        <strong className="block text-lg font-semibold">{t('Not paired')}</strong>
        {problem || t('It did not work.')} <code className="font-mono text-2xs text-muted">{faultCode}</code>
      </span>
    </p>
    <div className="mt-auto">
      <Button look="primary" icon={RotateCw} onClick={again}>
        {t('Show a new code')}
      </Button>
    </div>
  </div>
)
