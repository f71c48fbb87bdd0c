import { t } from '../../language/t.ts'
import { shortcuts } from '../state/shortcuts.ts'
import { setUi } from '../state/ui.ts'
import { Dialog } from './dialog.tsx'

export function ShortcutList() {
  return (
    <div className="flex flex-col gap-5">
      {shortcuts.map(({ where, keys }) => (
        <section key={where}>
          <h3 className="mb-1.5 text-xs font-semibold text-muted">{where}</h3>
          <dl>
            {keys.map(({ key, does }) => (
              <div
                key={key}
                className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0"
              >
                <dt className="order-2 flex shrink-0 gap-1">
                  {key.split(' ').map((part) =>
                    part === '…' ? (
                      <span key={part}>{part}</span>
                    ) : (
                      <kbd key={part} className="kbd font-sans">
                        {part}
                      </kbd>
                    ),
                  )}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

export const ShortcutSheet = () => (
  <Dialog title={t('Keyboard shortcuts')} as="modal" close={() => setUi({ shortcuts: false })}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse (WCAG 2.1.1) */}
    <div tabIndex={0} className="-outline-offset-2 px-5 py-4">
      <ShortcutList />
    </div>
  </Dialog>
)
