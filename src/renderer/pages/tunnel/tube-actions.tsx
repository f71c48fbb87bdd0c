import { Cable, Ellipsis, Plus, ShieldCheck, Unplug, X } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { addAllow, addWay, closeTube, connectTo } from '../../state/tunnel-actions.ts'
import type { Party } from '../../state/tunnel-view.ts'
import { partyTitle } from './sentences.ts'
import { useEngineAway } from './use-parties.ts'

/** What can be done with a tube: connect, try at once, disconnect, forget. */
export function TubeActions({ party, big }: { party: Party; big?: boolean }) {
  const { id, tube } = party
  const title = partyTitle(party)
  const small = !big
  const peerId = tube ? tube.peerId : id
  const over = tube === undefined || tube.state === 'ended'
  const waits = tube?.state === 'waiting'
  const close = () => void closeTube(party)
  const items: MenuItem[] = [
    { label: t('Add a way…'), icon: Plus, run: () => addWay(id) },
    { label: t('Allow something here…'), icon: ShieldCheck, run: () => addAllow(id) },
    ...(tube && !over ? [{ label: t('Disconnect'), icon: Unplug, danger: true, run: close }] : []),
  ]
  const away = useEngineAway()
  const isPaired = peerId !== '' && party.name !== ''
  return (
    <>
      {(over || waits) && isPaired && !away && (
        <Button
          small={small}
          icon={Cable}
          aria-label={`${waits ? t('Try now') : t('Connect')}: ${title}`}
          onClick={() => void connectTo(peerId)}
        >
          {waits ? t('Try now') : t('Connect')}
        </Button>
      )}
      {tube?.state === 'calling' || tube?.state === 'connecting' ? (
        <Button
          small={small}
          look="danger"
          icon={X}
          aria-label={t('Give up: {{title}}', { title })}
          onClick={close}
        >
          {t('Give up')}
        </Button>
      ) : null}
      {tube && over && <IconButton label={t('Dismiss {{title}}', { title })} icon={X} onClick={close} />}
      {!tube?.code && (isPaired || (tube && !over)) && (
        <Menu label={t('Actions for {{title}}', { title })} icon={Ellipsis} items={items} />
      )}
    </>
  )
}
