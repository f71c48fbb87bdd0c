import { Pencil, Plus, Trash2 } from 'lucide-react'
import type { Allow } from '../../../contract/tunnel.ts'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Switch } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { usePeers, useSlow } from '../../state/store.ts'
import { addAllow, changeAllow, editAllow, removeAllow } from '../../state/tunnel-actions.ts'
import { opensAll } from './allow-draft.ts'
import { allowText, partyName } from './sentences.ts'

const none: readonly Allow[] = []

/** What others may do through this machine. Nothing is reachable that does not stand here. */
export function Allowed() {
  const allow = useSlow(({ tunnel }) => tunnel?.allow ?? none)
  const tubes = useSlow(({ tubeViews }) => tubeViews)
  const peers = usePeers()
  return (
    <Card
      title={t('Allowed here')}
      actions={
        <Button small icon={Plus} onClick={() => addAllow()}>
          {t('Allow something')}
        </Button>
      }
    >
      {allow.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-muted">
          {t(
            'Nothing: nobody reaches anything through this machine. Allow hosts and ports for a device, or answer what is asked for.',
          )}
        </p>
      ) : (
        <ul aria-label={t('Allowed here')} className="pb-1.5">
          {allow.map((one) => (
            <Row key={one.id} allow={one} who={partyName(one.party, peers, tubes)} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Row({ allow, who }: { allow: Allow; who: string }) {
  const { id, enabled, target } = allow
  return (
    <li
      className={`flex items-center gap-x-3 border-t border-line py-1.5 pr-2.5 pl-4 first:border-0 ${enabled ? '' : 'text-faint'}`}
    >
      <p className="num min-w-0 grow break-words">
        <span className="font-medium">{who}</span> {t('may {{allow}}', { allow: allowText(allow) })}
        {enabled && opensAll(allow) && (
          <span className="ml-2 text-xs font-medium text-warn">{t('everything')}</span>
        )}
      </p>
      <span className="flex shrink-0 items-center gap-1">
        <Switch
          label={t('{{target}} for {{who}}', { target, who })}
          on={enabled}
          change={(on) => void changeAllow(id, { enabled: on })}
          className="mr-1"
        />
        <IconButton
          label={t('Edit {{target}} for {{who}}', { target, who })}
          icon={Pencil}
          onClick={() => editAllow(id)}
        />
        <IconButton
          label={t('Remove {{target}} for {{who}}', { target, who })}
          icon={Trash2}
          onClick={() => void removeAllow(allow)}
        />
      </span>
    </li>
  )
}
