import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { t } from '../../language/t.ts'
import { IconButton } from './button.tsx'

type Props = {
  title: string
  /** `drawer` comes from the right, `modal` stands in the middle, `palette` hangs from the top without a heading. */
  as: 'drawer' | 'modal' | 'palette'
  close: () => void
  children: ReactNode
  footer?: ReactNode
}

/** The browser's own dialog: it keeps the focus inside, gives it back, and closes on Escape. */
export function Dialog({ title, as, close, children, footer }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current!
    const before = document.activeElement
    dialog.showModal()
    const first =
      dialog.querySelector<HTMLElement>('[data-autofocus]') ??
      dialog.querySelector<HTMLElement>('[data-body]')
    first?.focus()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      className={as === 'palette' ? 'modal palette' : as}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onMouseDown={(event) => event.target === ref.current && outside(event, ref.current) && close()}
    >
      <div className={as === 'drawer' ? 'flex h-full flex-col' : 'flex max-h-[80vh] flex-col'}>
        {as === 'palette' ? (
          <h2 id={titleId} className="sr-only">
            {title}
          </h2>
        ) : (
          <header className="flex h-13 shrink-0 items-center justify-between border-b border-line pr-3 pl-5">
            <h2 id={titleId} className="text-lg font-semibold">
              {title}
            </h2>
            <IconButton label={t('Close')} icon={X} hint={t('Esc')} onClick={close} />
          </header>
        )}
        <div data-body tabIndex={-1} className="min-h-0 grow overflow-y-auto outline-none">
          {children}
        </div>
        {footer && (
          <footer className="flex shrink-0 items-center gap-2 border-t border-line px-5 py-3">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  )
}

/** A press on the backdrop is one outside of the dialog's box. */
function outside({ clientX, clientY }: { clientX: number; clientY: number }, dialog: HTMLElement): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect()
  return clientX < left || clientX > right || clientY < top || clientY > bottom
}
