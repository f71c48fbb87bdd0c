import { CircleStop, Coins, Ellipsis, FlaskConical, Pencil, Power, PowerOff } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../../language/t.ts'
import { Menu } from '../../components/menu.tsx'
import { changeLink, impair } from '../../state/bond-actions.ts'
import type { LinkView } from '../../state/bond-view.ts'
import { LinkDialog } from './link-dialog.tsx'
import { RehearseDialog } from './rehearse-dialog.tsx'

/** What can be done with one link. */
export function LaneMenu({ bondId, link, name }: { bondId: string; link: LinkView; name: string }) {
  const [open, setOpen] = useState<'settings' | 'rehearse'>()
  const { id, weight, metered, impairment } = link
  // After the menu gave the focus back, so that the dialog may take it.
  const show = (which: typeof open) => setTimeout(() => setOpen(which))
  return (
    <>
      <Menu
        label={t('Actions for {{name}}', { name })}
        icon={Ellipsis}
        items={[
          { label: t('Label and data caps…'), icon: Pencil, run: () => show('settings') },
          {
            label: metered ? t('Not metered') : t('Metered: use it last'),
            icon: Coins,
            run: () => void changeLink(bondId, id, { metered: !metered }),
          },
          {
            label: weight === 0 ? t('Use this link') : t('Switch this link off'),
            icon: weight === 0 ? Power : PowerOff,
            run: () => void changeLink(bondId, id, { weight: weight === 0 ? 100 : 0 }),
          },
          { label: t('Rehearse a failure…'), icon: FlaskConical, run: () => show('rehearse') },
          ...(impairment
            ? [{ label: t('Stop the test'), icon: CircleStop, run: () => void impair(bondId, id, null) }]
            : []),
        ]}
      />
      {open === 'settings' && (
        <LinkDialog bondId={bondId} link={link} name={name} close={() => setOpen(undefined)} />
      )}
      {open === 'rehearse' && (
        <RehearseDialog bondId={bondId} link={id} name={name} close={() => setOpen(undefined)} />
      )}
    </>
  )
}
