import { useId } from 'react'
import { language } from '../../../language/speech.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { checkForUpdate, useUpdate } from '../../state/shell.ts'

/** Whether there is a newer version; of the desktop app alone. */
export function UpdatesCard() {
  const id = useId()
  const update = useUpdate(({ update }) => update)
  if (update === undefined) return null
  if (update.state === 'off')
    return (
      <Card title={t('Updates')}>
        <p className="px-4 pb-3 text-muted">{update.text}</p>
      </Card>
    )
  const seen =
    update.checkedAt > 0 &&
    t('Looked on {{when}}.', { when: new Date(update.checkedAt).toLocaleString(language()) })
  return (
    <Card title={t('Updates')}>
      <div className="flex items-center justify-between gap-6 px-4 pt-1 pb-3">
        <div className="min-w-0">
          <p className="font-medium">
            {update.version
              ? t('Hawser {{version}} is there', { version: update.version })
              : t('No newer version is known')}
          </p>
          <p id={id} className="text-xs text-faint">
            {update.text || seen || t('It has not been looked for yet.')}
          </p>
        </div>
        <Button
          aria-describedby={id}
          disabled={update.state !== 'none' && update.state !== 'offered'}
          onClick={() => void checkForUpdate()}
        >
          {t('Look now')}
        </Button>
      </div>
    </Card>
  )
}
