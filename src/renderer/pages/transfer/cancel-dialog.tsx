import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { visibleName } from '../../format.ts'
import { transfers } from '../../state/transfer-client.ts'
import type { SessionView, TransferView } from '../../state/transfer-view.ts'

type Props = { session: SessionView; transfer: TransferView; close: () => void }

/** What has arrived is thrown away, so it is asked first. */
export function CancelDialog({ session, transfer: { id, name, direction }, close }: Props) {
  const them = visibleName(session.name || t('the other side'))
  return (
    <Dialog
      title={t('Cancel "{{name}}"?', { name: visibleName(name) })}
      as="modal"
      close={close}
      footer={
        <>
          <Button
            look="danger"
            onClick={() => {
              transfers().cancel(session.id, id)
              close()
            }}
          >
            {t('Cancel the transfer')}
          </Button>
          <Button data-autofocus onClick={close}>
            {t('Go on')}
          </Button>
        </>
      }
    >
      <p className="px-5 py-4">
        {direction === 'sending'
          ? t(
              'Files that are not whole yet are thrown away at {{them}}; whole ones stay. To go on later, pause it, or end the session: then what has arrived is kept.',
              { them },
            )
          : t(
              'Files that are not whole yet are thrown away here; whole ones stay. To go on later, pause it, or end the session: then what has arrived is kept.',
            )}
      </p>
    </Dialog>
  )
}
