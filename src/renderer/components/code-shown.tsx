import { Copy, LoaderCircle, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../language/t.ts'
import { QrCode } from '../pages/peers/qr-code.tsx'
import { copyText } from '../state/clipboard.ts'
import { Button } from './button.tsx'

/** Something is waited for. */
export const Busy = ({ children }: { children: ReactNode }) => (
  <p role="status" className="flex items-center gap-2.5 text-muted">
    <LoaderCircle aria-hidden className="size-4 shrink-0 text-accent motion-safe:animate-spin" />
    <span>{children}</span>
  </p>
)

type Props = {
  code: string
  link: string
  /** What the other side is to do with it. */
  how: ReactNode
  waiting: ReactNode
  /** Something that is wrong, though the code still works. */
  warning?: string
}

/** A code to read out, and its picture to scan. */
export const CodeShown = ({ code, link, how, waiting, warning = '' }: Props) => (
  <div className="mt-3 grid items-center gap-x-6 gap-y-4 px-4 @2xl:grid-cols-[minmax(0,1fr)_auto]">
    <div className="flex flex-col items-start gap-3">
      <p className="text-muted">{how}</p>
      <p
        className="num max-w-full rounded-lg bg-raised px-4 py-3 text-xl font-semibold tracking-wide break-words select-all"
        data-code
      >
        {code}
      </p>
      {/* It is there before there is something to say, so that it is read out. */}
      <p role="status" className="flex items-baseline gap-2 text-warn empty:hidden">
        {warning !== '' && (
          <>
            <TriangleAlert aria-hidden className="size-4 shrink-0 self-center" />
            <span>{warning}</span>
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button small icon={Copy} onClick={() => void copyText(code, t('Code'))}>
          {t('Copy the code')}
        </Button>
        {link !== '' && (
          <Button small icon={Copy} onClick={() => void copyText(link, t('Link'))}>
            {t('Copy a link')}
          </Button>
        )}
      </div>
      <Busy>{waiting}</Busy>
    </div>
    {link !== '' && (
      <QrCode text={link} label={t('The code as a QR code')} className="w-44 justify-self-center" />
    )}
  </div>
)
