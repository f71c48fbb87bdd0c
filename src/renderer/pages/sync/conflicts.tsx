import { GitFork } from 'lucide-react'
import { useState } from 'react'
import type { Conflict, Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { formatBytes, formatMoment, splitPath, visibleName } from '../../format.ts'
import { host } from '../../state/session.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { useListed } from '../../state/use-listed.ts'
import { FileName } from './file-name.tsx'
import { ResolveDialog } from './resolve-dialog.tsx'

type Props = { folder: Folder; count: number }

/** Files that two devices changed at once: both versions are there until somebody chooses. */
export function Conflicts({ folder, count }: Props) {
  const [chosen, setChosen] = useState<Conflict>()
  const { listed: found, ask } = useListed(
    t('The conflicts could not be listed.'),
    async () => (await host().conflicts({ folderId: folder.id })).conflicts,
    `${folder.id} ${count}`,
  )
  const nameOf = useDeviceName()
  const now = Date.now()
  return (
    <Card
      title={t('Conflicts to resolve ({{found}})', { found: found?.length ?? count })}
      className="border-warn!"
    >
      <p className="px-4 pb-1.5 text-muted">
        {t(
          'Two devices changed the same file before they heard of each other. Nothing was overwritten: one version is in place, the other is kept as a copy beside it.',
        )}
      </p>
      <ul aria-label={t('Conflicts')} className="pb-2">
        {found?.map((conflict) => (
          <li
            key={conflict.copy}
            className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line px-4 py-2"
          >
            <span className="min-w-0 grow basis-72">
              <FileName path={conflict.path} className="font-medium" />
              <span className="num block text-xs text-muted">
                {conflict.mtime > 0
                  ? t('In place: {{mtime}}, {{size}}.', {
                      mtime: formatMoment(conflict.mtime, now),
                      size: formatBytes(conflict.size),
                    })
                  : t('In place: nothing, the file was removed.')}{' '}
                {t('Copy from {{copyDevice}}: {{copyMtime}}, {{copySize}}.', {
                  copyDevice: nameOf(conflict.copyDevice),
                  copyMtime: formatMoment(conflict.copyMtime, now),
                  copySize: formatBytes(conflict.copySize),
                })}
              </span>
            </span>
            <Button
              small
              icon={GitFork}
              aria-label={t('Resolve {{name}}', { name: visibleName(splitPath(conflict.path).name) })}
              onClick={() => setChosen(conflict)}
            >
              {t('Resolve…')}
            </Button>
          </li>
        ))}
      </ul>
      {chosen && (
        <ResolveDialog
          folder={folder}
          conflict={chosen}
          deviceName={nameOf(chosen.copyDevice)}
          close={() => setChosen(undefined)}
          resolved={() => {
            setChosen(undefined)
            void ask()
          }}
        />
      )}
    </Card>
  )
}

/** What people call a device: this one, a paired one by its name, or by the beginning of its id. */
export function useDeviceName(): (id: string) => string {
  const peers = usePeers()
  const self = useSlow(({ devices }) => devices?.self)
  // Names of copies carry the first eight characters alone.
  const is = (known: string, id: string) => id !== '' && known.startsWith(id)
  return (id) => {
    if (self && is(self.id, id)) return t('this device')
    return (
      peers.find((peer) => is(peer.id, id))?.name ??
      (id ? t('device {{id}}', { id: id.slice(0, 8) }) : t('another device'))
    )
  }
}
