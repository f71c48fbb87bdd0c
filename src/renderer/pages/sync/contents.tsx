import { useState } from 'react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Segmented } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { Bin } from './bin.tsx'
import { Browser } from './browser.tsx'

const views = translated(
  [
    { value: 'files', label: 'Files' },
    { value: 'bin', label: 'Bin' },
  ] as const,
  'label',
)

/** What the folder holds on all devices together, and what its bin keeps. */
export function Contents({ folder }: { folder: Folder }) {
  const [view, setView] = useState<(typeof views)[number]['value']>('files')
  return (
    <Card
      title={t('Contents')}
      actions={<Segmented label={t('Show')} value={view} options={views} change={setView} />}
    >
      {view === 'files' ? <Browser folder={folder} /> : <Bin folder={folder} />}
    </Card>
  )
}
