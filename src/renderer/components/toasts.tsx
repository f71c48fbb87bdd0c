import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { t } from '../../language/t.ts'
import { dismiss, useUi } from '../state/ui.ts'
import { Button, IconButton } from './button.tsx'

/** What just happened, with the way back where there is one. In the top layer, so that a dialog does not hide it. */
export function Toasts() {
  const toasts = useUi(({ toasts }) => toasts)
  const ref = useRef<HTMLElement>(null)
  // Shown anew with each toast, to lie above a dialog that opened meanwhile.
  useEffect(() => {
    const box = ref.current!
    if (box.matches(':popover-open')) box.hidePopover()
    if (toasts.length > 0) box.showPopover()
  }, [toasts])
  return (
    <section
      ref={ref}
      popover="manual"
      className="fixed inset-auto right-4 bottom-4 m-0 w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 overflow-visible border-0 bg-transparent p-0 text-text open:flex"
      aria-label={t('Notifications')}
    >
      {toasts.map(({ id, kind, text, code, undo }) => (
        <div
          key={id}
          role={kind === 'error' ? 'alert' : 'status'}
          className="flex items-start gap-2.5 rounded-lg border border-line-strong bg-surface py-2.5 pr-2 pl-3 text-sm shadow-float"
        >
          {kind === 'error' ? (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-error" />
          ) : (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          )}
          <div className="min-w-0 grow self-center">
            {text}
            {code && <span className="ml-1.5 font-mono text-2xs whitespace-nowrap text-faint">{code}</span>}
          </div>
          {undo && (
            <Button
              small
              onClick={() => {
                dismiss(id)
                undo.run()
              }}
            >
              {undo.label}
            </Button>
          )}
          <IconButton label={t('Dismiss')} icon={X} className="size-6.5" onClick={() => dismiss(id)} />
        </div>
      ))}
    </section>
  )
}
